import type { Rule } from "../../../scenarios/language/index.js";
import type { ScenarioData } from "../files.js";
import type { Scenario } from "../shape.js";
import type { PlannedDemands } from "./planned-demands.js";

/** What a rule may use beside the scenario. */
export interface RuleContext {
  readonly data: ScenarioData;
  /** Names of the variants of the document. */
  readonly variants: readonly string[];
  /** Whether the scenario is a day of a calendar, which sets how often it occurs. */
  readonly isDay: boolean;
}

/** A check across the keys of a scenario. */
export type ScenarioRule = (context: RuleContext & { readonly demands: PlannedDemands }) => Rule<Scenario>;
