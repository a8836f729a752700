import { expect, test } from "vitest";
import { z } from "zod";
import { marketNamed, marketsShape, type NamedMarket } from "../../sim/capacity/market.js";
import { SpotMarket } from "../../sim/capacity/spot-market.js";
import { crunchConditions, crunchStrata, stratumOf } from "../../sim/capacity/strata.js";
import { chiSquareTest } from "../statistics/chi-square.js";

const night = { from: 0, until: 10 * 3_600_000_000 };
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

function every(...spacings: readonly (string | null)[]): NamedMarket[] {
  return spacings.map((spacing, index) => {
    const name = `market-${index}`;
    return marketNamed(
      z.decode(marketsShape, { [name]: spacing === null ? {} : { crunch: { every: spacing } } }),
      name,
    )!;
  });
}

test("twenty nights of ten hours with a crunch of 20 minutes every 30 days are stratified as e^(−31/2160)", () => {
  // What is on at any time of 10 h began within 10 h 20 min of 720 h: Λ = 31/2160 a night, 0.29 expected over all twenty.
  const [none, crunch] = crunchStrata(every("30d"), night, 20)!;
  expect(none).toMatchObject({ name: "no crunch", probability: expect.closeTo(Math.exp(-31 / 2160), 12) });
  expect(crunch).toMatchObject({ name: "crunch", probability: expect.closeTo(1 - Math.exp(-31 / 2160), 12) });
  expect(crunch.about).toContain("0.72 % of these runs have two or more");
});

test("replications alternate between the strata, at least five of each", () => {
  const strata = crunchStrata(every("30d"), night, 11)!;
  expect(numbers(5).map((index) => stratumOf(strata, index).name)).toEqual([
    "no crunch",
    "crunch",
    "no crunch",
    "crunch",
    "no crunch",
  ]);
  expect(crunchStrata(every("30d"), night, 9)).toBeNull();
});

test("crunches that are frequent, or none at all, are left to themselves", () => {
  // A crunch of 20 minutes every 20 h 40 min: one in two nights, ten expected over twenty nights.
  expect(crunchStrata(every("20h40m"), night, 19)).not.toBeNull();
  expect(crunchStrata(every("20h40m"), night, 20)).toBeNull();
  expect(crunchStrata(every(null), night, 20)).toBeNull();
});

test("markets are independent: their rates add up", () => {
  const [none] = crunchStrata(every("30d", null, "15d"), night, 20)!;
  expect(none.probability).toBeCloseTo(Math.exp(-93 / 2160), 12);
});

test("the weighted strata are the unstratified law, for every combination of markets with a crunch", () => {
  // Rates of 1/2, 1/4 and 1/8 a night; market k has a crunch with probability 1 − exp(−rate), independently.
  const markets = every("20h40m", "41h20m", null, "82h40m");
  const strata = crunchStrata(markets, night, 10)!;
  const draws = 4_000;
  const combinations = numbers(draws).map((seed) => {
    const conditions = crunchConditions(strata[1], markets, night, seed);
    return markets
      .map(({ name, market }) => {
        const condition = conditions.get(name);
        const spot = new SpotMarket({ seed, name, market, zones: 3, horizon: night, condition });
        return spot.crunches.length > 0 ? 1 : 0;
      })
      .join("");
  });
  const has = (rate: number, bit: number) => (bit === 1 ? 1 - Math.exp(-rate) : Math.exp(-rate));
  const law = numbers(7).map((index) => {
    const bits = [(index + 1) >> 2, ((index + 1) >> 1) & 1, (index + 1) & 1];
    const probability = has(1 / 2, bits[0]) * has(1 / 4, bits[1]) * has(1 / 8, bits[2]);
    return { key: `${bits[0]}${bits[1]}0${bits[2]}`, expected: (draws * probability) / strata[1].probability };
  });
  const observed = law.map(({ key }) => combinations.filter((combination) => combination === key).length);
  expect(observed.reduce((sum, count) => sum + count, 0)).toBe(draws);
  expect(
    chiSquareTest(
      observed,
      law.map(({ expected }) => expected),
    ).pValue,
  ).toBeGreaterThan(0.001);
});

test("a run of the stratum without crunches has none in any market", () => {
  const markets = every("20h", "40h");
  const conditions = crunchConditions(crunchStrata(markets, night, 10)![0], markets, night, 1);
  expect([...conditions.values()]).toEqual(["none", "none"]);
});
