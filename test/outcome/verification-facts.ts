import { unbilled } from "../../sim/outcome/cost-outcome.js";
import type { Measured, MeasuredService } from "../../sim/outcome/measured.js";
import type { Objective } from "../../sim/outcome/objectives/index.js";
import type { Outcome } from "../../sim/outcome/outcome.js";
import { type Verification, type VerificationRequest, verify } from "../../sim/outcome/verification/index.js";
import type { WholeFacts } from "../support/simulate.js";
import { latencies, type Parts, requests, run, runsOf, service } from "./fixtures.js";

const noTimes = { mean: null, p50: null, p90: null, p95: null, p99: null, p999: null, max: null };

type Times = Partial<Record<"latency" | "service" | "clientWait", Partial<typeof noTimes | Record<string, number>>>>;

/** What was measured of a service beside its replication: times in milliseconds, the rest as a quiet run has it. */
export function told(times: Times = {}): MeasuredService {
  const none = { sum: 0, max: 0, buckets: [] };
  return {
    scheduled: 1000,
    ends: { answered: 1000 },
    statuses: { "200": 1000 },
    counters: {},
    timesMs: {
      latency: { ...noTimes, ...times.latency },
      service: { ...noTimes, ...times.service },
      clientWait: { ...noTimes, ...times.clientWait },
    },
    histograms: { latency: none, service: none, clientWait: none },
  };
}

/** What a measured run has beside its replication: a load as asked for, unless said otherwise. */
export function measured(parts: Partial<Measured> = {}): Measured {
  return {
    targets: { orchestrator: "http://127.0.0.1:18082" },
    share: { index: 1, of: 1 },
    processes: 1,
    elapsedS: 600,
    label: null,
    services: { orchestrator: told() },
    audit: { valid: true, checks: [] },
    ...parts,
  };
}

/** So many equal latencies in milliseconds, all completed. */
export function answered(count: number, ms: number): Pick<WholeFacts, "requests" | "latency"> {
  return {
    requests: requests({ arrived: count, completed: count }),
    latency: latencies(Array.from({ length: count }, () => ms)),
  };
}

const predicted: Pick<Outcome, "schema" | "services"> & Partial<Outcome> = {
  schema: 1,
  scenario: "small",
  about: "",
  variant: null,
  version: "0.1.0",
  seed: 1,
  clock: { start: "2026-03-02T00:00:00Z", durationS: 600, warmupS: 0 },
  services: { orchestrator: {} as Outcome["services"][string] },
};

/** Verifies one service: its replications, its measured run, and what else the test says. */
export function verification(
  replications: readonly Parts[],
  measuredRun: Parts,
  more: { readonly objectives?: readonly Objective[]; readonly aborted?: string } & Partial<VerificationRequest> = {},
): Verification {
  return verify({
    predicted: { ...predicted, replications: replications.length } as Outcome,
    runs: runsOf(replications),
    sameArrivals: runsOf(replications).slice(0, 1),
    strata: [],
    measured: measured(),
    measuredRun: run(0, {
      services: { orchestrator: service(measuredRun) },
      bill: unbilled,
      ...(more.aborted && { aborted: more.aborted }),
    }),
    objectives: [],
    stepsAlone: new Map(),
    notes: [],
    ...more,
  });
}
