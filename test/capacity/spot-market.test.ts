import { describe, expect, test } from "vitest";
import { z } from "zod";
import { marketNamed, marketsShape } from "../../sim/capacity/market.js";
import { hazardPerHour } from "../../sim/capacity/risk.js";
import type { CrunchCondition } from "../../sim/capacity/spot-market.js";
import { SpotMarket, type SpotMarketOptions } from "../../sim/capacity/spot-market.js";
import { crunchStrata } from "../../sim/capacity/strata.js";
import { kolmogorovSmirnov, normalQuantile } from "../../sim/statistics/index.js";
import { chiSquareTest } from "../statistics/chi-square.js";

const minutes = (count: number) => count * 60_000_000;
const hours = (count: number) => minutes(60 * count);
const days = (count: number) => hours(24 * count);
const z999 = normalQuantile(0.9995);
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

const { market: general } = marketNamed(z.decode(marketsShape, { general: { crunch: { every: "30d" } } }), "general")!;
const crunch = general.crunch!;
const night = { from: 0, until: hours(10) };

function market(options: Partial<SpotMarketOptions> = {}): SpotMarket {
  return new SpotMarket({ seed: 1, name: "general", market: general, zones: 3, horizon: night, ...options });
}

/** A market with one crunch from minute 60 on. */
function inCrunch(config: Partial<typeof crunch> = {}, seed = 1): SpotMarket {
  const incidents = [{ at: hours(1), config: { ...crunch, ...config } }];
  return market({ seed, condition: "none", incidents });
}

test.each([
  [0.05, 7.0e-5, 593, 0.17],
  [0.1, 1.44e-4, 289, 0.35],
  [0.2, 3.06e-4, 136, 0.73],
  [0.3, 4.89e-4, 85, 1.17],
])(
  "a monthly probability of %f is a hazard of %f an hour, %i days to interruption, %f of 100 a day",
  (p, hazard, mean, daily) => {
    expect(hazardPerHour(p) / hazard).toBeCloseTo(1, 2);
    expect(Math.abs(1 / hazardPerHour(p) / 24 - mean)).toBeLessThan(1);
    expect(100 * (1 - Math.exp(-24 * hazardPerHour(p)))).toBeCloseTo(daily, 2);
  },
);

describe("independent interruptions", () => {
  const forever = { from: 0, until: Number.MAX_SAFE_INTEGER };

  test("come after exponential times of the market's hazard", () => {
    const spot = market({ horizon: forever });
    const lives = numbers(2_000).map((ordinal) => spot.interruptionAfter("web", ordinal) / hours(1));
    const { pValue } = kolmogorovSmirnov(lives, (life) => 1 - Math.exp(-life * spot.hazardPerHour));
    expect(pValue).toBeGreaterThan(0.001);
  });

  test("take a fifth of the tasks within a month at 20 % a month", () => {
    const month = market();
    const taken = numbers(10_000).filter((ordinal) => month.interruptionAfter("web", ordinal) < hours(730));
    expect(Math.abs(taken.length - 2_000)).toBeLessThan(z999 * Math.sqrt(10_000 * 0.2 * 0.8));
  });

  test("belong to the task: neither the order of the questions nor the number of the tasks matters", () => {
    const [one, other] = [market({ horizon: forever }), market({ horizon: forever })];
    const forwards = numbers(50).map((ordinal) => one.interruptionAfter("web", ordinal));
    const backwards = numbers(50)
      .reverse()
      .map((ordinal) => other.interruptionAfter("web", ordinal));
    expect(backwards.reverse()).toEqual(forwards);
  });

  test("differ between services and between seeds", () => {
    const lives = [
      market({ horizon: forever }).interruptionAfter("web", 0),
      market({ horizon: forever }).interruptionAfter("api", 0),
      market({ horizon: forever, seed: 2 }).interruptionAfter("web", 0),
    ];
    expect(new Set(lives).size).toBe(3);
  });

  test("of a worse market meet the same tasks, only sooner", () => {
    const bad = market({ horizon: forever, market: { ...general, interruptionsPerMonth: 0.5 } });
    const normal = market({ horizon: forever });
    for (const ordinal of numbers(100)) {
      expect(bad.interruptionAfter("web", ordinal)).toBeLessThan(normal.interruptionAfter("web", ordinal));
    }
  });

  test("of a market without any are none", () => {
    expect(market({ market: { ...general, interruptionsPerMonth: 0 } }).interruptionAfter("web", 0)).toBe(Infinity);
  });
});

describe("crunches", () => {
  const seeds = numbers(2_000);
  const quarter = { from: 0, until: days(90) };
  const counts = (condition: CrunchCondition, horizon = quarter) =>
    seeds.map((seed) => market({ seed, horizon, condition }).crunches.length);

  test("come as a Poisson process: 3 in 90 days, with that variance", () => {
    // Counts pooled as 0, 1, ..., 7 and more; expected by the Poisson law of mean 3.
    const law = numbers(8).map((k) => Math.exp(-3) * numbers(k).reduce((product, i) => (product * 3) / (i + 1), 1));
    const expected = [...law.slice(0, 7), 1 - law.slice(0, 7).reduce((sum, p) => sum + p, 0)].map(
      (p) => p * seeds.length,
    );
    const drawn = counts("drawn");
    const observed = numbers(8).map((k) => drawn.filter((count) => Math.min(count, 7) === k).length);
    expect(chiSquareTest(observed, expected).pValue).toBeGreaterThan(0.001);
    const mean = drawn.reduce((sum, count) => sum + count, 0) / seeds.length;
    expect(Math.abs(mean - 3)).toBeLessThan(z999 * Math.sqrt(3 / seeds.length));
  });

  test("are uniformly placed", () => {
    const starts = seeds.flatMap((seed) => market({ seed, horizon: quarter }).crunches.map(({ from }) => from));
    expect(kolmogorovSmirnov(starts, (start) => start / quarter.until).pValue).toBeGreaterThan(0.001);
  });

  test("are none, or at least one, where the stratum says so", () => {
    expect(Math.max(...counts("none"))).toBe(0);
    expect(Math.min(...counts("some", night))).toBe(1);
  });

  test("given at least one are as many as the Poisson law truncated at zero has: 3 / (1 − e⁻³)", () => {
    const drawn = counts("some");
    const mean = drawn.reduce((sum, count) => sum + count, 0) / seeds.length;
    const expected = 3 / (1 - Math.exp(-3));
    const variance = expected * (1 + 3 - expected);
    expect(Math.abs(mean - expected)).toBeLessThan(z999 * Math.sqrt(variance / seeds.length));
  });

  test("of a night that must have one start at a uniformly placed moment, one in 31 of 20 minutes before the night", () => {
    const starts = seeds.map((seed) => market({ seed, condition: "some" }).crunches[0].from);
    const sooner = minutes(20);
    const uniform = (start: number) => (start + sooner) / (night.until + sooner);
    expect(kolmogorovSmirnov(starts, uniform).pValue).toBeGreaterThan(0.001);
    const underWay = starts.filter((start) => start < 0).length;
    expect(Math.abs(underWay - seeds.length / 31)).toBeLessThan(z999 * Math.sqrt(seeds.length / 31));
  });

  test("that last long are under way at the start of most short runs that meet one", () => {
    // Two days of crunch and a run of an hour: it began before the run in 48 of 49 cases.
    const long = { ...general, crunch: { ...crunch, lasts: days(2) } };
    const options = { market: long, horizon: { from: 0, until: hours(1) }, condition: "some" as const };
    const markets = seeds.map((seed) => market({ seed, ...options }));
    const expected = seeds.length / 49;
    const later = markets.filter(({ crunches }) => crunches[0].from >= 0).length;
    expect(Math.abs(later - expected)).toBeLessThan(z999 * Math.sqrt(expected));
  });

  test("are met by as many runs of an hour as a long record has such hours", () => {
    // The slow twin: a year of crunches of 6 h every 30 d, looked at hour by hour.
    const slow = { ...general, crunch: { ...crunch, lasts: hours(6) } };
    const years = numbers(40).map((seed) => market({ seed, market: slow, horizon: { from: 0, until: days(365) } }));
    const hoursMet = years.map(({ crunches }) =>
      numbers(365 * 24).filter((hour) =>
        crunches.some(({ from, until }) => from < hours(hour + 1) && until > hours(hour)),
      ),
    );
    const record = hoursMet.reduce((sum, met) => sum + met.length, 0) / (40 * 365 * 24);
    const named = [{ name: "general", market: slow }];
    const [, some] = crunchStrata(named, { from: 0, until: hours(1) }, 10)!;
    expect(some.probability).toBeCloseTo(1 - Math.exp(-7 / 720), 12);
    // 40 years have some 490 crunches of seven such hours each.
    expect(Math.abs(record / some.probability - 1)).toBeLessThan(z999 / Math.sqrt(490));
  });

  test("belong to the market and the seed, whatever incidents come beside them", () => {
    const starts = (options: Partial<SpotMarketOptions>) =>
      market({ horizon: quarter, condition: "some", ...options }).crunches.map(({ from }) => from);
    expect(starts({ incidents: [{ at: -1, config: crunch }] }).slice(1)).toEqual(starts({}));
    expect(starts({ name: "arm" })).not.toEqual(starts({}));
    expect(starts({ seed: 2 })).not.toEqual(starts({}));
  });

  test("take the stated share of the tasks, each at a moment spread over three minutes", () => {
    const spot = inCrunch();
    const notices = numbers(5_000).map((ordinal) => spot.noticeIn(spot.crunches[0], "web", ordinal, 0));
    const taken = notices.filter((notice) => notice !== null);
    expect(Math.abs(taken.length - 3_000)).toBeLessThan(z999 * Math.sqrt(5_000 * 0.6 * 0.4));
    const spread = kolmogorovSmirnov(taken, (notice) => (notice - hours(1)) / minutes(3));
    expect(spread.pValue).toBeGreaterThan(0.001);
  });

  test("that take less take some of the same tasks at the same moments", () => {
    const [more, less] = [inCrunch(), inCrunch({ takes: 0.3 })];
    for (const ordinal of numbers(200)) {
      const notice = less.noticeIn(less.crunches[0], "web", ordinal, 0);
      if (notice !== null) expect(more.noticeIn(more.crunches[0], "web", ordinal, 0)).toBe(notice);
    }
  });

  test("leave their zones without Spot capacity from their first moment to their last", () => {
    const spot = inCrunch();
    const at = [hours(1) - 1, hours(1), hours(1) + minutes(20) - 1, hours(1) + minutes(20)];
    expect(at.map((now) => spot.launchFails(now, 2) !== null)).toEqual([false, true, true, false]);
  });

  test("of one zone of three spare the others, and which one it is changes with the seed", () => {
    const zones = numbers(300).map((seed) => inCrunch({ zones: 1 }, seed).crunches[0].zones);
    expect(zones.every((hit) => hit.length === 1)).toBe(true);
    const perZone = numbers(3).map((zone) => zones.filter(([hit]) => hit === zone).length);
    expect(chiSquareTest(perZone, [100, 100, 100]).pValue).toBeGreaterThan(0.001);
    const spot = inCrunch({ zones: 1, takes: 1 });
    const [hit] = spot.crunches[0].zones;
    const spared = (hit + 1) % 3;
    expect(spot.noticeIn(spot.crunches[0], "web", 0, hit)).not.toBeNull();
    expect(spot.noticeIn(spot.crunches[0], "web", 0, spared)).toBeNull();
    expect(spot.launchFails(hours(1), spared)).toBeNull();
  });

  test("leave on-demand plentiful unless they say otherwise", () => {
    expect(inCrunch().onDemandFate(hours(1), 0, "web", 0, 1)).toEqual({ delay: 0, fails: false });
  });

  test("with scarce on-demand delay every launch and fail each attempt with the stated probability", () => {
    const spot = inCrunch({ onDemand: { delay: minutes(5), failProbability: 0.3 } });
    const fates = numbers(3_000).map((i) => spot.onDemandFate(hours(1), 0, "web", i >> 1, 1 + (i & 1)));
    expect(fates.every(({ delay }) => delay === minutes(5))).toBe(true);
    const failed = fates.filter(({ fails }) => fails).length;
    expect(Math.abs(failed - 900)).toBeLessThan(z999 * Math.sqrt(3_000 * 0.3 * 0.7));
    expect(spot.onDemandFate(hours(2), 0, "web", 0, 1)).toEqual({ delay: 0, fails: false });
  });
});
