import { describe, expect, test } from "vitest";
import { calibrate } from "../../../harness/calibrate/calibration.js";
import type { Entry } from "../../../harness/calibrate/entry.js";
import { meanOf, sampleOf } from "../../../harness/calibrate/fit/sample.js";
import { logObservation } from "../../../harness/calibrate/from/log-observation.js";
import { runObservation } from "../../../harness/calibrate/from/run-observation.js";
import { splitResponse } from "../../../harness/calibrate/split.js";
import type { Subject } from "../../../harness/calibrate/subject.js";
import { type Tasks, targetObservation } from "../../../harness/calibrate/target-observation.js";
import { undisturbed } from "../../../harness/calibrate/undisturbed.js";
import { measuredSample } from "../record/measured-sample.js";
import { draws, entry } from "./samples.js";

const ms = 1_000;
const subject: Subject = {
  demand: "visits",
  requestClass: null,
  service: "web",
  written: {},
  scenarioCpu: 7 * ms,
  stretch: 1,
  isFirstComeFirstServed: true,
  maxConcurrent: 100,
  isWorkerPool: false,
};
const tasks: Tasks = {
  count: 1,
  reserved: 1,
  sidecarVcpus: 0,
  threads: [1],
  speed: 1,
  scenarioCpu: 7 * ms,
  isInOrder: true,
};
/** One request per second, each of 30 ms. */
const pings = (count: number) => Array.from({ length: count }, (_, i) => entry(i * 1e6, 30 * ms));
const choice = { at: "2026-11-21", family: null, sampleFile: "sample.csv" };

/** Requests to one server that serves them in order of arrival (Lindley's recursion) and is 60 % busy. */
function queue(count: number): { readonly entries: readonly Entry[]; readonly services: Int32Array } {
  const gaps = draws({ kind: "exponential", mean: 10 * ms }, count, 1);
  const services = draws({ kind: "gamma", mean: 6 * ms, shape: 2 }, count, 2);
  let [at, free] = [0, 0];
  const entries = Array.from(services, (service, i) => {
    at += gaps[i];
    free = Math.max(at, free) + service;
    return entry(at, free - at);
  });
  return { entries, services };
}

describe("requests that met no other", () => {
  test("show the service time itself, whereas all requests include queueing", () => {
    const { entries } = queue(20_000);
    const { durations, isUndisturbed } = undisturbed(entries);
    const standardError = (6 * ms) / Math.sqrt(2) / Math.sqrt(durations.length);
    expect(isUndisturbed).toBe(true);
    expect(Math.abs(meanOf(durations) - 6 * ms)).toBeLessThan(3.5 * standardError);
    // Poisson arrivals see time averages: 40 % meet nobody. These come in runs, so their number varies more than
    // binomially.
    expect(durations.length / entries.length).toBeGreaterThan(0.37);
    expect(durations.length / entries.length).toBeLessThan(0.43);
    expect(meanOf(sampleOf(entries.map(({ duration }) => duration)))).toBeGreaterThan(10 * ms);
  });

  test("are found for each server separately, and only when times are fine enough", () => {
    const two = [entry(0, 10, { server: "a" }), entry(5, 10, { server: "b" }), entry(8, 4, { server: "a" })];
    const many = (entries: readonly Entry[]) =>
      entries.flatMap((each) =>
        Array.from({ length: 100 }, (_, i) => ({ ...each, startedAt: each.startedAt! + i * 1_000 })),
      );
    expect(undisturbed(many(two)).durations).toHaveLength(200);
    const coarse = undisturbed(many(two).map((each) => ({ ...each, isExact: false })));
    expect([coarse.isUndisturbed, coarse.durations.length]).toEqual([false, 300]);
  });

  test("exclude the times of failed requests, but not their presence", () => {
    const entries = [entry(0, 100, { isAnswered: false }), entry(50, 10), entry(70, 11), entry(200, 20)];
    expect(Array.from(undisturbed(entries).durations)).toEqual([10, 11, 20]);
    const alone = Array.from({ length: 120 }, (_, i) => entry(1_000 * (i + 1), 30));
    expect(undisturbed([...entries, ...alone]).durations).toHaveLength(121);
  });
});

describe("CPU per request", () => {
  test("is CPU used over reserved × vCPU ÷ request rate", () => {
    const entries = Array.from({ length: 3_201 }, (_, i) => entry((i * 1e6) / 320, 5 * ms));
    const { cpu, utilization } = logObservation({
      leftOut: new Map(),
      source: "log",
      entries,
      cpu: { share: 0.4, vcpus: 8, sidecarVcpus: 0 },
      rate: null,
    })!;
    expect(cpu!.micros).toBeCloseTo(10 * ms, 6);
    expect(utilization).toEqual({ from: 0.4, to: 0.4 });
  });

  test("excludes what sidecars use, which is part of the share but not of the requests", () => {
    const entries = Array.from({ length: 3_201 }, (_, i) => entry((i * 1e6) / 320, 5 * ms));
    // 40 % of 8 vCPUs are 3.2, of which sidecars use 0.8: that leaves 2.4 s of CPU for 320 requests.
    const cpu = { share: 0.4, vcpus: 8, sidecarVcpus: 0.8 };
    const observed = logObservation({ leftOut: new Map(), source: "log", entries, cpu, rate: null })!;
    expect(observed.cpu!.micros).toBeCloseTo(7.5 * ms, 6);
    expect(observed.cpu!.basis).toBe("40.0 % of 8 vCPU less 0.8 vCPU of sidecars at 320.0/s");
    expect(observed.busy).toBeCloseTo(0.3, 9);
    expect(observed.utilization).toEqual({ from: 0.4, to: 0.4 });
  });

  test("needs a rate: from the file's times, or from the caller", () => {
    const timeless = [entry(0, 5 * ms, { startedAt: null, isExact: false })];
    const cpu = { share: 0.5, vcpus: 2, sidecarVcpus: 0 };
    expect(logObservation({ leftOut: new Map(), source: "log", entries: timeless, cpu, rate: null })).toBeNull();
    expect(
      logObservation({ leftOut: new Map(), source: "log", entries: timeless, cpu, rate: 100 })!.cpu!.micros,
    ).toBeCloseTo(10 * ms, 6);
  });

  test("is, by the utilization law, the busy CPU at saturation over the completions", () => {
    const probe = { entries: pings(60), elapsed: 60e6, cpuUsed: null };
    const curve = [1, 2, 4, 8].map((connections) => ({
      connections,
      rate: connections === 1 ? 33 : 50,
      error: 0.2,
      window: 0,
    }));
    const target = { source: "t", probe, curve, pid: null };
    const observed = targetObservation({ ...target, tasks: { ...tasks, reserved: 2 } });
    expect(observed.cpu!.micros / (20 * ms)).toBeCloseTo(1, 2);
    expect(observed.utilization!.from).toBe(0);
    expect(observed.utilization!.to).toBeCloseTo(0.5, 2);
  });

  test("is what the process used over the requests that it served", () => {
    const probe = { entries: pings(50), elapsed: 50e6, cpuUsed: 0.6e6 };
    const observed = targetObservation({ source: "t", probe, curve: null, pid: 4711, tasks });
    expect(observed.cpu!.micros).toBeCloseTo(12 * ms, 6);
    expect(observed.utilization!.to).toBeCloseTo(0.012, 6);
    // The process is the application's; its sidecars count only in the utilization, as 0.06 of half a vCPU.
    const beside = { ...tasks, reserved: 0.5, sidecarVcpus: 0.06 };
    const withSidecar = targetObservation({ source: "t", probe, curve: null, pid: 4711, tasks: beside });
    expect(withSidecar.cpu!.micros).toBeCloseTo(12 * ms, 6);
    expect(withSidecar.utilization!.to).toBeCloseTo(0.12 + 0.024, 6);
  });

  test("of our own run comes from the tasks' CPU that was watched, by the minute", () => {
    const { outcome } = measuredSample();
    const { web } = outcome.services;
    const minutes = web.series.completed!.map((completed, i) => (i < 2 ? completed : Number.NaN));
    const answered = minutes[0] + minutes[1];
    const series = { ...web.series, completed: minutes, degraded: [0, 0], running: [4, 4], cpu: [0.2, 0.3] };
    const watched = {
      ...outcome,
      measured: outcome.measured!,
      services: { ...outcome.services, web: { ...web, series } },
    };
    const observed = runObservation({
      source: "runs/one",
      outcome: watched,
      service: "web",
      vcpus: 0.5,
      sidecarVcpus: 0,
    })!;
    expect(observed.cpu!.micros).toBeCloseTo(((0.2 + 0.3) * 4 * 0.5 * 60 * 1e6) / answered, 3);
    expect(observed.utilization).toEqual({ from: 0.2, to: 0.3 });
    const { mean } = outcome.measured!.services.web.timesMs.service;
    expect(meanOf(observed.durations) / ms / mean!).toBeCloseTo(1, 3);
    // Four tasks with sidecars of 0.06 vCPU each, which is 12 % of the reserved CPU.
    const beside = runObservation({
      source: "runs/one",
      outcome: watched,
      service: "web",
      vcpus: 0.5,
      sidecarVcpus: 0.06,
    })!;
    expect(beside.cpu!.micros).toBeCloseTo(((0.2 + 0.3 - 2 * 0.12) * 4 * 0.5 * 60 * 1e6) / answered, 3);
    expect(beside.busy).toBeCloseTo(0.25 - 0.12, 9);
    expect(beside.utilization).toEqual({ from: 0.2, to: 0.3 });
  });
});

describe("a response time", () => {
  test("is CPU and a constant rest when CPU is the longer part", () => {
    const { varies, sample, constant } = splitResponse(sampleOf([9 * ms, 11 * ms, 13 * ms]), 10 * ms, subject);
    expect([varies, constant, Array.from(sample)]).toEqual(["cpu", 1 * ms, [8 * ms, 10 * ms, 12 * ms]]);
  });

  test("is a wait and constant CPU when the wait is the longer part", () => {
    const { varies, sample, constant } = splitResponse(sampleOf([90 * ms, 110 * ms, 130 * ms]), 10 * ms, subject);
    expect([varies, constant, Array.from(sample)]).toEqual(["wait", 10 * ms, [80 * ms, 100 * ms, 120 * ms]]);
  });

  test("on a task of half a vCPU contains its CPU twice", () => {
    const { varies, sample, constant } = splitResponse(sampleOf([21 * ms, 21 * ms]), 10 * ms, { stretch: 2 });
    expect([varies, constant, Array.from(sample)]).toEqual(["cpu", 1 * ms, [10 * ms, 10 * ms]]);
  });
});

describe("a calibration", () => {
  test("finds the steps of a queueing server, whatever its load", () => {
    const { entries } = queue(5_000);
    const observation = logObservation({
      leftOut: new Map(),
      source: "log",
      entries,
      cpu: { share: 0.6, vcpus: 1, sidecarVcpus: 0 },
      rate: 100,
    })!;
    const { steps, notes, isGood } = calibrate(observation, subject, choice)!;
    const cpu = steps.find(({ kind }) => kind === "cpu")!.config;
    expect(cpu).toMatchObject({ kind: "gamma", mean: 6 * ms });
    // With some 2,000 service times, four standard deviations of the shape are 4 · 2√(2/2000); the rest is what the
    // split takes off.
    expect(Math.abs(Number(cpu.shape) - 2)).toBeLessThan(0.35);
    expect([isGood, notes]).toEqual([true, []]);
  });

  test("keeps the scenario's CPU when nothing measured it, and says so", () => {
    const durations = Float64Array.from(
      draws({ kind: "exponential", mean: 90 * ms }, 400, 1),
      (wait) => wait + 10 * ms,
    );
    const observation = {
      source: "a.csv",
      durations,
      requests: 400,
      isUndisturbed: false,
      cpu: null,
      busy: null,
      utilization: null,
    };
    const { cpu, steps, notes } = calibrate(observation, subject, choice)!;
    expect(cpu).toMatchObject({ micros: 7 * ms, basis: expect.stringContaining("scenario's own") });
    expect(steps.map(({ kind }) => kind)).toEqual(["wait", "cpu"]);
    expect(notes.join()).toContain("waited for each other");
  });

  test("notes what response times cannot show", () => {
    const half = {
      source: "a",
      durations: Float64Array.of(19 * ms, 21 * ms),
      requests: 2,
      isUndisturbed: true,
      busy: 0.3,
    };
    const utilization = { from: 0.3, to: 0.3 };
    const observed = (micros: number) => ({ ...half, utilization, cpu: { micros, basis: "read" } });
    const notesOf = (micros: number, isFirstComeFirstServed: boolean) =>
      calibrate(observed(micros), { ...subject, isFirstComeFirstServed }, choice)!.notes.join("\n");
    expect(notesOf(11 * ms, true)).toMatch(/^response times cannot tell which part varies; the longer one, cpu/);
    expect(notesOf(15 * ms, true)).toMatch(/the wait of 5\.\d+ ms .* belongs in services\.web\.balancer\.latency/);
    expect(notesOf(40 * ms, true)).toContain("several vCPUs at once");
    expect(notesOf(19 * ms, true)).toBe("");
    expect(notesOf(19 * ms, false)).toContain("shared the CPU");
  });

  test("takes the family that the caller wants, or fails when it does not apply", () => {
    const observation = logObservation({
      leftOut: new Map(),
      source: "log",
      entries: queue(2_000).entries,
      cpu: null,
      rate: null,
    })!;
    const kindOf = (family: string) => {
      const found = calibrate(observation, subject, { ...choice, family });
      return found?.steps.find(({ kind }) => kind === found.varies)?.config.kind;
    };
    expect(kindOf("lognormal")).toBe("lognormal");
    expect(kindOf("empirical")).toBe("empirical");
    expect(kindOf("fixed")).toBeUndefined();
  });
});
