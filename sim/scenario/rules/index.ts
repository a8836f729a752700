import type { Rule } from "../../../scenarios/language/index.js";
import type { Scenario } from "../shape.js";
import { demandTarget } from "./references.js";
import type { RuleContext, ScenarioRule } from "./rule.js";

/** Every check across the keys of a scenario; a new one is a function and a word here. */
const rules: readonly ScenarioRule[] = [demandTarget];

export function rulesOf(context: RuleContext): readonly Rule<Scenario>[] {
  return rules.map((rule) => rule(context));
}
