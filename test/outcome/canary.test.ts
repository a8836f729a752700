import { describe, expect, test } from "vitest";
import type { ObservedRollout, ObservedStep } from "../../sim/facts/aspects/observed-rollout.js";
import { stepQuestions } from "../../sim/outcome/canary/questions.js";
import { canaryRules } from "../../sim/outcome/canary/rules.js";
import { canarySteps } from "../../sim/outcome/canary/steps.js";
import { Traffic } from "../../sim/outcome/canary/traffic.js";
import type { SampledRuns } from "../../sim/outcome/effect.js";
import { sampleSheet } from "../../sim/outcome/sample.js";
import { normalQuantile } from "../../sim/statistics/index.js";

describe("traffic", () => {
  const ramp = new Traffic([60, 120, 180]);

  test("is added up between two instants, parts of minutes in proportion", () => {
    expect(ramp.between(0, 3)).toBe(360);
    expect(ramp.between(0.5, 1.5)).toBe(90);
    expect(ramp.byHour).toEqual([360]);
    expect(ramp.ratesPerS).toEqual([2]);
    expect(new Traffic(Array.from({ length: 90 }, (_, at) => (at < 60 ? 60 : 120))).ratesPerS).toEqual([1, 2]);
  });

  test("goes on with its mean where the run is shorter than a day, else with its last day", () => {
    expect(ramp.between(3, 5)).toBe(240);
    const days = new Traffic(Array.from({ length: 2_880 }, (_, at) => (at < 1_440 ? 1 : at % 1_440 < 720 ? 10 : 30)));
    expect(days.between(2_880, 2_881)).toBe(10);
    expect(days.between(2_880 + 720, 2_880 + 721)).toBe(30);
    expect(days.between(2_880 + 1_440, 2_880 + 1_441)).toBe(10);
  });

  test("comes to a number of requests after a time, or never", () => {
    expect(ramp.minutesUntil(30, 0)).toBe(0.5);
    expect(ramp.minutesUntil(120, 0.5)).toBeCloseTo(1.25, 9);
    expect(ramp.minutesUntil(360 + 240, 0)).toBeCloseTo(5, 9);
    expect(new Traffic([0, 0]).minutesUntil(1, 0)).toBe(Number.POSITIVE_INFINITY);
  });
});

const question = { regression: 0.15, power: 0.8, level: 0.05 };

function stepOf(change: Partial<ObservedStep> & { readonly logRatio?: number }): ObservedStep {
  const { logRatio = 0, ...rest } = change;
  const look = {
    ...{ minutes: 10, canary: 5_000, baseline: 95_000, logRatio, standardError: 0.0562 },
    ...{
      degreesOfFreedom: 59,
      slowErrors: [0.0562, 0.0562, 0.0562, 0.0562],
      sigma: 1,
      inflation: 1,
      adjacent: 0,
      skewness: 0,
    },
  };
  return {
    ...{ share: 0.05, sinceMinutes: 5, minutes: 10, looks: [look], broken: [[null], [null]] },
    ...{ canary: { requests: 5_000, failed: 0 }, baseline: { requests: 95_000, failed: 0 } },
    ...rest,
  };
}

const rollout = (steps: readonly ObservedStep[]): ObservedRollout => ({
  ...{ slower: [1, 1.15], rules: ["p99 <= 3s for 5m"] },
  steps,
  tail: { quantile: 2e6, sigma: 1 },
});

/** 10,000 requests a minute for two hours. */
const traffic = new Traffic(new Array<number>(120).fill(10_000));
const asked = { since: 5, traffic, question, regressions: [0.05, 0.15], errorLimit: null };

describe("a step", () => {
  test("decides otherwise where latencies scatter so that it needs clearly more answers than it gets", () => {
    const planned = [{ share: 0.05, minutes: 10 }];
    const [decides, ...rest] = stepQuestions("web", { ...asked, planned });
    expect(rest).toEqual([]);
    const sheet = sampleSheet({}, [], () => 0);
    const runs = (sigma: number): readonly SampledRuns[] => {
      const looks = (run: number) => [
        { ...stepOf({ logRatio: 0.07 * Math.sin(run) }).looks[0], sigma: sigma + 0.02 * Math.sin(2 * run) },
      ];
      const samples = Array.from({ length: 20 }, (_, index) => ({
        ...{
          index,
          stratum: null,
          digest: "",
          aborted: null,
          readings: {},
          scores: [],
          lines: [],
          latency: {},
          usage: [],
        },
        rollouts: { web: rollout([stepOf({ looks: looks(index) })]) },
      }));
      return [{ sheet, strata: [], samples }];
    };
    // 4,643 answers with sigma 1, of 5,000; 1.2² times as many with 1.2; and with 1.035 nearly those that there are.
    expect(decides.ask(runs(1))).toEqual({ verdict: "long enough", isDecided: true });
    expect(decides.ask(runs(1.2))).toEqual({ verdict: "too short", isDecided: true });
    expect(decides.ask(runs(1.0375)).isDecided).toBe(false);
    expect(decides.chance(runs(1.2), runs(1))).toBeLessThan(0.001);
  });

  const equal = Array.from({ length: 20 }, (_, run) => rollout([stepOf({ logRatio: 0.0562 * Math.sin(run) * 1.3 })]));

  test("of 5 % needs the 4,643 answers of the closed form: 9.3 minutes of 500 a minute", () => {
    const [step] = canarySteps({ ...asked, planned: [{ share: 0.05, minutes: 10 }], equal });
    expect(step.needs[1].requests).toBeCloseTo(4_643.4, 0);
    expect(step.needs[1].minutes).toBeCloseTo(4_643.4 / 500, 2);
    expect(step.needs[0].requests! / step.needs[1].requests!).toBeCloseTo((Math.log(1.15) / Math.log(1.05)) ** 2, 6);
    expect(step).toMatchObject({ verdict: "long enough", needsBy: "closed form", remedy: null });
    expect(step.power).toBeCloseTo(0.825, 2);
  });

  test("counts with a healthy canary that is surely faster than the baseline: +15 % shows as less", () => {
    const mean = -0.02;
    const logs = Array.from({ length: 200 }, (_, run) => mean + 0.0562 * normalQuantile((run + 0.5) / 200));
    const equal = logs.map((logRatio) => rollout([stepOf({ logRatio })]));
    const [step] = canarySteps({ ...asked, planned: [{ share: 0.05, minutes: 10 }], equal });
    // 2 % of a standard error of 0.056 in 200 runs is five standard errors of the mean.
    expect(step.healthyRise.value).toBeCloseTo(Math.expm1(mean), 3);
    expect(step.needsBy).toBe("simulation");
    const factor = (Math.log(1.15) / (Math.log(1.15) + mean)) ** 2;
    expect(step.needs[1].requests! / 4_643.4).toBeCloseTo(factor, 2);
    // By hand Φ(0.1198 / 0.0542 − 1.645) in closed form, and Φ(0.1198 / 0.0562 − 1.671) of the test, with 59 degrees of freedom.
    expect(step.power).toBeCloseTo(0.714, 2);
    expect(step.powerSimulated.value).toBeCloseTo(0.677, 2);
    const few = canarySteps({
      ...asked,
      planned: [{ share: 0.05, minutes: 10 }],
      equal: equal.filter((_, at) => at % 20 === 9),
    });
    expect(few[0].needsBy).toBe("closed form");
  });

  test("that is too short says what time or what share would do", () => {
    const seen = stepOf({
      minutes: 4,
      canary: { requests: 2_000, failed: 0 },
      baseline: { requests: 38_000, failed: 0 },
    });
    const [step] = canarySteps({ ...asked, planned: [{ share: 0.05, minutes: 4 }], equal: [rollout([seen])] });
    expect(step.verdict).toBe("too short");
    expect(step.remedy!.moreMinutes).toBeCloseTo(4_643.4 / 500 - 4, 2);
    // f(1 − f) of 40,000 requests have to be the 4,411 that a canary beside a known baseline needs.
    const { share } = step.remedy!;
    expect(share! * (1 - share!) * 40_000).toBeCloseTo(4_411.2, 0);
    expect(share!).toBeLessThan(0.5);
  });

  test("says how the test does on the answers that are needed only where runs came to so many", () => {
    const [look] = stepOf({}).looks;
    const looks = [
      { ...look, minutes: 2, canary: 1_000, logRatio: 0 },
      { ...look, minutes: 10, logRatio: 0.1 },
    ];
    const needs = (looks: ObservedStep["looks"]) => {
      const equal = [rollout([stepOf({ looks })])];
      return canarySteps({ ...asked, planned: [{ share: 0.05, minutes: 10 }], equal })[0].needs;
    };
    // +15 % needs 9.3 minutes and +5 % 74, where none was looked at.
    const [far, near] = needs(looks);
    expect(near.powerSimulated.value).toBe(1);
    expect(near.falseAlarms.value).toBe(1);
    expect(far).toMatchObject({ powerSimulated: { value: null }, falseAlarms: { value: null } });
    const [, short] = needs(looks.slice(0, 1));
    expect(short.powerSimulated.value).toBeNull();
  });

  test("for which no share is enough says so, and one that nobody asks anything of has no time either", () => {
    const thin = new Traffic(new Array<number>(120).fill(20));
    const [step] = canarySteps({
      ...asked,
      traffic: thin,
      planned: [{ share: 0.05, minutes: 10 }],
      equal: [rollout([])],
    });
    expect(step).toMatchObject({ isSimulated: false, verdict: "too short" });
    expect(step.remedy!.share).toBeNull();
    expect(step.remedy!.moreMinutes).toBeCloseTo(4_643.4 - 10, 0);
    const none = new Traffic([0, 0]);
    const [never] = canarySteps({
      ...asked,
      traffic: none,
      planned: [{ share: 0.05, minutes: 10 }],
      equal: [rollout([])],
    });
    expect(never.remedy).toEqual({ moreMinutes: null, share: null, moreMinutesRange: null, shareRange: null });
  });

  test("with all of the traffic is held against what the steps before it have answered", () => {
    const planned = [
      { share: 0.05, minutes: 10 },
      { share: 1, minutes: 0 },
    ];
    const [, last] = canarySteps({ ...asked, planned, equal });
    expect(last.verdict).toBe("no time planned");
    // 1/n = 1/4411.2 − 1/95,000
    expect(last.needs[1].requests).toBeCloseTo(1 / (1 / 4_411.25 - 1 / 95_000), 0);
  });

  test("is told of by simulation where runs scatter by more than the test takes them for", () => {
    const wild = Array.from({ length: 20 }, (_, run) => rollout([stepOf({ logRatio: 0.3 * Math.sin(run) })]));
    const [step] = canarySteps({ ...asked, planned: [{ share: 0.05, minutes: 10 }], equal: wild });
    expect(step.needsBy).toBe("simulation");
    expect(step.needs[1].requests).toBeCloseTo(4_643.4 * step.scatter.value!, -1);
  });

  test("tells how sure its plan is: as the variance that runs show scatters, squares of sigmas and all", () => {
    const sigmas = Array.from({ length: 20 }, (_, run) => 1 + 0.1 * Math.sin(1.7 * run));
    const uneven = equal.map((each, run) => ({
      ...each,
      steps: each.steps.map((step) => ({
        ...step,
        looks: step.looks.map((look) => ({ ...look, sigma: sigmas[run] })),
      })),
    }));
    const [step] = canarySteps({ ...asked, planned: [{ share: 0.05, minutes: 10 }], equal: uneven });
    // By the delta method: 2 standard errors of the mean of sigma over it, times Student's quantile for 19 degrees of freedom.
    const mean = sigmas.reduce((sum, each) => sum + each, 0) / 20;
    const variance = sigmas.reduce((sum, each) => sum + (each - mean) ** 2, 0) / 19;
    const half = (2.093 * 2 * Math.sqrt(variance / 20)) / mean;
    const { requests, requestsRange, minutesRange } = step.needs[1];
    expect(requestsRange!.low / requests!).toBeCloseTo(Math.exp(-half), 3);
    expect(requestsRange!.high! / requests!).toBeCloseTo(Math.exp(half), 3);
    expect(minutesRange!.high! / minutesRange!.low).toBeCloseTo(requestsRange!.high! / requestsRange!.low, 6);
    expect(step.powerRange!.low).toBeLessThan(step.power!);
    expect(step.powerRange!.high!).toBeGreaterThan(step.power!);
    expect(step.smallestRange!.high! / step.smallestRange!.low).toBeCloseTo(Math.exp(half), 1);
  });

  test("of which one run tells has no range", () => {
    const [step] = canarySteps({ ...asked, planned: [{ share: 0.05, minutes: 10 }], equal: equal.slice(0, 1) });
    expect(step).toMatchObject({ varianceRange: null, powerRange: null, smallestRange: null });
  });

  test("needs no fewer answers than tell a p99 at all", () => {
    const narrow = equal.map((each) => ({
      ...each,
      steps: [stepOf({})].map((step) => ({ ...step, looks: step.looks.map((look) => ({ ...look, sigma: 0.1 })) })),
    }));
    const [step] = canarySteps({ ...asked, planned: [{ share: 0.05, minutes: 10 }], equal: narrow });
    expect(step.needs[1].requests).toBe(500);
  });

  test("bounds errors that no run showed by three in all requests", () => {
    const [step] = canarySteps({ ...asked, planned: [{ share: 0.05, minutes: 10 }], equal, errorLimit: 0.01 });
    expect(step.errors!.healthy).toMatchObject({ value: 0, low: 0, high: 3 / (20 * 100_000) });
    expect(step.errors!.requests).toBeGreaterThan(100);
  });
});

describe("a rule", () => {
  const broken = (own: number | null, slower: number | null) => stepOf({ broken: [[own], [slower]] });

  test("has its shares of rollouts, at most three in n of what no run showed, and who saw the release until then", () => {
    const equal = [...Array.from({ length: 19 }, () => rollout([broken(null, 5)])), rollout([broken(4, 2)])];
    const [rule] = canaryRules({ equal, spiked: null, release: null, own: 1, level: 0.05, forms: [] });
    expect(rule.isOwn).toBe(true);
    expect(rule.falseAborts.value).toBe(1 / 20);
    const [detection] = rule.detections;
    expect(detection).toMatchObject({ regression: 0.15, aborted: { value: 1, low: 1 - 3 / 20, high: 1 } });
    expect(detection.minutes.value).toBeCloseTo((19 * 5 + 2) / 20, 9);
    // 5,000 requests in ten minutes
    expect(detection.exposed.value).toBeCloseTo(500 * ((19 * 5 + 2) / 20), 6);
  });

  test("that is broken in a later step has let the whole of the earlier ones be seen", () => {
    const later = { ...broken(null, 3), sinceMinutes: 16, canary: { requests: 20_000, failed: 0 } };
    const [rule] = canaryRules({
      equal: [rollout([broken(null, null), later])],
      spiked: null,
      release: null,
      own: 0,
      level: 0.05,
      forms: [],
    });
    expect(rule.falseBySteps.map(({ value }) => value)).toEqual([0, 0]);
    expect(rule.detections[0].minutes.value).toBe(16 - 5 + 3);
    expect(rule.detections[0].exposed.value).toBe(5_000 + 6_000);
  });

  test("the test at the end of a step sees what is slower by its logarithm", () => {
    const near = 1.671 * 0.0562;
    const at = (logRatio: number) =>
      canaryRules({
        equal: [rollout([stepOf({ logRatio })])],
        spiked: null,
        release: null,
        own: 0,
        level: 0.05,
        forms: [],
      })[1];
    expect(at(near + 0.001).falseAborts.value).toBe(1);
    expect(at(near - 0.001).falseAborts.value).toBe(0);
    expect(at(near - 0.001 - Math.log(1.15)).detections[0].aborted.value).toBe(0);
    expect(at(near + 0.001 - Math.log(1.15)).detections[0].aborted.value).toBe(1);
  });
});
