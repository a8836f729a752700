import { expect, test } from "vitest";
import type * as Predict from "../../sim/experiments/predict.js";
import { studentQuantile } from "../../sim/statistics/distributions.js";
import { shipped } from "./shipped.js";

// Worker threads run the built files.
const built = (name: string) => import(new URL(`../../dist/sim/experiments/${name}.js`, import.meta.url).href);

const replications = 10;

/** A prediction on one thread, its outcome and the seconds that it took. */
async function timed(variant: string | null) {
  const read = shipped({ name: "black-friday-month", variant }, [`replications=${replications}`]);
  const { predict }: typeof Predict = await built("predict");
  const begun = performance.now();
  const prediction = await predict({ read, version: "0", workers: 1 });
  return { outcome: prediction!.outcome, seconds: (performance.now() - begun) / 1_000 };
}

test("the shipped month costs what thirty days in one run cost, in a fifth of the time", async () => {
  const [month, brute] = [await timed(null), await timed("thirty-days")];
  const [ours, theirs] = [month.outcome.cost.perMonthUsd, brute.outcome.cost.perMonthUsd];
  // Both are Student's 95 % intervals of ten replications; at 99 % and for a difference they are wider by these factors.
  const wider = studentQuantile(0.995, replications - 1) / studentQuantile(0.975, replications - 1);
  const half = wider * Math.hypot(ours.high! - ours.value!, theirs.high! - theirs.value!);
  console.log({ ours, theirs, seconds: [month.seconds, brute.seconds] });
  expect(Math.abs(ours.value! - theirs.value!)).toBeLessThanOrEqual(half);
  expect(month.seconds / brute.seconds).toBeLessThanOrEqual(1 / 5);
  const p99 = ({ outcome }: typeof month) => outcome.services.shop.latencyMs!.p99;
  const [a, b] = [p99(month), p99(brute)];
  expect(Math.abs(a.value! - b.value!)).toBeLessThanOrEqual(wider * Math.hypot(a.high! - a.value!, b.high! - b.value!));
});
