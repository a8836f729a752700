import { percent } from "../../sim/facts/numbers.js";
import type { CanaryOutcome, CanaryStep } from "../../sim/outcome/canary/outcome.js";
import { type Fault, junitXml, simulated } from "../junit.js";
import type { Reporter } from "../reporter.js";
import { text } from "./text.js";
import { powerWords, remedyWords, riseWords, shareWords, timeWords } from "./words.js";

/** A test case for each step of the planned rollout that has time: whether it finds the regression in its time, which decides the exit code. */
export const junit: Reporter<CanaryOutcome> = {
  format: "junit",
  print(canary) {
    const { scenario, variant, service, seed, replications, version, question, rollouts } = canary;
    const report = {
      ...{ scenario, variant, ...simulated },
      properties: { kind: "canary", seed, replications, version },
      cases: rollouts[0].steps
        .filter(({ verdict }) => verdict !== "no time planned")
        .map((step) => ({
          of: service,
          name: `${percent(step.share)} for ${timeWords(step.plannedMinutes)} finds ${riseWords(question.regression)}`,
          fault: faultOf(step, canary),
        })),
      summary: text.print(canary, { color: false }),
    };
    return junitXml([report]);
  },
};

function faultOf(step: CanaryStep, { question: { power } }: CanaryOutcome): Fault | null {
  if (step.verdict === "long enough") return null;
  const inRuns = step.powerSimulated.value === null ? "" : `, in simulated runs ${shareWords(step.powerSimulated)}`;
  const message = `too short: finds it with ${powerWords(step)}${inRuns}, asked ${percent(power)}; ${remedyWords(step)}`;
  return { as: "failure", type: step.verdict, message };
}
