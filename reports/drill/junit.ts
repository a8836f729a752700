import type { DrillReport } from "../../sim/outcome/verification/index.js";
import { junitXml } from "../junit.js";
import type { Reporter } from "../reporter.js";
import { testReport } from "../verification/junit.js";
import { text } from "./text.js";

/** The test cases of the load that a drill drove; a drill that was ended early is an error. */
export const junit: Reporter<DrillReport> = {
  format: "junit",
  print(report, { strict = false }) {
    const { verification } = report;
    const aborted = verification.aborted ?? report.aborted;
    const tested = testReport({ ...verification, aborted }, strict);
    const properties = { ...tested.properties, kind: "drill" };
    return junitXml([{ ...tested, properties, summary: text.print(report, { color: false }) }]);
  },
};
