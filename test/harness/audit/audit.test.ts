import { describe, expect, test } from "vitest";
import { auditLoad } from "../../../harness/audit/audit.js";
import type { LoadFacts } from "../../../harness/record/load-facts.js";
import { type Beside, Measurement } from "../../../harness/record/measurement.js";
import { type ArrivalsConfig, createArrivals } from "../../../workload/arrivals/index.js";
import { type RateSegments, sampled } from "../../../workload/curves/segments.js";
import { keyed, Random } from "../../../workload/random.js";
import { answered, due, facts, failed, idle, ms, second } from "../record/fixture.js";

const length = 60;
const horizon = { from: 0, to: length * second };
const ramp = sampled((instant) => 50 + (450 * instant) / horizon.to, 100 * ms, horizon);

/** The times at which requests are due, drawn from a seed. */
function schedule(seed: number, rates: RateSegments = ramp, arrivals: ArrivalsConfig = { kind: "poisson" }): number[] {
  const stream = (purpose: string) => Random.stream(seed, "test", purpose);
  const tables = { numbers: () => [], timestamps: () => Float64Array.of() } as never;
  const times = new Float64Array(60_000);
  return Array.from(times.subarray(0, createArrivals(arrivals, { rates, horizon, tables, stream }).fill(times)));
}

interface Driven {
  readonly due: readonly number[];
  /** Returns when a request is released, from when it is due. */
  readonly released?: (dueAt: number, index: number) => number;
  readonly facts?: LoadFacts;
  readonly beside?: Beside;
  readonly latency?: number;
}

function audit({ released = (at) => at + 200, beside = idle, latency = 10 * ms, ...driven }: Driven) {
  const load = driven.facts ?? facts(length, { rates: ramp });
  const measurement = new Measurement(load);
  for (const [index, dueAt] of driven.due.entries()) {
    const planned = due(dueAt, index);
    const at = released(dueAt, index);
    measurement.released(planned, at);
    measurement.record(planned, answered(at + latency, { sentAt: at }));
  }
  return auditLoad(measurement.snapshot(beside), load);
}

/** The names of the checks that failed. */
function failures({ checks }: ReturnType<typeof audit>): readonly string[] {
  return checks.filter(({ passed }) => !passed).map(({ name }) => name);
}

/** The start of the second that contains an instant, which is when autocannon's rate option sends. */
const atSecondsBegin = (dueAt: number) => Math.floor(dueAt / second) * second;

describe("arrivals", () => {
  test("a Poisson ramp from 50 to 500 a second that is sent on time passes, whatever the seed", () => {
    for (let seed = 1; seed <= 8; seed++) expect(failures(audit({ due: schedule(seed) }))).toEqual([]);
  });

  test("sending each second's share at the start of the second fails, by its distance and by its dispersion", () => {
    const found = failures(audit({ due: schedule(1), released: atSecondsBegin }));
    expect(found).toEqual(["chat: send times", "chat: dispersion"]);
  });

  test("evenly spaced sends are not a Poisson process, though none is late", () => {
    const asked = facts(length, { rates: ramp });
    const due = schedule(1, ramp, { kind: "even" });
    expect(failures(audit({ due, facts: asked }))).toEqual([]);
    const poisson = schedule(1);
    const spaced = (_: number, index: number) => due[Math.min(index, due.length - 1)];
    expect(failures(audit({ due: poisson, released: spaced }))).toContain("chat: dispersion");
  });

  test("arrivals in waves are compared with their schedule, since they are not a Poisson process", () => {
    const waves = schedule(3, ramp, { kind: "bursty", dispersion: 20, timeScale: 5 * second });
    const load = facts(length, { rates: ramp, isPoisson: false });
    expect(failures(audit({ due: waves, facts: load }))).toEqual([]);
    expect(failures(audit({ due: waves, facts: load, released: (at) => at * 0.9 }))).toContain("chat: send times");
  });

  test("a constant rate at another rate than asked shows no distance, but the curve's shape does", () => {
    const flat = { from: Float64Array.of(0), rate: Float64Array.of(275) };
    const sent = schedule(1, flat);
    const onRamp = schedule(1);
    const released = (_: number, index: number) => sent[Math.min(index, sent.length - 1)];
    expect(failures(audit({ due: onRamp, released }))).toContain("chat: send times");
  });

  test("an aborted run is audited up to where it ended", () => {
    const load = facts(length, { rates: ramp });
    const measurement = new Measurement(load);
    const driven = schedule(1).filter((at) => at < 20 * second);
    for (const dueAt of driven) {
      measurement.released(due(dueAt), dueAt);
      measurement.record(due(dueAt), answered(dueAt + ms));
    }
    const snapshot = measurement.snapshot(idle);
    expect(failures(auditLoad(snapshot, load, { elapsed: 20 * second }))).toEqual([]);
    expect(failures(auditLoad(snapshot, load))).toContain("chat: send times");
  });
});

describe("the generator", () => {
  test("a lag of more than 20 ms at the 99th percentile is too much", () => {
    const late = (share: number) =>
      audit({ due: schedule(1), released: (at, i) => at + (keyed(1, "late", i) < share ? 25 * ms : 0) });
    expect(failures(late(0.005))).toEqual([]);
    expect(failures(late(0.02))).toEqual(["chat: send lag p99"]);
  });

  test("lag that is small compared with the measured latency passes", () => {
    const released = (at: number) => at + 25 * ms;
    expect(failures(audit({ due: schedule(1), released, latency: second }))).toEqual([]);
  });

  test("waiting for a connection is not lag", () => {
    const load = facts(length, { rates: ramp });
    const measurement = new Measurement(load);
    for (const dueAt of schedule(1)) {
      measurement.released(due(dueAt), dueAt);
      measurement.record(due(dueAt), answered(dueAt + second, { sentAt: dueAt + second - ms }));
    }
    expect(auditLoad(measurement.snapshot(idle), load).valid).toBe(true);
  });

  test("a process without time to spare cannot be trusted", () => {
    const generator = { processes: 2, cpuShare: 0.97, eventLoopDelayP99Ms: 41, eventLoopDelayMaxMs: 90 };
    const found = audit({ due: schedule(1), beside: { counters: {}, generator } });
    expect(found.valid).toBe(false);
    expect(failures(found)).toEqual(["generator: CPU", "generator: event loop delay p99"]);
  });

  test("more than one request in a thousand that never left is too many", () => {
    const load = facts(length, { rates: ramp });
    const measurement = new Measurement(load);
    for (const [index, dueAt] of schedule(1).entries()) {
      measurement.released(due(dueAt), dueAt);
      const never = { ending: "neverSent", sentAt: null, lastSentAt: null, attempts: 0 } as const;
      const end = index % 500 === 0 ? failed("timeout", dueAt + 2 * second, never) : answered(dueAt + ms);
      measurement.record(due(dueAt), end);
    }
    expect(failures(auditLoad(measurement.snapshot(idle), load))).toEqual(["web: never sent"]);
  });

  test("too few requests prove nothing", () => {
    expect(failures(audit({ due: [second, 2 * second] }))).toEqual(["web: requests"]);
  });
});
