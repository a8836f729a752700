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

function calibrated(server: ModelServer, seed: number) {
  const curve = curveOf(server, [1, 2, 3, 4, 6, 8, 9, 16, 32], 4, seed);
  const capacity = Math.max(...curve.map(({ rate }) => rate));
  const entries = probeOf(server, 0.3 * capacity, 60, seed);
  const probe = { entries, elapsed: 60e6, cpuUsed: null };
  const observation = targetObservation({ source: "model", probe, curve, pid: null, tasks });
  const calibration = calibrate(observation, subject, { at: "2026-11-27", family: null, sampleFile: "sample.csv" })!;
  return { calibration, capacity };
}

/** Relative errors of p50, p95 and p99 at 80 % of capacity, as predicted from a calibration at 30 %. */
function errorsAt80(server: ModelServer, seed: number): readonly number[] {
  const { calibration, capacity } = calibrated(server, seed);
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

const servers: readonly (readonly [string, ModelServer])[] = [
  ["six slots", { slots: 6, outside: 600, wait: lognormal(25_000, 0.02), cpu: fixed(300) }],
  ["six slots and pauses", { slots: 6, outside: 600, wait: lognormal(25_000, 0.02), cpu: fixed(300), pauses }],
  ["one thread in order", { slots: 1_000, outside: 600, cpu: lognormal(4_000, 0.5) }],
  ["one thread that is shared", { slots: 1_000, outside: 600, cpu: lognormal(4_000, 0.5), isShared: true }],
  ["one thread with pauses", { slots: 1_000, outside: 600, cpu: lognormal(3_000, 0.1), pauses }],
];

describe("calibrated at 30 % and predicted at 80 %", () => {
  test.each(servers)("%s", (_, server) => {
    for (const seed of [1, 2])
      for (const error of errorsAt80(server, seed)) expect.soft(Math.abs(error)).toBeLessThan(0.1);
  });
});
