import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect } from "vitest";
import { WrongCall } from "../../sim/cli/failures.js";
import { openScenario } from "../../sim/cli/open-scenario.js";
import { stratification } from "../../sim/experiments/replicate.js";
import { run } from "../../sim/run.js";
import { emptyFolder } from "../cli/sim.js";

/** All parts of a scenario in little. */
export const scenario = `name: night
about: All parts of a scenario in little.
region: ap-northeast-1
clock: { start: 2026-03-02T23:00, duration: 4m, timezone: Asia/Tokyo, warmup: 1m, represents: 10h per day }
demand:
  - name: turns
    to: orchestrator
    curve: { kind: daily, peak: 30/s, trough: 10/s, peakHours: 09:00-23:00 }
    arrivals: poisson
    request:
      steps: [ { cpu: { kind: lognormal, mean: 130ms, p99: 480ms } }, { wait: { kind: uniform, min: 100ms, max: 2s } } ]
      writes: 2
      timeout: 30s
services:
  orchestrator:
    task: { cpu: 1 vCPU, memory: 2 GB, discipline: processor-sharing, maxConcurrent: 50, queue: 200 }
    desired: 5
    capacity: { FARGATE: { base: 1, weight: 30 }, FARGATE_SPOT: { weight: 70, market: general } }
    bounds: { min: 2, max: 9 }
    scaling:
      - { kind: target-tracking, metric: cpu, target: 60 %, scaleOutCooldown: 2m, scaleInCooldown: 5m }
      - { kind: scheduled, cron: '2 23 * * *', bounds: { min: 6, max: 9 } }
    drain: { stopTimeout: 30s, onSigterm: drain, deregistrationLag: 5s }
    writeBuffer: { flushEvery: 100ms, flushTimeout: 20s, deadLetter: true }
    degradation: { signal: cpu, window: 30s, levels: [ { above: 80 %, cpuFactor: 0.5 } ], restoreBelow: 40 % }
markets:
  general: { discount: 60 %, interruptionsPerMonth: 99 %, crunch: { every: 1d, lasts: 20m, takes: 60 %, within: 3m } }
incidents:
  - { kind: traffic-spike, at: 1m, lasts: 1m, factor: 3 }
objectives: [ orchestrator p99 <= 3s, cost perMonth <= $1500 ]
claims: [ { document: 1 % of writes are lost, compute: orchestrator.writes.lostShare } ]
`;

const words = [
  "0",
  "-1",
  "1e308",
  "null",
  "''",
  "[]",
  "{}",
  "0s",
  "1us",
  "1000000d",
  "0/s",
  "1e9/s",
  "100 %",
  "0 %",
  "{",
];
const digits = ["0", "1", "2", "7", "0.5", "100", "1000", "99999"];
const separators = /([\s,{}[\]:]+)/;

const ownWords = scenario.split(separators);

/** One word of the scenario made another number of its unit, an odd word, another of its own, or nothing. */
const edit = fc.record({
  at: fc.nat({ max: ownWords.length - 1 }),
  change: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...digits).map((number) => (word: string) => word.replace(/\d+/, number)) },
    { weight: 1, arbitrary: fc.constantFrom("", ...words, ...ownWords).map((other) => () => other) },
  ),
});

const mutated = fc.array(edit, { minLength: 1, maxLength: 3 }).map((edits) => {
  const parts = [...ownWords];
  for (const { at, change } of edits) parts[at] = change(parts[at]);
  return parts.join("");
});

const small = [
  "clock.duration=4m",
  "clock.warmup=1m",
  "replications=1",
  "ceilings={requests: 20000, requestsInFlight: 20000}",
];

/** Whether a scenario ran; it was refused with its problems where not. */
export function runs(path: string, text: string): boolean {
  writeFileSync(path, text);
  try {
    const read = openScenario(path, { set: small });
    const { of } = stratification(read.scenario, 1);
    run(read.scenario, { index: 0, tables: read.data.tables, ...of(0) });
    return true;
  } catch (error) {
    if (!(error instanceof WrongCall)) throw error;
    expect(error.lines.length).toBeGreaterThan(0);
    return false;
  }
}

/** Runs so many mutated scenarios: a share of them has to be good enough to run to an end. */
export function expectNoneIsOurBug(count: number): void {
  const path = join(emptyFolder(), "fleet.yaml");
  let ran = 0;
  const check = fc.property(mutated, (text) => {
    if (runs(path, text)) ran++;
  });
  fc.assert(check, { seed: 1, numRuns: count });
  expect(ran).toBeGreaterThan(count / 5);
}
