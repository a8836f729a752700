import { percent } from "../../facts/numbers.js";
import { studentCdf, studentQuantile } from "../../statistics/index.js";
import type { Question } from "../deciding-unknowns.js";
import type { SampledRuns } from "../effect.js";
import type { CanaryStep } from "./outcome.js";
import { canarySteps, type StepsRequest } from "./steps.js";

/** Whether each planned step can decide, as runs of the rollout of an equal revision tell it. */
export function stepQuestions(service: string, request: Omit<StepsRequest, "equal">): readonly Question[] {
  const stepAt = ([{ samples }]: readonly SampledRuns[], at: number) =>
    canarySteps({ ...request, equal: samples.map(({ rollouts }) => rollouts![service]) })[at];
  const chanceOf = (runs: readonly SampledRuns[], at: number) =>
    chanceOfStep(stepAt(runs, at), request.question.regression, runs[0].samples.length - 1);
  return request.planned.flatMap(({ share, minutes }, at): readonly Question[] => {
    if (minutes === 0) return [];
    return [
      {
        subject: `the step of ${percent(share)}`,
        ask: (runs) => ({ verdict: stepAt(runs, at).verdict, isDecided: chanceOf(runs, at) <= risk }),
        chance: (atEnd) => chanceOf(atEnd, at),
      },
    ];
  });
}

const risk = 0.05;

/** With what probability the answers that a step needs lie on the other side of those that it gets, by what they scatter. */
function chanceOfStep({ needs, canary }: CanaryStep, rise: number, degreesOfFreedom: number): number {
  const { requests, requestsRange } = needs.find(({ regression }) => regression === rise)!;
  const { low = 0, high = null } = requestsRange ?? {};
  if (requests === null || high === null || low === high) return requestsRange === null ? 1 : 0;
  const error = Math.log(high / low) / 2 / studentQuantile(0.975, degreesOfFreedom);
  return 2 * (1 - studentCdf(Math.abs(Math.log(requests / canary.value!)) / error, degreesOfFreedom));
}
