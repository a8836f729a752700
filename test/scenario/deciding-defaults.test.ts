import { expect, test } from "vitest";
import { decidingDefaults } from "../../sim/scenario/index.js";
import { readGood } from "./reader.js";

const defaultsOf = (task: string, request: string) => {
  const text = `extends: good.yaml\nservices: { web: { task: ${task} } }\ndemand: [ { name: turns, to: web, curve: 20/s, request: ${request} } ]`;
  return decidingDefaults(readGood(text).scenario).web;
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

test("where a zone goes down, a 504 may also come from a connect that hangs", () => {
  const text =
    "extends: good.yaml\ndemand: [ { name: turns, to: web, curve: 20/s, request: { steps: [ { cpu: 50ms } ] } } ]\nincidents: [ { kind: zone-outage, zone: 1, at: 15m, lasts: 5m } ]";
  expect(decidingDefaults(readGood(text).scenario).web.timeout).toBe(
    "the balancer's 504 after 10s without a connection to a dead zone or 1m (no timeout is set)",
  );
});
