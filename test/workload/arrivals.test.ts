import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { second } from "../../scenarios/language/units/time.js";
import { kolmogorovSmirnov } from "../../sim/statistics/index.js";
import { arrivalsShape, createArrivals } from "../../workload/arrivals/index.js";
import { integral, type RateSegments } from "../../workload/curves/index.js";
import { sampled, segmentsOf } from "../../workload/curves/segments.js";
import { dispersionOf } from "../../workload/dispersion.js";
import { InputError, Random } from "../../workload/index.js";
import { allOf, significance, tablesOf } from "./fixture.js";

const horizonOf = (seconds: number, warmup = 0) => ({ from: -warmup * second, to: seconds * second });

function arrivalsOf(
  written: unknown,
  rates: RateSegments,
  horizon: { from: number; to: number },
  files = {},
  seed = 1,
) {
  const stream = (purpose: string) => Random.stream(seed, "arrivals", "test", purpose);
  return createArrivals(arrivalsShape.parse(written), { rates, horizon, tables: tablesOf(files), stream });
}

const level = (rate: number, horizon: { from: number; to: number }) => segmentsOf([[horizon.from, rate]], horizon);

describe("poisson", () => {
  test("on a ramp, gaps in the time that the cumulative rate keeps are exponential with mean one", () => {
    const horizon = horizonOf(3_600, 600);
    const rates = sampled((at) => 5 + at / second / 200, second, horizon);
    const times = allOf(arrivalsOf("poisson", rates, horizon));
    const gaps = times.slice(1).map((time, i) => integral(rates, times[i], time));
    expect(kolmogorovSmirnov(gaps, (x) => 1 - Math.exp(-x)).pValue).toBeGreaterThan(significance);
  });

  test("has as many arrivals as the curve's integral says, within the Poisson law", () => {
    const horizon = horizonOf(36_000);
    const rates = segmentsOf(
      [
        [0, 2],
        [3_600 * second, 0],
        [7_200 * second, 20],
      ],
      horizon,
    );
    const times = allOf(arrivalsOf("poisson", rates, horizon));
    const expected = 2 * 3_600 + 20 * 28_800;
    expect(Math.abs(times.length - expected)).toBeLessThan(3.29 * Math.sqrt(expected));
    expect(times.some((time) => time > 3_600 * second && time < 7_200 * second)).toBe(false);
  });

  test("differs from seed to seed", () => {
    const horizon = horizonOf(100);
    const [one, two] = [1, 2].map((seed) => allOf(arrivalsOf("poisson", level(5, horizon), horizon, {}, seed)));
    expect(one).not.toEqual(two);
  });
});

describe("even", () => {
  test("is a metronome to the microsecond: 20/s are 50,000 µs apart, the first half a gap after the start", () => {
    const horizon = horizonOf(10, 1);
    const times = allOf(arrivalsOf("even", level(20, horizon), horizon));
    expect(times).toEqual(Array.from({ length: 220 }, (_, i) => -1e6 + i * 50_000 + 25_000));
  });

  test("keeps its beat over a month", () => {
    const horizon = horizonOf(30 * 86_400);
    const times = allOf(arrivalsOf("even", level(0.7, horizon), horizon));
    expect(times.every((time, i) => time === Math.round(((i + 0.5) * 1e7) / 7))).toBe(true);
  });
});

describe("bursty", () => {
  const horizon = horizonOf(200_000);

  // Counts in windows of 60 s, thirty times the time scale, for which 1 + (I − 1)·(1 − τ/t·(1 − e^(−t/τ))) is the exact
  // index (Fischer and Meier-Hellstern). With n = 3,300 windows the standard error of the estimate is about
  // √(2/n)·index·(1 + tail): 15 % is 4 of them for the case with the lighter tail.
  test.each([
    [4, 2],
    [1.5, 2],
    [12, 2],
  ])("reaches a dispersion of %d in windows that are long against a time scale of %d s", (dispersion, timeScale) => {
    const rates = level(2, horizon);
    const written = { kind: "bursty", dispersion, timeScale: `${timeScale}s` };
    const estimates = [1, 2, 3].map((seed) => dispersionOf(arrivalsOf(written, rates, horizon, {}, seed))[2].index!);
    const measured = estimates.reduce((sum, index) => sum + index, 0) / estimates.length;
    const fading = (timeScale / 60) * (1 - Math.exp(-60 / timeScale));
    const exact = 1 + (dispersion - 1) * (1 - fading);
    expect(measured / exact).toBeGreaterThan(0.85);
    expect(measured / exact).toBeLessThan(1.15);
  });

  test("keeps the curve's mean rate", () => {
    const times = allOf(arrivalsOf({ kind: "bursty", dispersion: 4, timeScale: "2s" }, level(2, horizon), horizon));
    const expected = 2 * 200_000;
    expect(Math.abs(times.length - expected)).toBeLessThan(3.29 * Math.sqrt(4 * expected));
  });

  test("with a dispersion of 1 is a Poisson process", () => {
    const short = horizonOf(10_000);
    const times = allOf(arrivalsOf({ kind: "bursty", dispersion: 1, timeScale: "2s" }, level(5, short), short));
    const gaps = times.slice(1).map((time, i) => time - times[i]);
    expect(kolmogorovSmirnov(gaps, (x) => 1 - Math.exp(-x / 2e5)).pValue).toBeGreaterThan(significance);
  });
});

describe("trace", () => {
  const file = "AzureLLMInferenceTrace_code.csv";
  const text = readFileSync(new URL(`../../scenarios/data/${file}`, import.meta.url), "utf8");
  const written = { kind: "trace", file, column: "TIMESTAMP" };
  const none = level(0, horizonOf(3_600));
  const replay = (keys: object, seconds: number) =>
    allOf(arrivalsOf({ ...written, ...keys }, none, horizonOf(seconds, 60), { [file]: text }));

  test("replays real timestamps to the microsecond from the start on", () => {
    const times = replay({}, 7_200);
    // 18:17:03.979960, 18:17:04.031960, 18:17:04.078149, ...; the last is 19:14:19.928016
    expect(times.slice(0, 4)).toEqual([0, 52_000, 98_189, 140_684]);
    expect(times).toHaveLength(8_819);
    expect(times.at(-1)).toBe(3_435_948_056);
  });

  test("at twice the speed takes half the time", () => {
    const times = replay({ speed: 2 }, 7_200);
    expect(times.slice(0, 3)).toEqual([0, 26_000, 49_095]); // 98,189 ÷ 2, rounded up
    expect(times.at(-1)).toBe(1_717_974_028);
  });

  test("when it repeats, starts again one mean gap after its last arrival, and ends with the run", () => {
    const times = replay({ atEnd: "repeat" }, 7_200);
    const period = Math.round((3_435_948_056 * 8_819) / 8_818);
    expect(times[8_819]).toBe(period);
    expect(times[8_820]).toBe(period + 52_000);
    expect(times.at(-1)).toBeLessThan(7_200e6);
  });

  test("takes seconds as well, and refuses timestamps that fall", () => {
    const files = { "t.csv": "at\n10\n10.5\n10.25\n" };
    const attempt = () => arrivalsOf({ kind: "trace", file: "t.csv", column: "at" }, none, horizonOf(60), files);
    expect(attempt).toThrow(InputError);
    expect(attempt).toThrow('t.csv: expected timestamps in "at" that never fall, got an earlier one in row 3');
  });

  test("is far burstier than Poisson", () => {
    const trace = arrivalsOf(written, none, horizonOf(7_200), { [file]: text });
    for (const { index } of dispersionOf(trace)) expect(index).toBeGreaterThan(3);
  });
});

describe("the index of dispersion", () => {
  test("is 1 for Poisson arrivals on any curve, and near 0 for even ones", () => {
    const horizon = horizonOf(20_000);
    const rates = sampled((at) => 5 + 4 * Math.sin(at / 3e9), 10 * second, horizon);
    const [poisson, even] = ["poisson", "even"].map((kind) => dispersionOf(arrivalsOf(kind, rates, horizon)));
    for (const { windowS, index } of poisson) {
      const windows = 20_000 / windowS;
      expect(Math.abs(index! - 1)).toBeLessThan(3.29 * Math.sqrt((2 + 1 / (5 * windowS)) / windows));
    }
    for (const { index } of even) expect(index).toBeLessThan(0.2);
  });

  test("is not given for a run of few windows", () => {
    const horizon = horizonOf(300);
    expect(dispersionOf(arrivalsOf("poisson", level(5, horizon), horizon)).map(({ index }) => index === null)).toEqual([
      false,
      false,
      true,
    ]);
  });
});
