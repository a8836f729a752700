import { expect, test } from "vitest";
import { sheetOf } from "../../sim/experiments/alternative.js";
import { dayJobs, daysByType, plannedMonths } from "../../sim/experiments/calendar.js";
import { monthPrediction } from "../../sim/experiments/predict.js";
import { price } from "../../sim/experiments/price.js";
import { serviceMetrics } from "../../sim/facts/service-metrics.js";
import { units } from "../../sim/facts/units.js";
import { costMetrics, costReading, type Reading, serviceReading } from "../../sim/outcome/reading.js";
import type { Replication } from "../../sim/outcome/replication.js";
import type { Run } from "../../sim/outcome/runs.js";
import { groupSamples, judgeSamples, type Sample, sampleOf } from "../../sim/outcome/sample.js";
import { studentQuantile } from "../../sim/statistics/distributions.js";
import { Moments } from "../../sim/statistics/index.js";
import { proportionInterval } from "../../sim/statistics/interval.js";
import { readGood } from "../scenario/reader.js";
import { replications } from "../support/simulate.js";
import { saleMonth, simulatedMonths } from "./months.js";

const read = readGood(saleMonth);
const simulated = simulatedMonths(read);
const months = price(read, simulated);
const bruteRead = readGood(saleMonth, { variant: "thirty-days" });
const brute = price(bruteRead, replications(bruteRead, read.scenario.replications));

/** Welch's interval of the difference of two means at 99.9 %: many figures are held against each other. */
function difference(reading: Reading): { low: number; high: number } | null {
  const values = (runs: readonly Run[]) => runs.map(reading.value).filter((value) => !Number.isNaN(value));
  const [ours, theirs] = [Moments.of(values(months)), Moments.of(values(brute))];
  if (ours.count < 2 || theirs.count < 2) return null;
  const [a, b] = [ours.variance / ours.count, theirs.variance / theirs.count];
  const degrees = (a + b) ** 2 / (a ** 2 / (ours.count - 1) + b ** 2 / (theirs.count - 1));
  const rounding = 1e-9 * Math.abs(theirs.mean);
  const half = a + b === 0 ? rounding : studentQuantile(0.9995, degrees) * Math.sqrt(a + b) + rounding;
  const middle = ours.mean - theirs.mean;
  return { low: middle - half, high: middle + half };
}

test("a calendar of 29 ordinary days and a sale costs what thirty days in one run cost, in a fifteenth of the days", () => {
  for (const metric of costMetrics) {
    const interval = difference(costReading(metric));
    if (interval === null) continue;
    expect.soft(interval.low, metric.name).toBeLessThanOrEqual(0);
    expect.soft(interval.high, metric.name).toBeGreaterThanOrEqual(0);
  }
  const daysSimulated = simulated.flatMap(({ days }) => days!).length;
  expect(daysSimulated / (30 * brute.length)).toBeLessThanOrEqual(1 / 5);
});

/**
 * Of the days that were simulated: a month of thirty different ones has rarer ones among them. The bound of lost writes takes
 * all of its time for as busy as its busiest minute, which is that of a day or of thirty.
 */
const extremes = /max|Max|min|p999|lag|Lag|oldest|outage|lostAtMost/;

test("every figure of a calendar's month that is no extreme is that of thirty days in one run", () => {
  const own = serviceMetrics.filter(({ field }) => !extremes.test(field));
  const held = own.flatMap((metric) => {
    const interval = difference(serviceReading("web", metric));
    return interval === null ? [] : [{ field: metric.field, interval }];
  });
  expect(held.length).toBeGreaterThan(30);
  for (const { field, interval } of held) {
    expect.soft(interval.low, field).toBeLessThanOrEqual(0);
    expect.soft(interval.high, field).toBeGreaterThanOrEqual(0);
  }
});

test("as many days of a type are simulated as it says, and stand for all of its days together", () => {
  const more = readGood(saleMonth.replace("days: 29 }", "days: 29, simulate: 4 }"));
  expect(plannedMonths(more)[1]).toEqual({
    index: 1,
    days: [...[4, 5, 6, 7].map((index) => ({ type: 0, index, times: 29 / 4 })), { type: 1, index: 1, times: 1 }],
  });
});

test("months at another age of the metric are the same days, each with its own scaling changed", () => {
  const other = readGood(saleMonth.replace("incidents:", "autoscaling: { countsDraining: true }\n    incidents:"));
  const planned = plannedMonths(other).slice(0, 2);
  const jobs = dayJobs(other, planned, (own) => ({ ...own, scaleInCompletes: 7 }));
  expect(jobs.map(({ index, autoscaling }) => ({ index, ...autoscaling }))).toMatchObject(
    planned.flatMap(({ days }) =>
      days.map(({ type, index }) => ({ index, countsDraining: type === 1, scaleInCompletes: 7 })),
    ),
  );
  expect(jobs.map(({ scenario }) => scenario.resolved.includes("traffic-spike"))).toEqual([false, true, false, true]);
});

test("the interval of the month is Student's over months, and its types are told apart", () => {
  const { outcome } = monthPrediction({ read, version: "0" }, simulated)!;
  const values = months.map(({ bill }) => bill.perMonthUsd!);
  const { mean, standardDeviation } = Moments.of(values);
  const half = (studentQuantile(0.975, values.length - 1) * standardDeviation) / Math.sqrt(values.length);
  const { perMonthUsd, totalUsd } = outcome.cost;
  expect(perMonthUsd.value).toBeCloseTo(mean, 9);
  expect(perMonthUsd.high! - perMonthUsd.value!).toBeCloseTo(half, 9);
  const [ordinary, sale] = outcome.calendar!.types;
  expect(totalUsd.value).toBeCloseTo(29 * ordinary.cost.totalUsd.value! + sale.cost.totalUsd.value!, 9);
  expect(sale.cost.totalUsd.value).toBeGreaterThan(1.2 * ordinary.cost.totalUsd.value!);
  expect(outcome.calendar).toMatchObject({ days: 30, simulatedDays: 2 });
  expect(outcome.objectives.map(({ objective }) => objective)).toContain("cost perMonth <= $100");
  expect(sale.objectives.map(({ objective }) => objective)).not.toContain("cost perMonth <= $100");
});

test("one future month scatters as thirty days do, not as thirty times the same one", () => {
  const { outcome } = monthPrediction({ read, version: "0" }, simulated)!;
  const [low, high] = outcome.cost.totalUsd.predictedRange!;
  const inside = brute.filter(({ bill }) => bill.totalUsd >= low && bill.totalUsd <= high);
  expect(inside.length).toBeGreaterThanOrEqual(brute.length - 1);
  const days = daysByType(read, simulated).map(
    ({ runs }) => Moments.of(runs.map(({ bill }) => bill.totalUsd)).variance,
  );
  const scatter = Math.sqrt(29 * days[0] + days[1]);
  expect(high - low).toBeGreaterThan(2 * 1.96 * scatter);
});

test("what is kept of months says the same of objectives and cost as the months themselves", () => {
  const { outcome } = monthPrediction({ read, version: "0" }, simulated)!;
  const sheet = sheetOf(read.scenario);
  const kept = months.map((month) => sampleOf(month, sheet));
  const samples: readonly Sample[] = JSON.parse(JSON.stringify(kept));
  const judged = judgeSamples(sheet, groupSamples(samples, []));
  for (const [at, { objective, verdict, value }] of outcome.objectives.entries()) {
    expect(judged[at]).toMatchObject({ text: objective, verdict });
    expect(judged[at].value, objective).toBeCloseTo(value!, 9);
  }
  const perMonth = Moments.of(samples.map(({ readings }) => readings["cost.perMonthUsd"][0] as number)).mean;
  expect(perMonth).toBeCloseTo(outcome.cost.perMonthUsd.value!, 9);
});

test("a sustained objective holds in a month where all of its days hold it", () => {
  const { outcome } = monthPrediction({ read, version: "0" }, simulated)!;
  const [ordinary, sale] = daysByType(read, simulated).map(({ runs }) => {
    const broken = runs.filter(({ replication }) => longest(replication) >= 5);
    return 1 - broken.length / runs.length;
  });
  const told = outcome.objectives.find(({ objective }) => objective === "web p99 <= 20s for 5m")!;
  expect(told.value).toBeCloseTo(ordinary ** 29 * sale, 9);
  const half = (at: number) => proportionInterval(Math.round(at * months.length), months.length, 1 - 0.05 / 2);
  const [days, sales] = [half(ordinary), half(sale)];
  const print = units.ratio.print;
  const interval = [days.low ** 29 * sales.low, days.high ** 29 * sales.high].map((share) => print(share));
  for (const end of interval) expect(told.detail).toContain(end.replace(" %", ""));
  expect(told.detail).toContain("of months");
});

/** Minutes on end in which more than one in a hundred answers took longer than 20 s, counted anew. */
function longest({ services: { web } }: Replication): number {
  const { answered } = web.latency!.within.find(({ limit }) => limit === 20e6)!;
  const { completed, degraded, failed } = web.minutes;
  let [most, stretch] = [0, 0];
  for (const [at, count] of completed.entries()) {
    const ended = count + degraded[at] + failed[at];
    stretch = ended > 0 && (ended - answered[at]) / ended > 0.01 ? stretch + 1 : 0;
    most = Math.max(most, stretch);
  }
  return most;
}
