import { expect, test } from "vitest";
import type * as MetricLags from "../../sim/experiments/metric-lags.js";
import type * as Predict from "../../sim/experiments/predict.js";
import { readGood } from "../scenario/reader.js";

// Worker threads run the built files.
const built = (name: string) => import(new URL(`../../dist/sim/experiments/${name}.js`, import.meta.url).href);

const growing = `
region: us-east-1
replications: 1
clock: { duration: 8m, warmup: 0s }
demand:
  - name: load
    to: web
    curve: { kind: steps, steps: [ { at: 0s, rate: 2/s }, { at: 60s, rate: 6/s } ] }
    request: { steps: [ { cpu: 500ms } ] }
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    desired: 4
    bounds: { min: 4, max: 20 }
    scaling: [ { kind: target-tracking, metric: cpu, target: 40 %, scaleOutCooldown: 60s } ]
`;

test("brackets that were stopped are not left out without a word", async () => {
  const { predict }: typeof Predict = await built("predict");
  const { withMetricLags }: typeof MetricLags = await built("metric-lags");
  const request = { read: readGood(growing), version: "test", workers: 1 };
  const prediction = (await predict(request))!;
  const whole = await withMetricLags(request, prediction);
  const stopped = await withMetricLags({ ...request, signal: AbortSignal.abort() }, prediction);
  const sentence = "what depends on how old the metric is that scaling acts on was not looked at: stopped by the user";
  expect(whole.outcome.brackets).toBeDefined();
  expect(whole.outcome.assumptions).not.toContain(sentence);
  expect(stopped.outcome.brackets).toBeUndefined();
  expect(stopped.outcome.assumptions).toContain(sentence);
});
