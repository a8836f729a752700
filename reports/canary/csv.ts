import { stringify } from "csv-stringify/sync";
import type { Estimate } from "../../sim/facts/estimates.js";
import type { CanaryOutcome } from "../../sim/outcome/canary/outcome.js";
import type { Reporter } from "../reporter.js";

/** A row for every number: whose it is, its value and its interval. */
export const csv: Reporter<CanaryOutcome> = {
  format: "csv",
  print({ rollouts }) {
    const rows = rollouts.flatMap(({ name, steps, rules }) => [
      ...steps.flatMap((step) => {
        const of = (measure: string, estimate: Estimate) => row([name, `${step.share}`, "", "", measure], estimate);
        return [
          of("plannedMinutes", known(step.plannedMinutes)),
          of("canaryAnswers", step.canary),
          of("sigma", step.sigma),
          of("inflation", step.inflation),
          of("healthyRise", step.healthyRise),
          of("power", known(step.power)),
          of("powerSimulated", step.powerSimulated),
          of("falseAlarms", step.falseAlarms),
          of("smallestFound", known(step.smallestFound)),
          ...step.needs.flatMap(({ regression, requests, minutes }) => [
            row([name, `${step.share}`, "", `${regression}`, "answersNeeded"], known(requests)),
            row([name, `${step.share}`, "", `${regression}`, "minutesNeeded"], known(minutes)),
          ]),
        ];
      }),
      ...rules.flatMap(({ rule, falseAborts, falseBySteps, falseAbortsInSpikes, release, detections }) => [
        row([name, "", rule, "0", "aborted"], falseAborts),
        ...falseBySteps.map((share, at) => row([name, `${steps[at]?.share ?? 1}`, rule, "0", "aborted"], share)),
        ...(falseAbortsInSpikes === null ? [] : [row([name, "", rule, "0", "abortedInSpikes"], falseAbortsInSpikes)]),
        ...(release === null ? [] : [row([name, "", rule, "own", "aborted"], release)]),
        ...detections.flatMap(({ regression, aborted, minutes, exposed }) => [
          row([name, "", rule, `${regression}`, "aborted"], aborted),
          row([name, "", rule, `${regression}`, "minutes"], minutes),
          row([name, "", rule, `${regression}`, "exposedRequests"], exposed),
        ]),
      ]),
    ]);
    return stringify([["rollout", "share", "rule", "regression", "measure", "value", "low", "high"], ...rows]);
  },
};

function row(of: readonly string[], { value, low, high }: Estimate): readonly (string | number | null)[] {
  return [...of, value, low, high];
}

function known(value: number | null): Estimate {
  return { value, low: null, high: null, predictedRange: null };
}
