import { spell } from "../../../scenarios/language/spelling.js";
import { createDistribution } from "../../../workload/distributions/index.js";
import { InputError, orInputError } from "../../../workload/input-error.js";
import { tasksIn } from "./mentions.js";
import type { ScenarioRule } from "./rule.js";

/** A task that stands still for longer than from one pause to the next does nothing else. */
export const pausesEnd: ScenarioRule = ({ data: { tables } }) => ({
  code: "pauses",
  check(scenario, report) {
    for (const { at, value } of tasksIn(scenario)) {
      if (value.pauses === undefined) continue;
      const { every, lasts } = value.pauses;
      const [between, length] = [every, lasts].map((each) => orInputError(() => createDistribution(each, tables)));
      if (between instanceof InputError || length instanceof InputError || length.mean < between.mean) continue;
      report([...at, "pauses", "lasts"], {
        severity: "error",
        expected: `less than ${spell.time(Math.round(between.mean))}, which is the mean from one pause to the next`,
        got: spell.time(Math.round(length.mean)),
        hint: "the task would do nothing else",
      });
    }
  },
});
