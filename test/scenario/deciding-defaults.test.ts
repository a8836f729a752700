import { expect, test } from "vitest";
import { assumptionsOf, decidingDefaults } from "../../sim/scenario/index.js";
import { readGood } from "./reader.js";

const defaultsOf = (task: string, request: string) => {
  const text = `extends: good.yaml\nservices: { web: { task: ${task} } }\ndemand: [ { name: turns, to: web, curve: 20/s, request: ${request} } ]`;
  return decidingDefaults(readGood(text).scenario).web.failures;
};

test("slots, queue and timeout are named where nobody wrote them, and only there", () => {
  const steps = "steps: [ { cpu: 50ms } ]";
  expect(defaultsOf("{ cpu: 1024 }", `{ ${steps} }`)).toEqual({
    queueFull: "a full queue (task.maxConcurrent 100, task.queue 200: the defaults)",
    timeout: "the balancer's 504 after 1m (no timeout is set)",
  });
  expect(defaultsOf("{ cpu: 1024, maxConcurrent: 50 }", `{ ${steps}, timeout: 5s }`)).toEqual({
    queueFull: "a full queue (task.maxConcurrent 50, task.queue 200: the second is a default)",
  });
  expect(defaultsOf("{ cpu: 1024, maxConcurrent: 50, queue: 0 }", `{ ${steps}, timeout: 5s }`)).toEqual({});
});

test("a full queue may be that of a service which is called", () => {
  const text = `extends: good.yaml
services: { web: { task: { cpu: 1024 } }, db: { kind: dependency, latency: 3ms } }
demand: [ { name: turns, to: web, curve: 20/s, request: { steps: [ { cpu: 50ms }, { call: db } ] } } ]`;
  expect(decidingDefaults(readGood(text).scenario).web.failures.queueFull).toBe(
    "a full queue (task.maxConcurrent 100, task.queue 200: the defaults), or that of db, which it calls",
  );
});

test("where a zone goes down, a 504 may also come from a connect that hangs", () => {
  const text =
    "extends: good.yaml\ndemand: [ { name: turns, to: web, curve: 20/s, request: { steps: [ { cpu: 50ms } ] } } ]\nincidents: [ { kind: zone-outage, zone: 1, at: 15m, lasts: 5m } ]";
  expect(decidingDefaults(readGood(text).scenario).web.failures.timeout).toBe(
    "the balancer's 504 after 10s without a connection to a dead zone or 1m (no timeout is set)",
  );
});

test.each([
  ["", "web tracks 60 % CPU with 1 to 100 tasks (default scaling and bounds)"],
  ["bounds: { min: 2, max: 9 }", "web tracks 60 % CPU with 2 to 9 tasks (default scaling)"],
  ["scaling: [ { kind: target-tracking, metric: memory, target: 60 % } ]", "web has 1 to 100 tasks (default bounds)"],
  ["scaling: [ { kind: target-tracking, metric: cpu, target: 50 % } ]\n    bounds: { min: 2, max: 9 }", null],
  ["scaling: []\n    desired: 3", null],
])("how a service is sized is named where nobody wrote it: %s", (keys, size) => {
  const { scenario, data, days } = readGood(
    `extends: good.yaml\nservices:\n  web:\n    task: { cpu: 1024 }\n    ${keys}\n`,
  );
  expect(decidingDefaults(scenario).web.size).toBe(size);
  const named = assumptionsOf({ scenario, data, days }).filter((sentence) => /default (scaling|bounds)/.test(sentence));
  expect(named.map((sentence) => sentence.split(":")[0])).toEqual(size === null ? [] : [size]);
});
