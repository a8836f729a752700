import { expect, test } from "vitest";
import { hour } from "../../scenarios/language/units/time.js";
import { charges, monthOfRun } from "../../sim/cost/charges.js";
import { priceList } from "../../sim/cost/price-book.js";
import { Laboratory } from "../../sim/experiments/laboratory.js";
import { optimize } from "../../sim/experiments/optimize.js";
import { shippedPrices } from "../../sim/experiments/package-assets.js";
import { sum } from "../../sim/statistics/sum.js";
import { scenario, simulate } from "../support/simulate.js";
import { InProcess, pointsOfYaml } from "./in-process.js";

/** A day on which the fleet has 2 tasks at night, 6 by day and 9 in the evening. */
const day = `
region: us-east-1
clock: { start: 2026-03-02T00:00, duration: 24h, represents: 24h per day }
demand:
  - { name: calls, to: web, curve: 0.1/s, request: { steps: [{ cpu: 30ms }], timeout: 2s } }
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    desired: 2
    bounds: { min: 2, max: 2 }
    scaling:
      - { kind: scheduled, cron: '0 7 * * *', bounds: { min: 6, max: 6 } }
      - { kind: scheduled, cron: '0 17 * * *', bounds: { min: 9, max: 9 } }
      - { kind: scheduled, cron: '0 22 * * *', bounds: { min: 2, max: 2 } }
objectives: [ web p99 <= 1s ]
`;
const commitments = "prices.committedUsdPerHour=$0..$0.5 step $0.01";
const replications = 4;

test("configurations that differ in prices alone share their simulations, and cost what each costs alone", async () => {
  const { points } = pointsOfYaml(day, ["prices.discount=0 %,10 %", "seed=1,2"], replications);
  const orders = points.flatMap(({ alternative }) => [0, 1].map((index) => ({ alternative, index })));
  const samplesOf = async (asked: typeof orders) => {
    const runner = new InProcess();
    const found = orders.map(() => "");
    for await (const { place, sample } of new Laboratory(runner, null).samples(asked, {}))
      found[place] = JSON.stringify(sample);
    return { found: found.slice(0, asked.length), simulated: runner.trials.length };
  };
  const together = await samplesOf(orders);
  expect(together.simulated).toBe(4); // two seeds of two replications, each at two prices
  const apart = [];
  for (const order of orders) apart.push(...(await samplesOf([order])).found);
  expect(together.found).toEqual(apart);
  expect(new Set(together.found).size).toBe(orders.length);
});

test("the best commitment of a Savings Plan is the newsvendor's, and the search for it simulates once", async () => {
  const runner = new InProcess();
  const { axes, points } = pointsOfYaml(day, [commitments], replications);
  const found = await optimize({
    ...{ axes, points, most: replications, budget: 50, confidence: 0.95, indifference: 0, version: "0" },
    laboratory: new Laboratory(runner, null),
  });
  const read = scenario(day);
  const nights = Array.from({ length: replications }, (_, index) => hourlyUsd(simulate(read, index).usage));
  const discount = read.scenario.prices.savingsPlanDiscount;
  // By brute force: an hour pays the commitment, and what goes beyond it at on-demand prices.
  const extra = (commitment: number) =>
    sum(
      nights.flatMap((hours) => hours.map((usd) => commitment + Math.max(0, usd - commitment / (1 - discount)) - usd)),
    ) / nights.length;
  const costs = axes[0].values.map((value) => extra(Number(value.slice(1))));
  const best = costs.indexOf(Math.min(...costs));
  expect(found!.best!.values).toEqual([axes[0].values[best]]);
  // Newsvendor: one more dollar is worth its while where more than 1 − discount of the hours use it up.
  const usedUp = (commitment: number) => {
    const hours = nights.flat();
    return hours.filter((usd) => usd * (1 - discount) > commitment).length / hours.length;
  };
  expect(usedUp(0.01 * (best - 1))).toBeGreaterThanOrEqual(1 - discount);
  expect(usedUp(0.01 * (best + 1))).toBeLessThan(1 - discount);
  expect(runner.trials.length).toBe(found!.spent);
  expect(found!.spent).toBeLessThanOrEqual(replications);
  expect(found!.simulations).toBe(1);
});

/** What the tasks of a run cost in each hour at on-demand prices. */
function hourlyUsd(usage: Parameters<typeof charges>[0]): readonly number[] {
  const eligible = charges(usage, monthOfRun(usage, 1)).filter(({ item }) => item.savingsPlan === "fargate");
  const { rows } = priceList(
    shippedPrices(),
    "us-east-1",
    eligible.map(({ item }) => item),
  );
  return Array.from({ length: usage.end / hour }, (_, at) =>
    sum(eligible.map(({ item, hourly }) => hourly[at] * rows.get(item)!.usd)),
  );
}
