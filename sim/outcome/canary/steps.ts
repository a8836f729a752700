import type { ObservedRollout, ObservedStep } from "../../facts/aspects/observed-rollout.js";
import type { Estimate } from "../../facts/estimates.js";
import {
  type Baseline,
  canaryRequestsNeeded,
  hasRisen,
  Moments,
  powerOn,
  type QuantilePlan,
  type QuantileRatio,
  requestsForProportion,
  ruleOfThree,
  smallestFound,
  varianceInterval,
} from "../../statistics/index.js";
import { sum } from "../../statistics/sum.js";
import { nothing } from "../estimate.js";
import type { CanaryQuestion, CanaryStep, ErrorNeed } from "./outcome.js";
import { amountOfRuns, meanOfRuns, shareOf } from "./shares.js";
import type { Traffic } from "./traffic.js";

/** The quantile that is looked at. */
const p = 0.99;
/** Five answers beyond the p99: from there on the test keeps what the closed form promises. */
const answersMin = 500;

/** A step as its scenario plans it: what the canary gets of the traffic, and for how long. */
export interface PlannedStep {
  readonly share: number;
  readonly minutes: number;
}

/** What the steps of a rollout are told from. */
export interface StepsRequest {
  readonly planned: readonly PlannedStep[];
  /** When the first begins, in minutes of the run. */
  readonly since: number;
  /** Of an equal revision, a rollout of each replication. */
  readonly equal: readonly ObservedRollout[];
  readonly traffic: Traffic;
  readonly question: CanaryQuestion;
  /** Rises of p99 that the needs are told of. */
  readonly regressions: readonly number[];
  /** Of errors, by an abort rule; null without one. */
  readonly errorLimit: number | null;
}

/** Tells of each planned step how much it sees and what that can decide; where the simulation did not come to it, in closed form. */
export function canarySteps(request: StepsRequest): readonly CanaryStep[] {
  const steps: CanaryStep[] = [];
  let since = request.since;
  let before = { sigma: meanOfRuns(request.equal.map(({ tail }) => tail?.sigma ?? Number.NaN)), inflation: one };
  for (const [at, planned] of request.planned.entries()) {
    const seen = request.equal.flatMap(({ steps }) => steps[at] ?? []);
    since = meanOfRuns(seen.map(({ sinceMinutes }) => sinceMinutes)).value ?? since;
    const earlier = steps.reduce((sum, { baseline }) => sum + (baseline.value ?? 0), 0);
    const step = canaryStep(request, planned, { seen, since, earlier, before });
    if (step.sigma.value !== null && step.inflation.value !== null) before = step;
    steps.push(step);
    since += planned.minutes;
  }
  return steps;
}

const one: Estimate = { ...nothing, value: 1 };

interface StepSeen {
  readonly seen: readonly ObservedStep[];
  readonly since: number;
  /** Answers of the baseline in the steps before, which a canary with all of the traffic is held against. */
  readonly earlier: number;
  /** What the step before has told of the latency. */
  readonly before: Pick<CanaryStep, "sigma" | "inflation">;
}

function canaryStep(request: StepsRequest, planned: PlannedStep, of: StepSeen): CanaryStep {
  const { question, traffic, regressions } = request;
  const { seen, since, earlier } = of;
  const looks = seen.flatMap((step) => lastLook(step, planned.minutes) ?? []);
  const told = looks.length > 0;
  const sigma = told ? meanOfRuns(looks.map((look) => look.sigma)) : of.before.sigma;
  const inflation = told ? inflationOf(looks) : of.before.inflation;
  const scatter = scatterOf(looks);
  const plan = planOf(question, sigma.value ?? Number.NaN, inflation.value ?? 1, scatter);
  const expected = traffic.between(since, since + planned.minutes);
  const canary = requestsOf(seen, "canary", planned.minutes) ?? exactly(expected * planned.share);
  const beside = requestsOf(seen, "baseline", planned.minutes) ?? exactly(expected * (1 - planned.share));
  const held: Baseline = planned.share < 1 ? { share: planned.share } : { requests: earlier };
  const against = planned.share < 1 ? beside.value! : earlier;
  // The baseline has to tell a p99 too.
  const both = (requests: number) =>
    Math.max(requests / planned.share, planned.share < 1 ? answersMin / (1 - planned.share) : 0);
  const minutesFor = (requests: number) => traffic.minutesUntil(both(requests), since);
  const known = sigma.value !== null;
  const closedForm = (regression: number) => canaryRequestsNeeded(plan, regression, held);
  const needs = (regression: number) => Math.max(answersMin, closedForm(regression));
  const needed = needs(question.regression);
  const isEnough = known && needed <= canary.value! && against >= answersMin;
  return {
    share: planned.share,
    plannedMinutes: planned.minutes,
    isSimulated: seen.length > 0,
    canary,
    baseline: beside,
    sigma,
    inflation,
    scatter,
    needsBy: beyondTest(scatter) > 1 ? "simulation" : "closed form",
    errors:
      request.errorLimit === null ? null : errorsOf(request.errorLimit, seen, planned.share, question, minutesFor),
    needs: regressions.map((regression) => {
      const requests = needs(regression);
      return {
        regression,
        requests: finite(requests),
        closedForm: finite(closedForm(regression)),
        minutes: finite(minutesFor(requests)),
      };
    }),
    power: known ? powerOn(plan, question.regression, canary.value!, against) : null,
    ...testedBy(looks, seen, question),
    smallestFound: known ? finite(smallestFound(plan, canary.value!, against)) : null,
    verdict: planned.minutes === 0 ? "no time planned" : isEnough ? "long enough" : "too short",
    remedy:
      planned.minutes === 0 || isEnough
        ? null
        : {
            moreMinutes: finite(minutesFor(needed) - planned.minutes),
            share:
              planned.share === 1 ? null : shareFor(closedForm(question.regression) * (1 - planned.share), expected),
          },
  };
}

/** What the test made of the simulated runs: of a canary that is as much slower as is asked, and of the healthy one. */
function testedBy(
  looks: readonly QuantileRatio[],
  seen: readonly ObservedStep[],
  { regression, level }: CanaryQuestion,
): Pick<CanaryStep, "powerSimulated" | "falseAlarms" | "falseAlarmsPeeking"> {
  const slower = (look: QuantileRatio) => ({ ...look, logRatio: look.logRatio + Math.log1p(regression) });
  const looked = seen.filter((step) => step.looks.length > 0);
  return {
    powerSimulated: shareOf(looks.map((look) => hasRisen(slower(look), level))),
    falseAlarms: shareOf(looks.map((look) => hasRisen(look, level))),
    falseAlarmsPeeking: shareOf(looked.map((step) => step.looks.some((look) => hasRisen(look, level)))),
  };
}

/** The plan of a test as the simulation found the latency; where runs scatter by more than the test knows, by that too. */
function planOf({ level, power }: CanaryQuestion, sigma: number, inflation: number, scatter: Estimate): QuantilePlan {
  return { p, sigma, inflation: inflation * beyondTest(scatter), level, power };
}

/** By how much runs scatter beyond what the test takes them for, where that is no chance; else 1. */
function beyondTest({ value, low }: Estimate): number {
  return low !== null && low > 1 ? value! : 1;
}

function errorsOf(
  limit: number,
  seen: readonly ObservedStep[],
  share: number,
  question: CanaryQuestion,
  minutesFor: (requests: number) => number,
): ErrorNeed {
  const rates = seen.map(
    ({ canary, baseline }) => (canary.failed + baseline.failed) / (canary.requests + baseline.requests),
  );
  const all = sum(seen.map(({ canary, baseline }) => canary.requests + baseline.requests));
  const mean = amountOfRuns(rates);
  const healthy = mean.value === 0 && all > 0 ? { ...mean, high: ruleOfThree(all) } : mean;
  const requests = requestsForProportion({ before: healthy.value ?? 0, after: limit }, question, share);
  return { limit, healthy, requests: finite(requests), minutes: finite(minutesFor(requests)) };
}

/**
 * The least share f of so many requests in which a step decides: f(1 − f) of them are worth as many as `alone`, of a canary
 * beside a known baseline, and either revision tells a p99. Null where half of them is not enough.
 */
function shareFor(alone: number, requests: number): number | null {
  const root = 1 - (4 * alone) / requests;
  const share = Math.max((1 - Math.sqrt(Math.max(0, root))) / 2, answersMin / requests);
  return root >= 0 && share <= 0.5 ? share : null;
}

/** What the planned time told; launches between steps make a step last longer. */
function lastLook({ looks }: ObservedStep, minutes: number) {
  return looks.findLast((look) => look.minutes <= minutes + 0.01) ?? looks.at(-1);
}

function requestsOf(seen: readonly ObservedStep[], arm: "canary" | "baseline", minutes: number): Estimate | null {
  const whole = seen.filter((step) => step.minutes > 0 && step.minutes >= minutes - 0.01);
  if (whole.length === 0 || minutes === 0) return minutes === 0 ? exactly(0) : null;
  return meanOfRuns(whole.map((step) => (step[arm].requests * minutes) / step.minutes));
}

function scatterOf(looks: readonly { readonly logRatio: number; readonly standardError: number }[]): Estimate {
  if (looks.length < 2) return nothing;
  const { variance } = Moments.of(looks.map(({ logRatio }) => logRatio));
  const taken = Moments.of(looks.map(({ standardError }) => standardError ** 2)).mean;
  const { low, high } = varianceInterval(variance / taken, looks.length - 1);
  return { value: variance / taken, low, high, predictedRange: null };
}

/** Runs tell together what a single one cannot: how much of the dependence goes beyond a stretch. */
function inflationOf(looks: readonly Pick<QuantileRatio, "inflation" | "adjacent">[]): Estimate {
  const beyond = 1 + 2 * Math.max(0, Moments.of(looks.map(({ adjacent }) => adjacent)).mean);
  return meanOfRuns(looks.map((look) => look.inflation * beyond));
}

function exactly(value: number): Estimate {
  return { ...nothing, value };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
