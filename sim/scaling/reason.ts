import type { Decision } from "./policy.js";

/** Why Application Auto Scaling does not act although an alarm asks it to, in its own words. */
const notScaledReasons = [
  "AlreadyAtMaxCapacity",
  "AlreadyAtMinCapacity",
  "AlreadyAtDesiredCapacity",
  "AutoScalingAnticipatedFlapping",
  "TargetServicePutResourceAsUnscalable",
] as const;
export type NotScaledReason = (typeof notScaledReasons)[number];

/** A decision to leave everything as it is. */
export function none(reason: string): Decision {
  return { kind: "none", reason };
}

/** Whether it is one of AWS's own words. */
export function isNotScaledReason(reason: string): reason is NotScaledReason {
  return (notScaledReasons as readonly string[]).includes(reason);
}

/** What a ValidationException of a scheduled action is about, for people. */
export const scheduleRefused = "a scheduled action is refused: its min would be above its max";
