import type { Verification } from "../../sim/outcome/verification/index.js";
import { auditCases, beginOf, junitXml, objectiveCases, type TestReport, wholeCase } from "../junit.js";
import type { Reporter } from "../reporter.js";
import { text } from "./text.js";

/** The objectives of a verification, and the checks of its load, as test cases. */
export const junit: Reporter<Verification> = {
  format: "junit",
  print: (verification, { strict = false }) => junitXml([testReport(verification, strict)]),
};

/** A verification as a report of tests. */
export function testReport(verification: Verification, strict: boolean): TestReport {
  const { scenario, variant, seed, replications, version, clock, aborted, elapsedS, audit } = verification;
  return {
    ...{ scenario, variant, begun: beginOf(clock), seconds: elapsedS },
    properties: { kind: "verification", seed, replications, version },
    cases: [
      wholeCase(aborted),
      ...auditCases(audit),
      ...objectiveCases(verification, strict, Object.keys(verification.services)),
    ],
    summary: text.print(verification, { color: false }),
  };
}
