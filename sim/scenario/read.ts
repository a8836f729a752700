import {
  decode,
  formatIssue,
  type Issue,
  type Refusal,
  readDocument,
  resolve,
  type SourceFile,
} from "../../scenarios/language/index.js";
import { ScenarioData } from "./files.js";
import { withFallbacks } from "./kill-switches.js";
import { rulesOf } from "./rules/index.js";
import { type Scenario, scenarioShape } from "./shape.js";

/** What a scenario is read with: how files are found, the shipped prices, and what the call asks for. */
export interface ReadingContext {
  load(path: string, from: string): SourceFile | Refusal;
  readonly priceBookCsv: string;
  readonly variant?: string | undefined;
  readonly set?: readonly string[] | undefined;
}

/** A scenario that is fit to run. */
export interface ReadScenario {
  readonly scenario: Scenario;
  readonly variant: string | null;
  /** The whole scenario as YAML with every default filled in and marked; it reads back to the same scenario. */
  readonly resolved: string;
  readonly data: ScenarioData;
  readonly warnings: readonly Issue[];
}

export type ScenarioReading =
  | ({ readonly ok: true } & ReadScenario)
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** Reads a scenario with everything it extends; gives the value, or all that is wrong with it. */
export function readScenario(source: SourceFile, context: ReadingContext): ScenarioReading {
  const { variant, set } = context;
  const loaded = readDocument(source, { load: context.load, ...(variant && { variant }), ...(set && { set }) });
  const data = new ScenarioData(context.load, source.path, context.priceBookCsv);
  const reading = decode(loaded, scenarioShape, rulesOf({ data, variants: loaded.variants }));
  if (!reading.ok) return reading;
  const filled = withFallbacks(reading.value, source, context);
  if (!filled.ok) return filled;
  const { scenario } = filled;
  const resolved = resolve(loaded, scenarioShape, scenario);
  return { ok: true, scenario, variant: variant ?? null, resolved, data, warnings: reading.warnings };
}

/** The scenario that a resolved text stands for, in another thread for example. */
export function reviveScenario(resolved: string): Scenario {
  const path = "scenario.yaml";
  const reading = decode(
    readDocument({ path, text: resolved }, { load: () => ({ refused: "no other file" }) }),
    scenarioShape,
  );
  if (!reading.ok)
    throw new Error(`the resolved scenario cannot be read: ${reading.issues.map(formatIssue).join("; ")}`);
  return reading.value;
}
