import { relativeError } from "../../sim/outcome/objectives/error.js";
import type { ObjectiveOutcome } from "../../sim/outcome/outcome.js";
import type { ComparedReading, Verification } from "../../sim/outcome/verification/index.js";

type Row = Pick<ComparedReading, "name" | "field" | "unit"> & {
  readonly values: readonly [predicted: number, low: number, high: number, paired: number, measured: number];
};

function row({ values: [predicted, low, high, paired, measured], ...names }: Row): ComparedReading {
  return {
    ...names,
    ...{ predicted, predictedRange: [low, high], paired, measured },
    error: predicted === 0 ? null : relativeError(measured, predicted),
    errorOfPaired: paired === 0 ? null : relativeError(measured, paired),
    inside: measured >= low && measured <= high,
  };
}

const web: readonly Row[] = [
  { name: "mean", field: "latencyMs.mean", unit: "ms", values: [131, 124, 138, 133, 136] },
  { name: "p50", field: "latencyMs.p50", unit: "ms", values: [98.2, 95.1, 101.3, 98.7, 99.9] },
  { name: "p90", field: "latencyMs.p90", unit: "ms", values: [254, 232, 276, 260, 271] },
  { name: "p95", field: "latencyMs.p95", unit: "ms", values: [331, 296, 366, 340, 361] },
  { name: "p99", field: "latencyMs.p99", unit: "ms", values: [536, 431, 641, 560, 655] },
  { name: "max", field: "latencyMs.max", unit: "ms", values: [1_210, 420, 2_000, 1_130, 1_690] },
  { name: "arrived", field: "requests.arrived", unit: "count", values: [4_800, 4_660, 4_940, 4_783, 4_783] },
  { name: "completed", field: "requests.completed", unit: "count", values: [4_800, 4_660, 4_940, 4_783, 4_781] },
  { name: "failed", field: "requests.failed", unit: "count", values: [0, 0, 0, 0, 2] },
  { name: "failed by taskLost", field: "requests.failedBy.taskLost", unit: "count", values: [0, 0, 0, 0, 2] },
  { name: "tasks", field: "tasks.mean", unit: "count", values: [4, 4, 4, 4, 4] },
  { name: "cpu", field: "cpu.mean", unit: "ratio", values: [0.6, 0.58, 0.62, 0.598, 0.613] },
];

const objectives: readonly ObjectiveOutcome[] = [
  {
    objective: "p99 error <= 25 %",
    severity: "target",
    verdict: "met",
    value: 0.17,
    margin: 0.08,
    detail: "17 % · web p99 measured 655 ms, predicted 560 ms for the same arrivals",
  },
  {
    objective: "p50 error <= 1 %",
    severity: "target",
    verdict: "missed",
    value: 0.012,
    margin: -0.002,
    detail: "1.2 % · web p50 measured 99.9 ms, predicted 98.7 ms for the same arrivals",
  },
];

/** Two minutes of one service, a little slower than predicted. */
export const verified: Verification = {
  schema: 1,
  kind: "verification",
  scenario: "staging-local",
  about: "Two minutes of load on a fleet of this machine. Is the prediction right?",
  variant: null,
  version: "0.1.0",
  seed: 1,
  replications: 20,
  clock: { start: "2026-03-02T12:00:00+00:00", durationS: 120, warmupS: 10 },
  aborted: null,
  elapsedS: 120,
  targets: { web: "http://127.0.0.1:18082" },
  label: "virtual vCPUs: a control-plane check",
  sameArrivals: { simulations: 1, about: "one simulation of the same arrivals and the same draws of work" },
  services: {
    web: {
      measures: web.map(row),
      stepsAlone: [
        { name: "p50", valueMs: 80.1, error: 0.247 },
        { name: "p95", valueMs: 190, error: 0.9 },
        { name: "p99", valueMs: 262, error: null },
      ],
    },
  },
  ranged: 12,
  inside: 9,
  objectives,
  reasons: [
    {
      reason: "service time",
      service: "web",
      weight: 0.06,
      sentence:
        "from the send, half of the requests took 105 ms, 6 % longer than the 98.7 ms predicted (80.1 ms by their steps alone): requests ask for more than the scenario says; calibrate it",
    },
  ],
  audit: {
    valid: true,
    checks: [
      {
        ...{ name: "arrivals of visits", value: 0.43, limit: "p >= 0.001", unit: "p", passed: true },
        detail: "send times follow the intended process",
      },
      {
        name: "send lag p99",
        value: 1.2,
        limit: "<= 10 ms",
        unit: "ms",
        passed: true,
        detail: "behind the intended time",
      },
    ],
  },
  notes: ["verifies the size of the local fleet, not production's"],
};

const latency = (values: Row["values"]) => ({
  measures: [row({ name: "p99", field: "latencyMs.p99", unit: "ms", values })],
});

/** The same where the service has two demands. */
export const byDemand: Verification = {
  ...verified,
  services: {
    web: {
      ...verified.services.web,
      demands: { browse: latency([50, 45, 55, 51, 52]), checkout: latency([120, 110, 130, 121, 131]) },
    },
  },
};
