import { expect, test } from "vitest";
import { allocated, type DayShare, sharesOf } from "../../sim/experiments/allocation.js";
import { daysByType } from "../../sim/experiments/calendar.js";
import { monthPrediction } from "../../sim/experiments/predict.js";
import { readGood } from "../scenario/reader.js";
import { saleMonth, simulatedMonths } from "./months.js";

const day = (days: number, scatter: number, work = 1): DayShare => ({ days, scatter, work });

test.each<[string, readonly DayShare[], readonly number[]]>([
  [
    "days that scatter alike are simulated by their number, within a fifth of the month",
    [day(29, 1), day(1, 1)],
    [5, 1],
  ],
  ["a day that scatters more gets more of them", [day(29, 1), day(1, 60)], [1, 2]],
  ["a day that takes longer gets fewer", [day(29, 1), day(1, 29, 4)], [2, 1]],
  ["one of each is left where the rest of the month is too long for more", [day(29, 1), day(1, 1, 6)], [1, 1]],
  ["days that all tell the same need no second", [day(29, 0), day(1, 0)], [1, 1]],
])("%s", (_, types, counts) => {
  expect(allocated(types)).toEqual(counts);
});

test("no other numbers of days of a month have a narrower interval for the work of those that are chosen", () => {
  const types = [day(20, 3, 2), day(9, 2, 1), day(1, 30, 3)];
  const chosen = allocated(types);
  const uncertain = (counts: readonly number[]) =>
    types.reduce((sum, { days, scatter }, at) => sum + (days * scatter) ** 2 / counts[at], 0);
  const work = (counts: readonly number[]) => types.reduce((sum, each, at) => sum + each.work * counts[at], 0);
  expect(work(chosen)).toBeLessThanOrEqual((2 * 20 + 9 + 3) / 5);
  const others = [1, 2, 3, 4, 5].flatMap((a) => [1, 2, 3, 4, 5].flatMap((b) => [[a, b, 1]]));
  const narrowest = Math.min(...others.filter((each) => work(each) <= work(chosen)).map(uncertain));
  expect(uncertain(chosen)).toBeLessThanOrEqual(1.1 * narrowest);
});

test("the shares of simulated days are those of the variance of the month", () => {
  const read = readGood(saleMonth);
  const months = simulatedMonths(read);
  const types = daysByType(read, months);
  const { outcome } = monthPrediction({ read, version: "0" }, months)!;
  const [ordinary, sale] = sharesOf("cost", outcome, types);
  const { value, high } = outcome.cost.totalUsd;
  // Student's 97.5 % quantile at seven degrees of freedom is 2.3646.
  const standardError = (high! - value!) / 2.3646;
  const ours = Math.sqrt((29 ** 2 * ordinary.scatter ** 2 + sale.scatter ** 2) / months.length);
  expect(ours / standardError).toBeGreaterThan(0.5); // types of one month may be correlated by chance
  expect(ours / standardError).toBeLessThan(2);
  expect(sale.work).toBeGreaterThan(ordinary.work);
  expect(sharesOf("web p99", outcome, types).every(({ scatter }) => scatter > 0)).toBe(true);
});
