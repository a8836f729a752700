import type { Estimate } from "../../sim/facts/estimates.js";
import { plusMinus, range, withInterval } from "../../sim/facts/estimates.js";
import { absent, type Format, fixed, percent, quantity, seconds } from "../../sim/facts/numbers.js";
import type {
  CanaryOutcome,
  CanaryRule,
  CanaryStep,
  PlannedRange,
  RuleDetection,
  StepNeed,
} from "../../sim/outcome/canary/outcome.js";

/** "+15 %". */
export function riseWords(rise: number): string {
  return `${rise < 0 ? "−" : "+"}${percent(Math.abs(rise))}`;
}

/** A time in minutes, in the unit a person would choose. */
export function timeWords(minutes: number | null): string {
  return minutes === null ? "no time is enough" : seconds(minutes * 60);
}

/** A time with what it lies between. */
export function timeNeeded({ minutes, minutesRange }: Pick<StepNeed, "minutes" | "minutesRange">): string {
  return `${timeWords(minutes)}${minutes === null ? "" : betweenWords(minutesRange, timeWords)}`;
}

/** " (2,400–4,100)", or " (at least 2,400)" where no number is enough at the other end; nothing where it has no ends. */
function betweenWords(between: PlannedRange | null, format: Format): string {
  if (between === null) return "";
  const { low, high } = between;
  if (high !== null && format(low) === format(high)) return " ± 0"; // no fewer are asked for, whatever the latency
  return high === null ? ` (at least ${format(low)})` : ` (${range(low, high, format)})`;
}

/** The question, in a sentence. */
export function questionWords({ question: { regression, power, level } }: CanaryOutcome): string {
  return `to be found: a p99 that is ${riseWords(regression)} higher, with a probability of ${percent(power)}; a healthy release passes a test with ${percent(1 - level)}`;
}

/** The answer, in a sentence for each step that cannot decide. */
export function verdictWords({ rollouts: [{ steps }], question }: CanaryOutcome): readonly string[] {
  const short = steps.filter(({ verdict }) => verdict === "too short");
  if (short.length === 0) return [`every step that has time finds ${riseWords(question.regression)} in it`];
  return short.map(
    (step) =>
      `cannot be decided in the time given: ${percent(step.share)} for ${timeWords(step.plannedMinutes)} ${remedyWords(step)}`,
  );
}

/** "needs 3.2 h more, or a share of 24 %". */
export function remedyWords({ remedy, sigma }: CanaryStep): string {
  if (sigma.value === null) return "answers too few requests to tell a p99 at all";
  const more =
    remedy?.moreMinutes === null || remedy === null
      ? "no time of a year is enough"
      : `needs ${timeWords(remedy.moreMinutes)}${betweenWords(remedy.moreMinutesRange, timeWords)} more`;
  if (remedy?.share === null || remedy === null) return `${more}; no share of the traffic is enough in that time`;
  return `${more}, or a share of ${percent(remedy.share)}${betweenWords(remedy.shareRange, percent)}`;
}

/** Traffic of the service, and the scatter of its latency. */
export function trafficWords({ ratesPerS, p99Ms, rollouts }: CanaryOutcome): readonly string[] {
  const [least, most] = [Math.min(...ratesPerS), Math.max(...ratesPerS)];
  const traffic =
    quantity(least) === quantity(most) ? `${quantity(most)}/s` : `${quantity(least)}–${quantity(most)}/s by the hour`;
  const [{ steps }] = rollouts;
  const first = steps.find(({ isSimulated }) => isSimulated);
  return [
    `traffic ${traffic}; p99 of the present revision ${withInterval(p99Ms, (ms) => seconds(ms / 1_000))}`,
    ...(first === undefined || first.sigma.value === null
      ? []
      : [
          `log-sigma at the p99 ${estimated(first.sigma)}; requests that depend on each other multiply the variance by ${estimated(first.inflation)}`,
        ]),
  ];
}

/** Two or three digits, with the interval. */
export function estimated(estimate: Estimate): string {
  return withInterval(estimate, (value) => fixed(value, 2));
}

/** A share of rollouts with its interval. */
export function shareWords(estimate: Estimate | null): string {
  if (estimate === null || estimate.value === null) return absent;
  return withInterval(estimate, percent);
}

/** Requests and time that a rise needs. */
export function needWords({ requests, requestsRange, ...time }: StepNeed): string {
  if (requests === null) return "no number is enough";
  return `${answers(requests)}${betweenWords(requestsRange, answers)} in ${timeNeeded(time)}`;
}

function answers(count: number): string {
  return quantity(Math.round(count));
}

/**
 * What the standard error of the test is estimated from: the stretches of a step, or a few waves where stretches depend
 * on each other.
 */
export function formWords({ waves, factor }: CanaryStep["test"]): string {
  const told = waves === null ? "each stretch" : `the ${waves} slowest waves`;
  return factor > 1 ? `${told}, times ${fixed(factor, 2)}` : told;
}

/** The probability of finding a rise; one that is next to certain needs no more digits. */
export function powerWords({ power, powerRange, plannedMinutes }: CanaryStep): string {
  if (power === null || plannedMinutes === 0) return absent;
  const digits = (share: number) => percent(Number(share.toFixed(3)));
  return power > 0.999 ? "over 99.9 %" : `${digits(power)}${betweenWords(powerRange, digits)}`;
}

/** The need of the rise that is asked for. */
export function askedNeed({ needs }: CanaryStep, { question: { regression } }: CanaryOutcome): StepNeed {
  return needs.find((need) => need.regression === regression)!;
}

/** Number of answers of a step in its time. */
export function answersWords({ canary }: CanaryStep): string {
  return plusMinus(canary, (value) => quantity(Math.round(value)));
}

/** The smallest rise that a step finds. */
export function smallestWords({ smallestFound, smallestRange }: CanaryStep): string {
  return smallestFound === null ? absent : `${riseWords(smallestFound)}${betweenWords(smallestRange, riseWords)}`;
}

/** A rule's detection: how often, after how long, and how many users have seen the release until then. */
export function detectionWords({ aborted, minutes, exposed }: RuleDetection): string {
  const after = minutes.value === null ? "" : ` after ${withInterval(minutes, (value) => seconds(value * 60))}`;
  return `${shareWords(aborted)}${after}; ${withInterval(exposed, quantity)} requests see it`;
}

/** Need of a step to see errors that an abort rule limits; empty without such a rule. */
export function errorWords({ share, errors }: CanaryStep): string {
  if (errors === null) return "";
  const { limit, healthy, requests, requestsRange, ...time } = errors;
  const rise = `from ${withInterval(healthy, percent)} to ${percent(limit)} of requests failed, at ${percent(share)} of the traffic`;
  return requests === null
    ? `${rise}: no number is enough`
    : `${rise}: ${answers(requests)} answers${betweenWords(requestsRange, answers)} in ${timeNeeded(time)}`;
}

/** Name of a rule, with its origin. */
export function ruleName({ rule, isOwn }: CanaryRule): string {
  return isOwn ? `${rule} (the scenario's)` : rule;
}

/** Cost of a rollout. */
export function costWords({ costUsd }: CanaryOutcome): string {
  if (costUsd.value === null) return "";
  const usd = (value: number) => `${value < 0 ? "−" : ""}$${fixed(Math.abs(value), 2)}`;
  return `a rollout to its end costs ${withInterval(costUsd, usd)} more than the same time without one`;
}
