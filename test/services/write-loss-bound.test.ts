import { describe, expect, test } from "vitest";
import type { StopReason } from "../../sim/pool/process.js";
import { requestServiceShape } from "../../sim/services/request/shape.js";
import { type LossExposure, writesLostAtMost, writesLostAtOnce } from "../../sim/services/request/write-loss-bound.js";
import { onlyService, scenario, simulate } from "../support/simulate.js";

const flushTakes = { mean: 10_000 };
const task = { cpu: "1 vCPU", memory: "2 GB" };

/** 600 requests a minute and task, two writes each: in 100 ms and a flush of 10 ms come 1.1 requests, or 2.2 writes. */
function exposed(to: Partial<LossExposure>): LossExposure {
  const calm = { taskHours: 40, spotTaskHours: 20, crunchNotices: 0, interruptionHazard: 0, abruptHazard: 0 };
  return { ...calm, writesMax: 2, peakRequestsPerTaskMinute: 600, ended: new Map(), ...to };
}

function atMost(to: Partial<LossExposure>, keys: object = {}): number {
  return writesLostAtMost(exposed(to), requestServiceShape.parse({ task, ...keys }), flushTakes);
}

const ended = (...counts: [StopReason, number][]) => ({ ended: new Map(counts) });
const exit = { drain: { onSigterm: "exit" } };

describe("writes lost in buffers are at most", () => {
  test("what two sudden deaths hold, of 40 task-hours at a hazard of 0.05", () => {
    expect(atMost({ abruptHazard: 0.05 })).toBeCloseTo(2 * 2.2, 9);
  });

  test("none of a Spot notice with a handler and dead letters, and a buffer of each without a handler", () => {
    const notices = { interruptionHazard: 0.1, crunchNotices: 3 };
    expect(atMost(notices)).toBe(0);
    expect(atMost(notices, exit)).toBeCloseTo(5 * 2.2, 9);
  });

  test("without dead letters, the buffers of the flushes that miss their limit: at most 10 ms in 2 s", () => {
    const writeBuffer = { deadLetter: false, flushTimeout: "2s" };
    expect(atMost({ crunchNotices: 4 }, { writeBuffer })).toBeCloseTo((4 * 0.01 * 2.2) / 2, 9);
  });

  test("a buffer of each task that a zone outage or too little memory kills, whatever the handler", () => {
    expect(atMost(ended(["zone-outage", 3], ["out-of-memory", 1]))).toBeCloseTo(4 * 2.2, 9);
  });

  test("without a handler, at each stop by the service a buffer and what the last request wrote", () => {
    const stops = ended(["scale-in", 2], ["deployment", 1], ["stop-task", 1], ["unhealthy", 1]);
    expect(atMost(stops)).toBe(0);
    expect(atMost(stops, exit)).toBeCloseTo(5 * (2.2 + 2), 9);
  });
});

test("a fleet without a handler that is redeployed loses no write where it drains, and without a drain no more than the bound", () => {
  const writesOf = (delay: string) =>
    onlyService(
      simulate(
        scenario(`
region: us-east-1
clock: { duration: 5m, warmup: 0s }
demand: [ { name: load, to: web, curve: 90/s, request: { steps: [ { wait: 50ms } ], writes: 2 } } ]
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    desired: 3
    bounds: { min: 3, max: 3 }
    scaling: []
    drain: { onSigterm: exit, deregistrationDelay: ${delay} }
incidents: [ { kind: deployment, at: 60s, service: web } ]
`),
      ),
    ).writes;
  expect(writesOf("30s").lost).toBe(0);
  const writes = writesOf("0s");
  expect(writes.lost).toBeGreaterThanOrEqual(3 * 2);
  expect(writes.lost).toBeLessThanOrEqual(writes.lostAtMost);
});

test("a lost buffer takes two writes with it where requests are rare, and what a Poisson count above zero has where not", () => {
  const config = requestServiceShape.parse({ task });
  const at = (peakRequestsPerTaskMinute: number) =>
    writesLostAtOnce(exposed({ peakRequestsPerTaskMinute }), config, flushTakes);
  // 110 ms bring 1.1 requests of 600 a minute: 1.1 / (1 - e^-1.1) = 1.6490 where there are any.
  expect([at(0), at(600)]).toEqual([2, expect.closeTo(2 * 1.649, 3)]);
});
