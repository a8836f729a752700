import { flipsOf, type SensitivityOutcome } from "../../sim/outcome/sensitivity.js";
import { type Fault, junitXml, objectiveCases, simulated, type TestCase } from "../junit.js";
import type { Reporter } from "../reporter.js";
import { text } from "./text.js";
import { flipWords } from "./words.js";

/** The objectives of a scenario as it is, and for each whether an unknown decides it otherwise: with `strict` that fails it too. */
export const junit: Reporter<SensitivityOutcome> = {
  format: "junit",
  print(sensitivity, { strict = false }) {
    const { scenario, variant, seed, replications, version, digest, objectives } = sensitivity;
    const own = objectiveCases({ kind: "predicted", objectives }, strict);
    const report = {
      ...{ scenario, variant, ...simulated },
      properties: { kind: "sensitivity", seed, replications, version, digest },
      cases: own.flatMap((each) => [each, unknownCase(each, sensitivity, strict)]),
      summary: text.print(sensitivity, { color: false }),
    };
    return junitXml([report]);
  },
};

function unknownCase({ of, name }: TestCase, sensitivity: SensitivityOutcome, strict: boolean): TestCase {
  const flips = sensitivity.unknowns.flatMap(flipsOf).filter(({ objective }) => objective === name);
  const isTarget = flips.some(({ severity }) => severity === "target");
  const message = flipWords(sensitivity, name).join("; ");
  const fault: Fault = { as: strict && isTarget ? "failure" : "skipped", type: "depends", message };
  return { of, name: `${name}: no unknown decides it otherwise`, fault: flips.length === 0 ? null : fault };
}
