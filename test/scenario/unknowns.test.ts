import { describe, expect, test } from "vitest";
import { z } from "zod";
import { assumed, assumedPlaces, assumedTogether, assumedValues, integer } from "../../scenarios/language/index.js";
import { scenarioShape, unknownEnds, unknownsOf, withSettings } from "../../sim/scenario/index.js";
import { repositoryTexts } from "../tidy/source.js";
import { good, readGood } from "./reader.js";

const small = z.strictObject({
  one: assumed(integer().prefault(1), { low: 0, high: 9, because: "a guess" }),
  pair: assumedTogether(
    z.strictObject({ a: integer().prefault(1), b: integer().prefault(2), c: integer().prefault(3) }),
    {
      low: { a: 0 },
      high: { a: 5, b: 6 },
      because: "a guess",
    },
  ).prefault({}),
  none: assumed(integer().optional(), { low: null, high: 3, because: "a guess", whereAbsent: true }),
  plain: integer().prefault(1),
});

test("what a value has in the places of marked shapes is found, each with its range", () => {
  const found = assumedValues(small, { one: 1, pair: { a: 1, b: 2, c: 3 }, plain: 1 });
  expect(found.map(({ path, value }) => [path.join("."), value])).toEqual([
    ["one", 1],
    ["pair", { a: 1, b: 2, c: 3 }],
    ["none", undefined],
  ]);
  expect(assumedValues(small, { one: 1, none: 2 }).map(({ path }) => path.join("."))).toEqual(["one"]);
  const choices = z.record(z.string(), z.union([z.literal("x"), z.array(small)]));
  expect(assumedValues(choices, { k: [{ one: 4 }], l: "x" }).map(({ path }) => path)).toContainEqual(["k", 0, "one"]);
  expect(assumedPlaces(choices).map(({ path }) => path.join("."))).toEqual(["*.*.one", "*.*.pair", "*.*.none"]);
});

const everything = `
region: eu-west-1
clock: { duration: 30m }
demand:
  - { name: pages, to: web, curve: 5/s, request: { steps: [ { cpu: 50ms }, { call: fn } ] } }
  - { name: jobs, to: line, curve: 1/s, request: { steps: [ { cpu: 50ms } ] } }
  - { name: runs, to: launcher, curve: 1/min, request: { steps: [ { wait: 30s } ] } }
services:
  web:
    task:
      cpu: 1.75 vCPU
      memory: 3.5 GB
      architecture: ARM64
      containers: [ { name: agent, cpu: 0.25 vCPU, memory: 0.5 GB } ]
    launch: { failedStarts: 1 % }
    capacity: { FARGATE: { weight: 1 }, FARGATE_SPOT: { weight: 1 } }
    scaling:
      - { kind: target-tracking, metric: cpu, target: 60 %, resolution: high }
      - { kind: step, metric: memory, threshold: 60 %, statistic: Maximum, period: 60s, steps: [ { lowerBound: 0 %, adjustment: 1 } ] }
  fn: { kind: lambda, memory: 512 MB, architecture: arm64, request: { steps: [ { cpu: 20ms } ] } }
  line: { kind: queue }
  workers:
    kind: worker-service
    queue: line
    task: { cpu: 1 vCPU, memory: 2 GB }
    capacity: { EC2_SPOT: { weight: 1 } }
    instances: { EC2_SPOT: { types: [ m5.large ], capacityRebalancing: {} } }
  launcher: { kind: run-launcher, capacity: { FARGATE: { weight: 1 }, FARGATE_SPOT: { weight: 1, market: rough } } }
markets: { rough: { crunch: {} } }
`;

describe("every range in the shape of a scenario", () => {
  const read = readGood(everything);
  const found = unknownsOf(read);
  const crunched = unknownsOf(readGood(everything, { set: ["services.workers.instances.EC2_SPOT.crunch.every=20d"] }));

  test("is met by a scenario that has everything", () => {
    const pattern = (path: string) => path.replace(/\[\d+\]/g, ".0");
    const met = [...found, ...crunched].map(({ path }) => pattern(path));
    const all = [...new Set(assumedPlaces(scenarioShape).map(({ path }) => path.join(".")))];
    const isMet = (place: string) => {
      const form = new RegExp(`^${place.replaceAll(".", "\\.").replaceAll("*", "[^.]+")}$`);
      return met.some((path) => form.test(path));
    };
    // The same keys stand in the tasks of incidents and the like; a group of instances scales by policies of the same shape.
    const elsewhere = /^incidents\.|\.instances\.EC2\.|\.scaling\.|metricLags\.custom$/;
    expect(all.filter((place) => !isMet(place)).filter((place) => !elsewhere.test(place))).toEqual([]);
  });

  test.each(unknownEnds)("can be moved to its %s end", (end) => {
    const moved = withSettings(
      read,
      found.flatMap(({ ends }) => ends[end].settings),
    );
    expect(moved.ok ? [] : moved.issues).toEqual([]);
  });

  test("has two ends, and says where they come from", () => {
    for (const { ends, because } of found) {
      expect(ends.low.settings).not.toEqual(ends.high.settings);
      expect(because).toMatch(/^[A-Za-z].*[^.]$/);
    }
  });

  test("is where a sentence about a plausible range takes it from", () => {
    const sentences = repositoryTexts()
      .filter(({ path }) => /^(sim|workload)\/.*\.ts$/.test(path))
      .flatMap(({ path, text }) => text.split("\n").map((line) => `${path}: ${line.trim()}`))
      .filter((line) => /\d.* (is|are) plausible/.test(line) && !line.includes("plausibleWords("));
    expect(sentences).toEqual([]);
  });
});

describe("of a small scenario", () => {
  const unknowns = (extra = "", set: readonly string[] = []) => unknownsOf(readGood(good + extra, { set }));
  const paths = (...args: Parameters<typeof unknowns>) => unknowns(...args).map(({ path }) => path);

  test("what it does not use is no unknown of it", () => {
    expect(paths().filter((path) => path.startsWith("markets"))).toEqual([]);
    expect(paths("", ["services.web.scaling=[]"]).filter((path) => path.startsWith("autoscaling"))).toEqual([]);
    expect(paths()).not.toContain("services.web.task.arm64WorkFactor");
    expect(paths()).toContain("autoscaling.metricLags.standard");
    expect(paths()).not.toContain("autoscaling.metricLags.custom");
    const spot = ["services.web.capacity={ FARGATE_SPOT: { weight: 1 } }"];
    expect(paths("", spot)).toEqual(
      expect.arrayContaining(["markets.default.crunch", "services.web.launchRetry.noCapacity"]),
    );
  });

  test("what it says itself is as written where it can be measured, and a guess of its own where it cannot", () => {
    const set = ["services.web.launch.boot=3s", "services.web.abruptFailuresPerMonth=2 %"];
    const written = unknowns("", set).filter(({ isAsWritten }) => isAsWritten);
    expect(written).toMatchObject([{ path: "services.web.launch.boot", value: "3s" }]);
    expect(unknowns("", set)).toContainEqual(
      expect.objectContaining({ path: "services.web.abruptFailuresPerMonth", value: "2 %", isAsWritten: false }),
    );
  });
});
