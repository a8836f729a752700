import { describe, expect, test } from "vitest";
import type { Planned } from "../../../harness/plan/planned.js";
import { createDemands } from "../../../workload/demands.js";
import { Clock } from "../../../workload/index.js";
import { replicationSeed } from "../../../workload/random.js";
import { planOf, scenarioWithSessions } from "./plans.js";

const read = scenarioWithSessions();
const plan = planOf(read);
const warmup = 10_000_000;

/** The time, class and work of each request and message in the simulator's replication 0. */
function simulated(name: string) {
  const { scenario, data } = read;
  const clock = new Clock(scenario.clock);
  const spikes = scenario.incidents.filter((incident) => incident.kind === "traffic-spike");
  const slowdowns = scenario.incidents.filter((incident) => incident.kind === "slow-downstream");
  const seed = replicationSeed(scenario.seed, 0);
  const demands = createDemands(scenario.demand, { seed, clock, tables: data.tables, spikes, slowdowns });
  const demand = demands.find((each) => each.name === name)!;
  const seen: { at: number; ordinal: number; class: string; work: number[] }[] = [];
  const steps = new Int32Array(8);
  for (let ordinal = 0; demand.nextAt < Infinity; ordinal++) {
    const at = demand.nextAt;
    const { name, steps: stages } = demand.classes[demand.take(steps, 0)];
    seen.push({ at, ordinal, class: name, work: [...steps.subarray(0, stages.length)] });
  }
  return seen.filter(({ at }) => at >= -warmup);
}

function sent(name: string) {
  return plan.flatMap((planned) =>
    planned.kind === "session" || planned.demand !== name
      ? []
      : [
          {
            at: planned.dueAt,
            ordinal: planned.ordinal,
            class: planned.class.name,
            work: planned.work.map(({ duration }) => duration),
          },
        ],
  );
}

describe("a load plan", () => {
  test.each(["chat-turns", "events"])(
    "sends exactly the %s that the simulator sees, from the real warm-up on",
    (name) => {
      expect(sent(name).length).toBeGreaterThan(1_000);
      expect(sent(name)).toEqual(simulated(name));
    },
  );

  test("is in order of time", () => {
    expect(plan).toEqual(plan.toSorted((a, b) => a.dueAt - b.dueAt));
  });

  test("names each request by its demand and number", () => {
    const ids = plan.flatMap((planned) => (planned.kind === "session" ? [] : [planned.id]));
    expect(new Set(ids).size).toBe(ids.length);
    const first = plan.find((planned) => planned.kind === "request")!;
    expect(first.id).toBe(`chat-turns-${String(first.ordinal).padStart(8, "0")}`);
  });

  test("divides into disjoint shares that together are the whole, with each session in a single share", () => {
    const shares = [1, 2, 3].map((index) => planOf(read, { index, of: 3 }));
    const key = (planned: Planned) => (planned.kind === "session" ? `session ${planned.session}` : planned.id);
    expect(shares.flat().map(key).toSorted()).toEqual(plan.map(key).toSorted());
    for (const share of shares) {
      const known = new Set<number>();
      for (const planned of share) {
        if (planned.kind === "session") known.add(planned.session);
        if (planned.kind === "message") expect(known).toContain(planned.session);
      }
      // A third each, within five standard deviations of a binomial with four times the variance, since a session's
      // four messages stay together.
      const third = plan.length / 3;
      expect(Math.abs(share.length - third)).toBeLessThan(5 * Math.sqrt(((third * 2) / 3) * 4));
    }
  });

  test("opens every session once before its messages, and sessions already open when the warm-up starts", () => {
    const opened = new Map<number, number>();
    for (const planned of plan) {
      if (planned.kind === "session") {
        expect(opened).not.toContain(planned.session);
        opened.set(planned.session, planned.dueAt);
      }
      if (planned.kind === "message") expect(opened.get(planned.session)).toBeLessThanOrEqual(planned.dueAt);
    }
    const early = [...opened.values()].filter((at) => at === -warmup);
    // Each session lasts 60 s and 5 begin a second: at the end of the first 50 s of warm-up about 250 are open (within
    // five standard deviations of Poisson).
    expect(Math.abs(early.length - 250)).toBeLessThan(5 * Math.sqrt(250));
  });
});
