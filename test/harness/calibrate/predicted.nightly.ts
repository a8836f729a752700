import { describe, expect, test } from "vitest";
import { calibrate } from "../../../harness/calibrate/calibration.js";
import { quantileOf, sampleOf } from "../../../harness/calibrate/fit/sample.js";
import { overlayYaml, sampleCsv } from "../../../harness/calibrate/overlay.js";
import type { Subject } from "../../../harness/calibrate/subject.js";
import { type Tasks, targetObservation } from "../../../harness/calibrate/target-observation.js";
import { readGood } from "../../scenario/reader.js";
import { latencyOf, onlyService, replications } from "../../support/simulate.js";
import { curveOf, fixed, type ModelServer, probeOf } from "./model-server.js";

const base = `
region: us-east-1
clock: { duration: 10m, warmup: 20s }
demand: [ { name: calls, to: web, curve: 1/s, request: { steps: [ { cpu: 1ms } ], timeout: 60s } } ]
services: { web: { desired: 1, scaling: [], task: { cpu: 1 vCPU, memory: 2 GB } } }
`;
const subject: Subject = {
  ...{ demand: "calls", requestClass: null, service: "web", scenarioCpu: 1_000, stretch: 1, written: {} },
  ...{ isFirstComeFirstServed: false, maxConcurrent: 100, isWorkerPool: false },
};
const tasks: Tasks = {
  count: 1,
  reserved: 1,
  sidecarVcpus: 0,
  threads: [1],
  speed: 1,
  scenarioCpu: 1_000,
  isInOrder: false,
};
const lognormal = (median: number, sigma: number) => ({ kind: "lognormal", median, sigma });
const pauses = { every: 5_000_000, lasts: 60_000 };

/** Whether the CPU clock of the server can be read, as that of a process on this machine. */
type Clock = "read" | "not read";

function calibrated({ cpuMean, ...server }: Measured, clock: Clock, seed: number) {
  const curve = curveOf(server, [1, 2, 3, 4, 6, 8, 9, 16, 32], 4, seed);
  const capacity = Math.max(...curve.map(({ rate }) => rate));
  const entries = probeOf(server, 0.3 * capacity, 60, seed);
  const probe = { entries, elapsed: 60e6, cpuUsed: clock === "read" ? entries.length * cpuMean : null };
  const observation = targetObservation({ source: "model", probe, curve, pid: clock === "read" ? 1 : null, tasks });
  const calibration = calibrate(observation, subject, { at: "2026-11-27", family: null, sampleFile: "sample.csv" })!;
  return { calibration, capacity };
}

/** Relative errors of p50, p95 and p99 at 80 % of capacity, as predicted from a calibration at 30 %. */
function errorsAt80(server: Measured, clock: Clock, seed: number): readonly number[] {
  const { calibration, capacity } = calibrated(server, clock, seed);
  const rate = 0.8 * capacity;
  const overlay = `${overlayYaml(calibration, "good.yaml")}`.replace(
    /^demand:\n {2}calls:\n/m,
    (found) => `${found}    curve: ${rate}/s\n`,
  );
  const files = { "good.yaml": base, "sample.csv": sampleCsv(calibration) };
  const predicted = latencyOf(onlyService(replications(readGood(overlay, { files }), 1)[0]));
  const times = sampleOf(probeOf(server, rate, 600, seed + 100).map(({ duration }) => duration));
  const errors = [0.5, 0.95, 0.99].map((p) => predicted.quantile(p) / quantileOf(times, p) - 1);
  return errors;
}

/** A server, and what a request computes on average. */
type Measured = ModelServer & { readonly cpuMean: number };

const slots = { slots: 6, outside: 600, wait: lognormal(25_000, 0.02), cpu: fixed(300), cpuMean: 300 };
/** One thread whose CPU is lognormal: exp(σ²/2) medians on average. */
const thread = (median: number, sigma: number) => ({
  ...{ slots: 1_000, outside: 600, cpu: lognormal(median, sigma), cpuMean: median * Math.exp(sigma ** 2 / 2) },
});

const servers: readonly (readonly [string, Measured])[] = [
  ["six slots", slots],
  ["six slots and pauses", { ...slots, pauses }],
  ["one thread in order", thread(4_000, 0.5)],
  ["one thread that is shared", { ...thread(4_000, 0.5), isShared: true }],
  ["one thread with pauses", { ...thread(3_000, 0.1), pauses }],
];

const seeds = [1, 2, 3, 4, 5, 6];

// Ten minutes at 80 % tell a p95 or p99 to some 2 to 7 %, as one finds from seed to seed, and the minute of the probe saw only
// twelve pauses. The mean of six runs scatters by 1 to 3 %: a prediction that is right on average is off by 10 % once in 2,000
// times. Where nobody reads the CPU clock, the scenario's 1 ms stand for 0.3 ms: six slots that a pause lets go at once then share
// the CPU for longer, which adds some 5 % to their p99.
describe.each(["read", "not read"] as const)(
  "calibrated at three tenths of the capacity, the CPU clock %s, and predicted at eight",
  (clock) => {
    const all: number[] = [];

    test.each(servers)("%s: p50, p95 and p99 are off by less than a tenth on average", (name, server) => {
      const errors = seeds.map((seed) => errorsAt80(server, clock, seed));
      console.log(
        name,
        clock,
        errors.map((each) => each.map((error) => (100 * error).toFixed(1)).join(" ")).join(" | "),
      );
      all.push(...errors.flat());
      for (const at of [0, 1, 2]) {
        const mean = errors.reduce((sum, each) => sum + each[at], 0) / seeds.length;
        expect.soft(Math.abs(mean)).toBeLessThan(0.1);
      }
    });

    test("of all figures fourteen of fifteen are off by less than 10 %", () => {
      const within = all.filter((error) => Math.abs(error) < 0.1);
      expect(within.length / all.length).toBeGreaterThanOrEqual(14 / 15);
    });
  },
);
