import { percent } from "../../sim/facts/numbers.js";
import type { OptimizationOutcome } from "../../sim/outcome/optimized.js";
import { type Fault, junitXml, objectiveCases, simulated, type TestCase } from "../junit.js";
import type { Reporter } from "../reporter.js";
import { text } from "./text.js";
import { answerWords, namedWords, probabilityWords } from "./words.js";

/** Whether a combination holds every target and how sure that is, which decide the exit code, and the objectives of it, or of the nearest. */
export const junit: Reporter<OptimizationOutcome> = {
  format: "junit",
  print(found, { strict = false }) {
    const { scenario, seed, version, axes, nearest, best, isReached, objectives, budget, spent } = found;
    const isFailed = best === null || (strict && !isReached);
    const report = {
      ...{ scenario, variant: null, ...simulated },
      properties: { kind: "optimization", seed, version, budget, spent, combination: namedWords(axes, nearest) },
      cases: [
        foundCase(found),
        sureCase(found, strict),
        ...objectiveCases({ kind: "predicted", objectives }, strict).map((each) => (isFailed ? each : skipped(each))),
      ],
      summary: text.print(found, { color: false }),
    };
    return junitXml([report]);
  },
};

function foundCase(found: OptimizationOutcome): TestCase {
  const type = found.isReached ? "missed" : "undecided";
  const fault: Fault = { as: "failure", type, message: answerWords(found) };
  return { of: "", name: "a combination holds every target", fault: found.best === null ? fault : null };
}

function sureCase({ isReached, confidence, probability }: OptimizationOutcome, strict: boolean): TestCase {
  const message = `${probabilityWords(probability)}, asked ${percent(confidence)}; the budget is spent`;
  const fault: Fault = { as: strict ? "failure" : "skipped", type: "undecided", message };
  return { of: "", name: "the choice is as sure as was asked", fault: isReached ? null : fault };
}

function skipped({ fault, ...of }: TestCase): TestCase {
  return { ...of, fault: fault === null ? null : { ...fault, as: "skipped" } };
}
