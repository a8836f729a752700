import { auditLoad } from "../../../harness/audit/audit.js";
import { LoadPlan } from "../../../harness/plan/load-plan.js";
import { type LoadFacts, loadFacts } from "../../../harness/record/load-facts.js";
import { type MeasuredRun, measuredOutcome } from "../../../harness/record/measured-outcome.js";
import { Measurement } from "../../../harness/record/measurement.js";
import { keyed } from "../../../workload/random.js";
import { scenario } from "../../support/simulate.js";
import { answered, failed, ms, second } from "./fixture.js";

/** Two services, one of them with much load, and a measurement of ten minutes. */
const sampleScenario = `
name: staging
about: Does staging hold at a tenth of the evening?
region: us-east-1
seed: 7
clock: { start: 2026-03-02T20:00, duration: 10m, warmup: 1m }
demand:
  - { name: chat, to: web, curve: 20/s, request: { steps: [{ cpu: 20ms }], writes: 1, timeout: 2s } }
  - { name: search, to: index, curve: 1/s, arrivals: even, request: { steps: [{ wait: 5ms }] } }
services:
  web: { task: { cpu: 1 vCPU, memory: 2 GB }, desired: 4, bounds: { min: 4, max: 4 } }
  index: { task: { cpu: 0.25 vCPU, memory: 1 GB }, desired: 1, bounds: { min: 1, max: 1 } }
objectives:
  - web p99 <= 1s
  - web p50 <= 10ms
  - web oscillationsPerDay <= 2
  - cost total <= $1
  - web p99 error <= 20 %
  - { objective: index errorRate <= 1 %, severity: alert }
`;

export const read = scenario(sampleScenario);

function sampleFacts(): LoadFacts {
  const { from, to } = { from: -60 * second, to: 600 * second };
  const constant = (rate: number) => ({
    rates: { from: Float64Array.of(from, to), rate: Float64Array.of(rate, rate) },
  });
  return loadFacts(read.scenario, [constant(20), constant(1)]);
}

/** A measured run in which each request was sent when it was due and answered after an exponential time. */
export function measuredSample(parts: Partial<MeasuredRun> = {}) {
  const facts = sampleFacts();
  const measurement = new Measurement(facts);
  const plan = new LoadPlan({ scenario: read.scenario, tables: read.data.tables, share: { index: 1, of: 1 } });
  for (let planned = plan.next(); planned !== null; planned = plan.next()) {
    if (planned.kind === "session") continue;
    const sentAt = planned.dueAt + Math.round(300 * keyed(1, "lag", planned.ordinal));
    const endedAt = sentAt + Math.round(-120 * ms * Math.log(1 - keyed(1, planned.demand, planned.ordinal)));
    const isLost = keyed(1, "lost", planned.ordinal) < 0.002;
    measurement.released(planned, sentAt);
    measurement.record(planned, isLost ? failed("queueFull", endedAt, { sentAt }) : answered(endedAt, { sentAt }));
  }
  const snapshot = measurement.snapshot({
    counters: { web: { opened: 40, lost: 1, refused: 0, pongs: 200, pongMicros: 62_000 } },
    generator: { processes: 2, cpuShare: 0.31, eventLoopDelayP99Ms: 1.4, eventLoopDelayMaxMs: 11 },
  });
  return measuredOutcome({
    ...{ read, snapshot, audit: auditLoad(snapshot, facts), version: "0.1.0" },
    targets: { web: "http://127.0.0.1:18082", index: "http://127.0.0.1:18083" },
    share: { index: 1, of: 1 },
    label: "virtual vCPUs: a control-plane check",
    ...{ aborted: null, elapsed: 600 * second, begunMs: Date.parse("2026-11-28T01:17:00.250Z"), fleet: null },
    ...parts,
  });
}
