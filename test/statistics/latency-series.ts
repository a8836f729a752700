import { canaryRequestsNeeded, type QuantilePlan } from "../../sim/statistics/canary-size.js";
import { bucketOf } from "../../sim/statistics/histogram.js";
import {
  ExceedanceTest,
  Histogram,
  type HistogramSnapshot,
  hasRisen,
  Moments,
  plainForm,
  planOf,
  type QuantileRatio,
  quantileRatio,
  type TestForm,
  testSeen,
} from "../../sim/statistics/index.js";
import { Random } from "../../workload/random.js";

/** Gives the latency of one request after the other, in microseconds. */
export type Series = (random: Random) => () => number;

const median = 200_000;

/** Independent requests. */
export const lognormal =
  (sigma: number): Series =>
  (random) =>
  () =>
    median * Math.exp(sigma * random.normal());

/** Logarithms that are an autoregressive series. */
export const autoregressive =
  (sigma: number, correlation: number): Series =>
  (random) => {
    let state = random.normal();
    const fresh = Math.sqrt(1 - correlation ** 2);
    return () => {
      state = correlation * state + fresh * random.normal();
      return median * Math.exp(sigma * state);
    };
  };

/** A tenth of the requests come in busy times of so many on average, in which everything takes half as long again. */
export const regimes =
  (sigma: number, length: number): Series =>
  (random) => {
    let isBusy = random.uniform() < 0.1;
    return () => {
      if (random.uniform() < (isBusy ? 1 : 1 / 9) / length) isBusy = !isBusy;
      return median * (isBusy ? 1.5 : 1) * Math.exp(sigma * random.normal());
    };
  };

/** What requests wait and are served at one server with exponential times (Lindley's recursion), from a stationary start. */
export const queue =
  (load: number): Series =>
  (random) => {
    let waits = random.uniform() < load ? random.exponential() / (1 - load) : 0;
    return () => {
      const service = random.exponential();
      const sojourn = waits + service;
      waits = Math.max(0, sojourn - random.exponential() / load);
      return median * sojourn;
    };
  };

/** A canary and its baseline beside each other, in a hundred and twenty stretches. */
export function pair(series: Series, canary: number, baseline: number, seed: number, run: number): QuantileRatio {
  const [own, other] = [canary, baseline].map((count, arm) =>
    stretchesOf(series(Random.stream(seed, "series", run, arm)), count),
  );
  return quantileRatio(
    own.map((snapshot, at) => ({ canary: snapshot, baseline: other[at] })),
    0.99,
  )!;
}

const stretches = 120;

/** Each stretch by itself, since a window over one histogram would look at all of its buckets each time. */
function stretchesOf(next: () => number, count: number): readonly HistogramSnapshot[] {
  return Array.from({ length: stretches }, (_, at) => {
    const until = Math.round((count * (at + 1)) / stretches);
    return snapshotOf(Array.from({ length: until - Math.round((count * at) / stretches) }, () => Math.round(next())));
  });
}

function snapshotOf(values: readonly number[]): HistogramSnapshot {
  const buckets = values.map(bucketOf);
  const firstBucket = Math.min(...buckets);
  const counts = new Uint32Array(Math.max(...buckets) - firstBucket + 1);
  for (const bucket of buckets) counts[bucket - firstBucket]++;
  return { sum: values.reduce((sum, value) => sum + value, 0), max: Math.max(...values), firstBucket, counts };
}

/** A test with what it is planned with. */
export interface PlannedTest {
  readonly plan: QuantilePlan;
  readonly form: TestForm;
}

/** The rise that is to be found. */
const regression = 0.15;
const asked = { p: 0.99, level: 0.05, power: 0.8 };

/** The test of independent requests, by the closed form alone. */
export function closedForm(sigma: number): PlannedTest {
  return { plan: { ...asked, sigma, inflation: 1 }, form: plainForm };
}

/** The test as runs of a series show it, first on many answers, then on as many as are needed: as `sim canary` reads it off its simulation. */
export function plannedBy(series: Series, share: number, seed: number, runs: number, count = 20_000): PlannedTest {
  let answers = count;
  let planned = closedForm(1);
  for (const round of [0, 1, 2]) {
    // The first rounds find the length alone.
    const looks = Array.from({ length: round === 2 ? runs : Math.ceil(runs / 4) }, (_, run) =>
      pair(series, answers, Math.round((answers * (1 - share)) / share), seed + round, run),
    );
    const seen = testSeen(looks);
    planned = { plan: planOf(seen, asked), form: seen.form };
    answers = Math.round(canaryRequestsNeeded(planned.plan, regression, { share }));
  }
  return planned;
}

/** How often the test finds a regression, and how often it raises a false alarm, on as many requests as its plan needs. */
export function judged(series: Series, { plan, form }: PlannedTest, share: number, seed: number, runs: number) {
  const canary = Math.round(canaryRequestsNeeded(plan, regression, { share }));
  const baseline = Math.round((canary * (1 - share)) / share);
  let [found, alarms] = [0, 0];
  for (let run = 0; run < runs; run++) {
    const ratio = pair(series, canary, baseline, seed, run);
    // What takes 15 % longer has the same shape, so that its ratio alone is higher.
    if (hasRisen({ ...ratio, logRatio: ratio.logRatio + Math.log1p(regression) }, plan.level, form)) found++;
    if (hasRisen(ratio, plan.level, form)) alarms++;
  }
  return { canary, power: found / runs, size: alarms / runs };
}

/** How often a test that is looked at after each stretch finds what takes `slower` times as long, and on how many answers. */
export function peekedAt(
  series: Series,
  { share, inflation, slower }: { readonly share: number; readonly inflation: number; readonly slower: number },
  {
    stretch,
    most,
    seed,
    runs,
  }: { readonly stretch: number; readonly most: number; readonly seed: number; readonly runs: number },
) {
  const answers: number[] = [];
  for (let run = 0; run < runs; run++) {
    const [canary, baseline] = ["canary", "baseline"].map((arm) => series(Random.stream(seed, "peeked", run, arm)));
    const found = evidenceFrom(
      () => slower * canary(),
      baseline,
      new ExceedanceTest(0.01, inflation),
      share,
      stretch,
      most,
    );
    if (found !== null) answers.push(found);
  }
  return { found: answers.length / runs, answers: Moments.of(answers).mean };
}

/** After how many answers of the canary the evidence passes twenty; null: never. */
function evidenceFrom(
  canary: () => number,
  baseline: () => number,
  test: ExceedanceTest,
  share: number,
  stretch: number,
  most: number,
): number | null {
  const seen = new Histogram();
  const others = Math.round((stretch * (1 - share)) / share);
  const draw = (next: () => number, count: number) => Array.from({ length: count }, () => Math.round(next()));
  for (let at = 0; at < most; at += stretch) {
    const [own, beside] = [draw(canary, stretch), draw(baseline, others)];
    if (seen.count > 0) {
      const limit = seen.quantile(0.99);
      const above = (values: readonly number[]) => ({
        count: values.length,
        above: values.filter((value) => value > limit).length,
      });
      test.add(above(own), above(beside));
      if (test.evidence >= 20) return at + stretch;
    }
    for (const value of beside) seen.record(value);
  }
  return null;
}
