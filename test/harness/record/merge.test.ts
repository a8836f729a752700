import { expect, test } from "vitest";
import { measuredJson, readMeasured } from "../../../harness/record/measured-json.js";
import { Measurement } from "../../../harness/record/measurement.js";
import { mergeMeasured } from "../../../harness/record/merge.js";
import { Refusal } from "../../../sim/outcome/refusal.js";
import { keyed } from "../../../workload/random.js";
import { answered, due, facts, failed, idle, ms, second } from "./fixture.js";

/** Two recorders that share a load, and one that saw all of it. */
function halves() {
  const [a, b, all] = [facts(150), facts(150), facts(150)].map((each) => new Measurement(each));
  for (let i = 0; i < 3_000; i++) {
    const planned = due(i * 50 * ms, i);
    const latency = Math.round(-200 * ms * Math.log(1 - keyed(1, "latency", i)));
    const at = planned.dueAt + latency;
    const end = latency > second ? failed("timeout", at) : answered(at, { degraded: i % 7 === 0 });
    for (const measurement of [keyed(1, "part", i) < 0.3 ? a : b, all]) {
      measurement.released(planned, planned.dueAt + (i % 5) * ms);
      measurement.record(planned, end);
    }
  }
  const counters = { web: { connections: 3 } };
  return {
    a: a.snapshot({ ...idle, counters }),
    b: b.snapshot({ ...idle, counters: { web: { connections: 4, lost: 1 } } }),
    all: all.snapshot({ ...idle, counters: { web: { connections: 7, lost: 1 } } }),
  };
}

test("two halves merge into exactly what a single recorder of everything saw", () => {
  const { a, b, all } = halves();
  expect(mergeMeasured([a, b])).toEqual({ ...all, generator: { ...all.generator, processes: 2 } });
});

test("the order of the parts does not matter", () => {
  const { a, b } = halves();
  expect(mergeMeasured([b, a])).toEqual(mergeMeasured([a, b]));
});

test("a measured.json reads back unchanged, so machines merge through their files", () => {
  const { a, b } = halves();
  const [fromA, fromB] = [a, b].map((part) => readMeasured(measuredJson(part)));
  expect(fromA).toEqual(a);
  expect(mergeMeasured([fromA, fromB])).toEqual(mergeMeasured([a, b]));
});

test("text that is no measurement is not read as one", () => {
  expect(() => readMeasured("{")).toThrow(Refusal);
  expect(() => readMeasured('{"services":{}}')).toThrow(/the counts of a measured run .*\(load: /);
});

test("of several generators, the worst one is reported", () => {
  const { a, b } = halves();
  const busy = { processes: 1, cpuShare: 0.9, eventLoopDelayP99Ms: 3, eventLoopDelayMaxMs: 80 };
  expect(mergeMeasured([a, { ...b, generator: busy }]).generator).toEqual({ ...busy, processes: 2 });
});

test("measurements of different schedules are refused", () => {
  const { a } = halves();
  const other = new Measurement(facts(60)).snapshot(idle);
  expect(() => mergeMeasured([a, other])).toThrow("different scenarios");
});
