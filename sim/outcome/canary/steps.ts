import type { ObservedRollout, ObservedStep } from "../../facts/aspects/observed-rollout.js";
import type { Estimate } from "../../facts/estimates.js";
import {
  type Baseline,
  canaryRequestsNeeded,
  type Interval,
  powerOn,
  type QuantilePlan,
  requestsForProportion,
  ruleOfThree,
  smallestFound,
} from "../../statistics/index.js";
import { sum } from "../../statistics/sum.js";
import { nothing } from "../estimate.js";
import type { CanaryQuestion, CanaryStep, ErrorNeed, PlannedRange, StepNeed, StepRemedy } from "./outcome.js";
import { amountOfRuns, meanOfRuns } from "./shares.js";
import {
  behind,
  isReached,
  judgedBy,
  type KnownLatency,
  peekedAt,
  shownAs,
  type TestAfter,
  testAfter,
} from "./test-after.js";
import type { Traffic } from "./traffic.js";

/** Five answers beyond the p99: from there on the test keeps what the closed form promises. */
const answersMin = 500;

/** A step as its scenario plans it: what the canary gets of the traffic, and for how long. */
export interface PlannedStep {
  readonly share: number;
  readonly minutes: number;
}

/** The inputs of the steps of a rollout. */
export interface StepsRequest {
  readonly planned: readonly PlannedStep[];
  /** When the first begins, in minutes of the run. */
  readonly since: number;
  /** Rollouts of an equal revision, one per replication. */
  readonly equal: readonly ObservedRollout[];
  readonly traffic: Traffic;
  readonly question: CanaryQuestion;
  /** Rises of p99 that the needs are told of. */
  readonly regressions: readonly number[];
  /** Limit of the error rate in an abort rule; null without one. */
  readonly errorLimit: number | null;
}

/** Tells of each planned step how much it sees and what that can decide; where the simulation did not come to it, in closed form. */
export function canarySteps(request: StepsRequest): readonly CanaryStep[] {
  const steps: CanaryStep[] = [];
  let since = request.since;
  const sigma = meanOfRuns(request.equal.map(({ tail }) => tail?.sigma ?? Number.NaN));
  let before: KnownLatency = { sigma, inflation: exactly(1), varianceRange: varianceBy(sigma) };
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

/** The variance goes by the square of sigma. */
function varianceBy({ value, low, high }: Estimate): Interval | null {
  if (value === null || low === null || high === null) return null;
  return { low: (Math.max(0, low) / value) ** 2, high: (high / value) ** 2 };
}

interface StepSeen {
  readonly seen: readonly ObservedStep[];
  readonly since: number;
  /** Answers of the baseline in the steps before, which a canary with all of the traffic is held against. */
  readonly earlier: number;
  /** Latency as known from the step before. */
  readonly before: KnownLatency;
}

function canaryStep(request: StepsRequest, planned: PlannedStep, of: StepSeen): CanaryStep {
  const { question, traffic, regressions } = request;
  const { seen, since, earlier } = of;
  const test = testAfter(planned.minutes, seen, question, of.before);
  const expected = traffic.between(since, since + planned.minutes);
  const canary = requestsOf(seen, "canary", planned.minutes) ?? exactly(expected * planned.share);
  const beside = requestsOf(seen, "baseline", planned.minutes) ?? exactly(expected * (1 - planned.share));
  const against = planned.share < 1 ? beside.value! : earlier;
  // The baseline has to tell a p99 too.
  const both = (requests: number) =>
    Math.max(requests / planned.share, planned.share < 1 ? answersMin / (1 - planned.share) : 0);
  const minutesFor = (requests: number) => traffic.minutesUntil(both(requests), since);
  const held: Baseline = planned.share < 1 ? { share: planned.share } : { requests: earlier };
  const needs = regressions.map((regression) =>
    needOf(regression, test, held, { minutesFor, after: (time) => testAfter(time, seen, question, test) }),
  );
  const needed = needs[regressions.indexOf(question.regression)];
  const isEnough = test.sigma.value !== null && (needed.requests ?? Infinity) <= canary.value! && against >= answersMin;
  const powerOf = (regression: number, plan = test.plan, shift = test.shift) =>
    powerOn(plan, shownAs(regression, shift), canary.value!, against);
  const known = test.sigma.value !== null;
  const smallest = (plan: QuantilePlan, shift: number) => behind(smallestFound(plan, canary.value!, against), shift);
  return {
    share: planned.share,
    plannedMinutes: planned.minutes,
    isSimulated: seen.length > 0,
    canary,
    baseline: beside,
    sigma: test.sigma,
    inflation: test.inflation,
    varianceRange: test.varianceRange,
    scatter: test.scatter,
    healthyRise: test.healthyRise,
    test: test.form,
    needsBy: needed.by,
    errors:
      request.errorLimit === null ? null : errorsOf(request.errorLimit, seen, planned.share, question, minutesFor),
    needs: needs.map(({ closedFormRange: _, ...need }) => need),
    power: known ? powerOf(question.regression) : null,
    powerRange: rangeOf(test, (plan, shift) => powerOf(question.regression, plan, shift)),
    powerCurve: known ? curveRises.map((regression) => ({ regression, power: powerOf(regression) })) : [],
    ...judgedBy(test, question.regression, question.level),
    falseAlarmsPeeking: peekedAt(seen, test.form, question.level),
    smallestFound: known ? finite(smallest(test.plan, test.shift)) : null,
    smallestRange: rangeOf(test, smallest),
    verdict: planned.minutes === 0 ? "no time planned" : isEnough ? "long enough" : "too short",
    remedy: planned.minutes === 0 || isEnough ? null : remedyOf(planned, needed, expected),
  };
}

function remedyOf(
  planned: PlannedStep,
  { minutes, minutesRange, closedFormRange, closedForm }: FoundNeed,
  expected: number,
): StepRemedy {
  const moreOf = (minutes: number) => Math.max(0, minutes - planned.minutes);
  const shareOf = (requests: number) => shareFor(requests * (1 - planned.share), expected);
  const isShare = planned.share < 1 && closedForm !== null;
  const least = isShare && closedFormRange !== null ? shareOf(closedFormRange.low) : null;
  return {
    moreMinutes: minutes === null ? null : minutes - planned.minutes,
    share: isShare ? shareOf(closedForm) : null,
    moreMinutesRange: minutesRange && {
      low: moreOf(minutesRange.low),
      high: minutesRange.high && moreOf(minutesRange.high),
    },
    shareRange: least === null ? null : { low: least, high: closedFormRange!.high && shareOf(closedFormRange!.high) },
  };
}

/**
 * The ends of what a plan comes to, where its variance, and how fast a healthy canary is if that counts, lie at the ends of
 * their intervals.
 */
function rangeOf(
  { plan, varianceRange, shift, healthyRise }: TestAfter,
  of: (plan: QuantilePlan, shift: number) => number,
): PlannedRange | null {
  if (varianceRange === null || Number.isNaN(plan.sigma)) return null;
  const shifts = shift === 0 ? [0] : [healthyRise.low!, healthyRise.high!].map(Math.log1p);
  const ends = [varianceRange.low, varianceRange.high].flatMap((share) =>
    shifts.map((each) => of({ ...plan, inflation: plan.inflation * share }, each)),
  );
  const low = Math.min(...ends);
  return Number.isFinite(low) ? { low, high: finite(Math.max(...ends)) } : null;
}

/** A need, and the interval of the closed form alone. */
interface FoundNeed extends StepNeed {
  readonly closedFormRange: PlannedRange | null;
}

/** Rises of p99 by which a curve of the power is drawn: to 50 %, every 2 %. */
const curveRises = Array.from({ length: 26 }, (_, at) => at / 50);

/** Most iterations between a guess and the length of a step. */
const roundsMost = 4;

/**
 * Need of a rise, by the test as runs show it after that time, since dependence that matters in a short step need not
 * in a long one. Beyond the simulated time the test's form at its end is used, and no run shows its power.
 */
function needOf(
  regression: number,
  planned: TestAfter,
  held: Baseline,
  of: { readonly minutesFor: (requests: number) => number; readonly after: (minutes: number) => TestAfter },
): FoundNeed {
  const needBy = (test: TestAfter) => {
    const needed = (plan: QuantilePlan, shift: number) => canaryRequestsNeeded(plan, shownAs(regression, shift), held);
    const closedForm = needed(test.plan, test.shift);
    const requests = Math.max(answersMin, closedForm);
    const closedFormRange = rangeOf(test, needed);
    const requestsRange = closedFormRange && atLeast(closedFormRange, answersMin);
    return {
      regression,
      requests: finite(requests),
      closedForm: finite(closedForm),
      minutes: finite(of.minutesFor(requests)),
      ...{ requestsRange, minutesRange: minutesOf(requestsRange, of.minutesFor), closedFormRange },
      by: test.form.factor > 1 || test.shift !== 0 ? ("simulation" as const) : ("closed form" as const),
    };
  };
  let test = planned;
  let need = needBy(test);
  for (let round = 0; round < roundsMost && need.minutes !== null; round++) {
    const next = of.after(need.minutes);
    if (next.minutes === test.minutes) break;
    test = next;
    const again = needBy(test);
    // Where two lengths each ask for the other, the longer one is safe.
    const isLast = round === roundsMost - 1 && need.requests! > (again.requests ?? Infinity);
    if (!isLast) need = again;
  }
  return { ...need, ...simulatedAfter(need.minutes, regression, of.after) };
}

/** What the test makes of runs after so long; nothing where they end before. */
function simulatedAfter(minutes: number | null, regression: number, after: (minutes: number) => TestAfter) {
  const test = minutes === null ? null : after(minutes);
  if (test === null || !isReached(test, minutes!)) return { powerSimulated: nothing, falseAlarms: nothing };
  return judgedBy(test, regression, test.plan.level);
}

function atLeast({ low, high }: PlannedRange, least: number): PlannedRange {
  return { low: Math.max(least, low), high: high && Math.max(least, high) };
}

function minutesOf(range: PlannedRange | null, minutesFor: (requests: number) => number): PlannedRange | null {
  if (range === null || !Number.isFinite(minutesFor(range.low))) return null;
  return { low: minutesFor(range.low), high: range.high === null ? null : finite(minutesFor(range.high)) };
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
  const needed = (before: number) => requestsForProportion({ before, after: limit }, question, share);
  const requests = needed(healthy.value ?? 0);
  const [low, high] = [healthy.low, healthy.high].map((end) => (end === null ? Number.NaN : needed(end)));
  const requestsRange = Number.isFinite(low) ? { low, high: finite(high) } : null;
  return {
    ...{ limit, healthy, requests: finite(requests), minutes: finite(minutesFor(requests)) },
    ...{ requestsRange, minutesRange: minutesOf(requestsRange, minutesFor) },
  };
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

function requestsOf(seen: readonly ObservedStep[], arm: "canary" | "baseline", minutes: number): Estimate | null {
  const whole = seen.filter((step) => step.minutes > 0 && step.minutes >= minutes - 0.01);
  if (whole.length === 0 || minutes === 0) return minutes === 0 ? exactly(0) : null;
  return meanOfRuns(whole.map((step) => (step[arm].requests * minutes) / step.minutes));
}

function exactly(value: number): Estimate {
  return { ...nothing, value };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
