import type { Path } from "../../../scenarios/language/index.js";
import { InputError, orInputError } from "../../../workload/input-error.js";
import { reportUnreadable } from "../../services/file-rule.js";
import type { ScenarioRule } from "./rule.js";

/** The tables that steps, curves, arrivals and request templates are read from are there and can be read. */
export const tableFiles: ScenarioRule = ({ data: { tables }, demands }) => ({
  code: "file",
  check(scenario, report) {
    const made: (readonly [at: Path, made: unknown])[] = demands
      .of(scenario)
      .map((each, index) => [["demand", index], each]);
    for (const [index, { http }] of scenario.demand.entries()) {
      const { feeder } = http;
      if (feeder) made.push([["demand", index, "http"], orInputError(() => tables.columns(feeder.file))]);
    }
    for (const [at, error] of made) {
      if (error instanceof InputError) reportUnreadable(error, scenario, [], at, report);
    }
  },
});
