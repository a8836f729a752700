import { expect, test } from "vitest";
import { minute, second } from "../../scenarios/language/units/time.js";
import { CloudWatch } from "../../sim/facts/cloudwatch.js";
import { type Gauge, MetricFeed, ofTasks } from "../../sim/facts/gauge.js";

const timings = {
  cpu: { period: minute, age: 0, actionDelay: 0 },
  fine: { period: 20 * second, age: 0, actionDelay: 0 },
};

function feed() {
  const cloudWatch = new CloudWatch(timings);
  let count = 0;
  const ofSingle = () => [count, count + 2];
  const gauge = (before: number): Gauge =>
    ofTasks(
      () => ++count,
      ofSingle,
      () => before,
    );
  const gauges = new Map([
    ["cpu", gauge(0.5)],
    ["fine", gauge(0.7)],
  ] as const);
  return { cloudWatch, feed: new MetricFeed(cloudWatch, gauges, 10 * second) };
}

test("every metric has a past of a day's datapoints before anybody has read it", () => {
  const { cloudWatch, feed: made } = feed();
  made.prefill(90 * second);
  expect(cloudWatch.newest("cpu", 2_000, 90 * second)).toEqual(new Array(1_440).fill(0.5));
  expect(cloudWatch.newest("fine", 2, 90 * second, "maximum")).toEqual([0.7, 0.7]);
  made.publish(minute, 120 * second);
  expect(cloudWatch.newest("cpu", 2, 120 * second)).toEqual([0.5, 1]);
});

test("a period publishes its own metrics alone, with what single tasks show up to its end", () => {
  const { cloudWatch, feed: made } = feed();
  expect(made.periods).toEqual([minute, 20 * second]);
  made.publish(20 * second, 20 * second);
  expect(cloudWatch.newest("cpu", 1, minute)).toEqual([]);
  const at = (statistic: "average" | "minimum" | "maximum") => cloudWatch.newest("fine", 1, 20 * second, statistic);
  expect([at("average"), at("minimum"), at("maximum")]).toEqual([[1], [0], [2]]);
});

test("the least and the greatest are those of all samples of a period, and missing without any", () => {
  const samples = [[0.4, 0.2], [], [0.3, 0.9]];
  const gauge = ofTasks(
    () => 0.5,
    () => samples.shift()!,
    () => 0,
  );
  for (let count = 0; count < 3; count++) gauge.sample();
  expect(gauge.read()).toEqual({ average: 0.5, minimum: 0.2, maximum: 0.9 });
  expect(gauge.read()).toEqual({ average: 0.5, minimum: Number.NaN, maximum: Number.NaN });
});
