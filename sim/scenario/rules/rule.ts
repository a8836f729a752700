import type { Rule } from "../../../scenarios/language/index.js";
import type { ScenarioData } from "../files.js";
import type { Scenario } from "../shape.js";
import type { PlannedDemands } from "./planned-demands.js";

/** What a rule may look at beside the scenario. */
export interface RuleContext {
  readonly data: ScenarioData;
  /** Names of the variants of the document. */
  readonly variants: readonly string[];
  /** It is a day of a calendar, which says how often it comes. */
  readonly isDay: boolean;
}

/** A check across the keys of a scenario. */
export type ScenarioRule = (context: RuleContext & { readonly demands: PlannedDemands }) => Rule<Scenario>;
