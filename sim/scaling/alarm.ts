/** How a CloudWatch alarm treats missing datapoints; `ignore` keeps its state. */
export const missingDataTreatments = ["missing", "ignore", "breaching", "notBreaching"] as const;
export type MissingDataTreatment = (typeof missingDataTreatments)[number];

export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** An alarm on M (`datapointsToAlarm`) of the last N (`evaluationPeriods`) datapoints. */
export interface AlarmRule {
  readonly isBreaching: (value: number) => boolean;
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
  readonly missingData: MissingDataTreatment;
}

/** CloudWatch documents that it fetches five datapoints where three are evaluated; taken for any N. */
const datapointsBeyond = 2;

/** Number of datapoints that an alarm over N periods looks at, so that older real ones can replace missing ones. */
export function evaluationRange(evaluationPeriods: number): number {
  return evaluationPeriods + datapointsBeyond;
}

/**
 * The state of an alarm, given its newest datapoints, oldest first (NaN: missing), as the CloudWatch guide evaluates
 * it: real datapoints are used first, and only what is still missing of N is filled in by the treatment.
 */
export function evaluateAlarm(
  rule: AlarmRule,
  datapoints: readonly number[],
  previous: AlarmState = "INSUFFICIENT_DATA",
): AlarmState {
  const range = datapoints.slice(-evaluationRange(rule.evaluationPeriods));
  const real = range.filter((value) => !Number.isNaN(value)).slice(-rule.evaluationPeriods);
  const breaching = real.filter(rule.isBreaching).length;
  const filled = rule.missingData === "breaching" ? rule.evaluationPeriods - real.length : 0;
  if (breaching + filled >= rule.datapointsToAlarm) return "ALARM";
  if (real.length === rule.evaluationPeriods || breaching < real.length) return "OK";
  return withoutCounterevidence(rule, range, previous);
}

/** Too little data, and all there is breaches: only its age can raise the alarm. */
function withoutCounterevidence(rule: AlarmRule, range: readonly number[], previous: AlarmState): AlarmState {
  if (rule.missingData === "ignore") return previous;
  if (rule.missingData !== "missing") return "OK";
  const oldest = range.findIndex((value) => !Number.isNaN(value));
  const isOldEnough = oldest >= 0 && range.length - oldest >= rule.datapointsToAlarm;
  return isOldEnough ? "ALARM" : "INSUFFICIENT_DATA";
}
