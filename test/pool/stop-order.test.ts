import { describe, expect, test } from "vitest";
import { type OrderedTask, StopOrder } from "../../sim/pool/stop-order.js";
import { Moments } from "../../sim/statistics/moments.js";
import { chiSquareTest } from "../statistics/chi-square.js";

/** So many tasks, one zone after the other; those of these ordinals are on Spot. */
function fleet(count: number, zones: number, isSpot: (ordinal: number) => boolean): readonly OrderedTask[] {
  return Array.from({ length: count }, (_, ordinal) => ({ ordinal, zone: ordinal % zones, isSpot: isSpot(ordinal) }));
}

/** The tasks in the order in which they go. */
function goneInOrder(tasks: readonly OrderedTask[], seed: number, launched = tasks.length): readonly OrderedTask[] {
  const order = new StopOrder(seed, "web");
  const rank = ({ ordinal }: OrderedTask) => order.rankOf(ordinal, launched, () => tasks);
  return [...tasks].sort((a, b) => rank(a) - rank(b));
}

test("each order of a zone's tasks is as probable as any other, and the fullest zone always goes first", () => {
  const tasks = fleet(7, 2, (ordinal) => ordinal === 0 || ordinal > 3); // zones of four and three, with three and one on Spot
  const seen = new Map<string, number>();
  for (let seed = 1; seed <= 7_200; seed++) {
    const gone = goneInOrder(tasks, seed);
    expect(gone[0].zone).toBe(0);
    for (let place = 0; place < 7; place++) {
      const left = [0, 1].map((zone) => gone.slice(place).filter((task) => task.zone === zone).length);
      expect(Math.abs(left[0] - left[1])).toBeLessThanOrEqual(1);
    }
    const orders = [0, 1].map((zone) => gone.filter((task) => task.zone === zone).map(({ ordinal }) => ordinal));
    const name = orders.join(" | ");
    seen.set(name, (seen.get(name) ?? 0) + 1);
  }
  const expected = Array<number>(24 * 6).fill(50);
  const counts = [...seen.values(), ...Array<number>(24 * 6 - seen.size).fill(0)];
  expect(chiSquareTest(counts, expected).pValue).toBeGreaterThan(0.001);
});

test("the order stays while tasks go, and is another one after a launch", () => {
  const tasks = fleet(8, 1, (ordinal) => ordinal % 2 === 0);
  const order = new StopOrder(1, "web");
  const ranks = (launched: number) => tasks.map(({ ordinal }) => order.rankOf(ordinal, launched, () => tasks));
  const first = ranks(8);
  expect(ranks(8)).toEqual(first);
  expect(ranks(9)).not.toEqual(first);
  expect([...first].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((place) => place / 8));
});

describe("of twenty tasks six stay, under two strategies that put eight and twelve of them on Spot", () => {
  // As base 3 with weights of 50/50 and 30/70 place them: four on the needier provider, then in turn.
  const inTurn = (ordinal: number) => ordinal % 2 === 1;
  const eight = fleet(20, 3, (ordinal) => ordinal > 3 && inTurn(ordinal));
  const twelve = fleet(20, 3, (ordinal) => ordinal <= 3 || inTurn(ordinal));
  const left = (tasks: readonly OrderedTask[], seed: number) =>
    goneInOrder(tasks, seed)
      .slice(-6)
      .filter(({ isSpot }) => isSpot).length;
  const seeds = Array.from({ length: 3_000 }, (_, seed) => seed);
  const [ofEight, ofTwelve] = [eight, twelve].map((tasks) => seeds.map((seed) => left(tasks, seed)));

  test("Spot tasks that stay are as many as two drawn blindly from each zone", () => {
    for (const [tasks, counts] of [
      [eight, ofEight],
      [twelve, ofTwelve],
    ] as const) {
      // Two of n tasks of which s are on Spot: mean 2s/n, variance 2 s/n (1 − s/n) (n − 2)/(n − 1), the hypergeometric law.
      const zones = [0, 1, 2].map((zone) => tasks.filter((task) => task.zone === zone));
      const share = (zone: readonly OrderedTask[]) => zone.filter(({ isSpot }) => isSpot).length / zone.length;
      const sum = (term: (zone: readonly OrderedTask[]) => number) => zones.reduce((all, zone) => all + term(zone), 0);
      const mean = sum((zone) => 2 * share(zone));
      const variance = sum((zone) => (2 * share(zone) * (1 - share(zone)) * (zone.length - 2)) / (zone.length - 1));
      const seen = Moments.of(counts);
      expect(Math.abs(seen.mean - mean)).toBeLessThan(3.3 * Math.sqrt(variance / seeds.length));
      expect(Math.abs(seen.variance / variance - 1)).toBeLessThan(0.1);
    }
  });

  test("their numbers rise and fall together: the variance of the difference is less than a fifth of both", () => {
    const difference = Moments.of(seeds.map((seed) => ofTwelve[seed] - ofEight[seed]));
    const both = Moments.of(ofEight).variance + Moments.of(ofTwelve).variance;
    expect(both / difference.variance).toBeGreaterThan(5);
  });
});

test("thousands of tasks have their order too", () => {
  const gone = goneInOrder(
    fleet(3_000, 3, (ordinal) => ordinal % 10 < 7),
    1,
  );
  // Of the first 1,500 about 1,050 are on Spot, with a standard deviation of 12.5.
  const spot = gone.slice(0, 1_500).filter(({ isSpot }) => isSpot).length;
  expect(Math.abs(spot - 1_050)).toBeLessThan(4 * 12.5);
  expect(new Set(gone.map(({ ordinal }) => ordinal)).size).toBe(3_000);
});
