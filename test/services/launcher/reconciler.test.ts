import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Simulation } from "../../../sim/engine/simulation.js";
import type { Order } from "../../../sim/services/launcher/orders.js";
import { type Described, Reconciler } from "../../../sim/services/launcher/reconciler.js";
import { launcherShape } from "../../../sim/services/launcher/shape.js";
import { kolmogorovSmirnov } from "../../../sim/statistics/kolmogorov-smirnov.js";
import { Clock, clockShape } from "../../../workload/clock.js";
import { Random } from "../../../workload/random.js";

const minute = 60e6;

interface Row {
  readonly number: number;
  readonly place: number;
  readonly startedAt: number;
  diedAt: number;
}

interface Passes {
  readonly order: Order;
  readonly minutes: number;
  readonly pageSize?: number;
  readonly staleAfter?: number;
}

/** Lets a reconciler look at rows for a while, every five minutes. */
function reconcile(
  { order, minutes, pageSize = 50, staleAfter = 0 }: Passes,
  running: (now: number) => Iterable<Row>,
  examine: (row: Row, now: number) => Described,
): void {
  const { reconciler } = launcherShape.decode({ reconciler: { order } });
  const simulation = new Simulation();
  const clock = new Clock(clockShape.decode({ duration: `${minutes}m`, warmup: 0 }));
  new Reconciler<Row>({
    config: { ...reconciler, pageSize, staleAfter },
    context: { simulation, clock, seed: 7, name: "dagy" },
    running: () => running(simulation.now),
    examine: (row) => examine(row, simulation.now),
    journal: () => {},
  }).begin();
  simulation.runUntil(minutes * minute);
}

/** A thousand runs of which one dies every minute, is found and runs again: the minutes that it took to find each. */
function minutesToFind(order: Order, minutes: number): { readonly found: readonly number[]; readonly left: number } {
  const random = Random.stream(3, "deaths");
  const rows = Array.from({ length: 1_000 }, (_, number) => ({
    ...{ number, place: random.uniform(), startedAt: 0, diedAt: Number.POSITIVE_INFINITY },
  }));
  const deaths = Array.from({ length: minutes }, (_, at) => ({
    at: (at + random.uniform()) * minute,
    row: random.uniform(),
  }));
  const found: number[] = [];
  let next = 0;
  const kill = (until: number) => {
    for (; next < deaths.length && deaths[next].at <= until; next++) {
      const alive = rows.filter(({ diedAt }) => diedAt === Number.POSITIVE_INFINITY);
      alive[Math.floor(deaths[next].row * alive.length)].diedAt = deaths[next].at;
    }
  };
  const running = (now: number) => {
    kill(now);
    return rows;
  };
  reconcile({ order, minutes }, running, (row, now) => {
    if (row.diedAt > now) return "alive";
    found.push((now - row.diedAt) / minute);
    row.diedAt = Number.POSITIVE_INFINITY;
    return "stopped";
  });
  return { found, left: rows.filter(({ diedAt }) => Number.isFinite(diedAt)).length };
}

describe("with 1,000 runs that are RUNNING and 50 of them looked at every five minutes", () => {
  test("a cursor comes round in 100 minutes: the time to find a dead run is uniform, and no longer", () => {
    const { found } = minutesToFind("cursor", 4_000);
    expect(found.length).toBeGreaterThan(3_800);
    expect(Math.max(...found)).toBeLessThanOrEqual(100);
    expect(kolmogorovSmirnov(found, (t) => t / 100).pValue).toBeGreaterThan(0.001);
  });

  /**
   * A pass finds a run with probability 1/20, the first after a part of five minutes: T = 5 (K − U). 99 % are found within
   * ln 0.01 / ln 0.95 = 89.8 passes, 450 minutes less half a pass.
   */
  test("a random order takes a geometric number of passes: 99 % are found within 445 to 450 minutes", () => {
    const { found } = minutesToFind("random", 40_000);
    const cdf = (t: number) => {
      const passes = Math.floor(t / 5);
      return 1 - 0.95 ** passes + 0.95 ** passes * 0.05 * (t / 5 - passes);
    };
    expect(kolmogorovSmirnov(found, cdf).pValue).toBeGreaterThan(0.001);
    expect(cdf(445)).toBeLessThan(0.99);
    expect(cdf(450)).toBeGreaterThan(0.99);
    const sorted = [...found].sort((a, b) => a - b);
    const at = (p: number) => sorted[Math.ceil(p * sorted.length) - 1];
    // The p99 lies between the order statistics of a binomial at three standard deviations.
    const spread = (3 * Math.sqrt(0.99 * 0.01 * sorted.length)) / sorted.length;
    expect(at(0.99 - spread)).toBeLessThan(448);
    expect(at(0.99 + spread)).toBeGreaterThan(447);
  });

  test.each(["stable", "oldest"] as const)(
    "a %s order finds those of its first page in five minutes, and the others never",
    (order) => {
      const { found, left } = minutesToFind(order, 2_000);
      expect(Math.max(...found)).toBeLessThanOrEqual(5);
      expect(found.length + left).toBeGreaterThan(900); // in the end nearly all of the others are dead
      expect(left).toBeGreaterThanOrEqual(945);
    },
  );
});

/** What the reconciler does, as slowly and as plainly as it can be said: which rows it has found by when. */
function plainly(rows: readonly Row[], { order, minutes, pageSize = 50, staleAfter = 0 }: Passes) {
  const found: [number, number][] = [];
  let open = [...rows];
  let last = Number.NEGATIVE_INFINITY;
  for (let now = 5 * minute; now <= minutes * minute; now += 5 * minute) {
    const stale = open.filter(({ startedAt }) => startedAt <= now && now - startedAt >= staleAfter);
    const inTable = [...stale].sort((a, b) => a.place - b.place);
    const behind = inTable.filter(({ place }) => place > last);
    const inOrder = {
      cursor: [...behind, ...inTable.filter((row) => !behind.includes(row))],
      oldest: stale,
      stable: inTable,
      random: [],
    }[order];
    const page = inOrder.slice(0, pageSize);
    if (page.length > 0) last = page[page.length - 1].place;
    const dead = page.filter(({ diedAt }) => diedAt <= now);
    found.push(...dead.map(({ number }): [number, number] => [number, now / minute]));
    open = open.filter((row) => !dead.includes(row));
  }
  return found;
}

test("finds what its slow twin finds, when that does, whoever begins and dies when", () => {
  const row = fc.record({
    startedAt: fc.nat(120),
    place: fc.double({ min: 0, max: 1, noNaN: true }),
    lives: fc.nat(200),
  });
  const property = fc.property(
    fc.array(row, { maxLength: 40 }),
    fc.constantFrom<Order>("cursor", "oldest", "stable"),
    fc.integer({ min: 1, max: 12 }),
    fc.constantFrom(0, 5, 17),
    (drawn, order, pageSize, stale) => {
      const rows = drawn
        .toSorted((a, b) => a.startedAt - b.startedAt)
        .map(({ startedAt, place, lives }, number) => ({
          ...{ number, place, startedAt: startedAt * minute, diedAt: (startedAt + lives) * minute },
        }));
      const passes = { order, minutes: 240, pageSize, staleAfter: stale * minute };
      const open = new Set(rows);
      const found: [number, number][] = [];
      const running = (now: number) => [...open].filter(({ startedAt }) => startedAt <= now);
      reconcile(passes, running, (each, now) => {
        if (each.diedAt > now) return "alive";
        found.push([each.number, now / minute]);
        open.delete(each);
        return "stopped";
      });
      expect(found).toEqual(plainly(rows, passes));
    },
  );
  fc.assert(property, { numRuns: 200 });
});
