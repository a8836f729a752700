import {
  decode,
  formatIssue,
  type Issue,
  type Loaded,
  readDocument,
  resolve,
  type SourceFile,
  sortIssues,
} from "../../scenarios/language/index.js";
import { isOfLadder } from "../outcome/index.js";
import { openDocument, type ReadingContext } from "./document.js";
import { ScenarioData } from "./files.js";
import { withFallbacks } from "./kill-switches.js";
import { withDiscounts, withInstances } from "./markets.js";
import { notModelled } from "./not-modelled.js";
import { rulesOf } from "./rules/index.js";
import { type Scenario, scenarioShape } from "./shape.js";

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

/** Reads a scenario with everything it extends; gives the value, or all that is wrong with it and its staging fleet. */
export function readScenario(source: SourceFile, context: ReadingContext): ScenarioReading {
  const loaded = openDocument(source, context);
  const reading = readLoaded(loaded, source, context);
  if (!loaded.hasOverlay || context.staging) return reading;
  const staging = { ...context, staging: true };
  const staged = readLoaded(openDocument(source, staging), source, staging);
  return staged.ok
    ? reading
    : { ok: false, issues: together(reading.ok ? reading.warnings : reading.issues, staged.issues) };
}

function readLoaded(loaded: Loaded, source: SourceFile, context: ReadingContext): ScenarioReading {
  const data = new ScenarioData(context.load, source.path, context.prices);
  const reading = decode(loaded, scenarioShape, rulesOf({ data, variants: loaded.variants }), notModelled);
  if (!reading.ok) return reading;
  const filled = withFallbacks(reading.value, source, context);
  if (!filled.ok) return filled;
  const whole = withInstances(withDiscounts(filled.scenario, data), data);
  const scenario = context.variant === undefined ? whole : withoutLadder(whole);
  const resolved = resolve(loaded, scenarioShape, withoutLadder(scenario));
  return { ok: true, scenario, variant: context.variant ?? null, resolved, data, warnings: reading.warnings };
}

/** One configuration alone: a variant, or the resolved scenario, which has no variants that a ladder could lead to. */
function withoutLadder({ ladder: _ladder, claims, ...scenario }: Scenario): Scenario {
  return { ...scenario, claims: claims.filter(({ compute }) => !isOfLadder(compute)) };
}

/** The issues of two readings of a file, each once. */
function together(...readings: readonly (readonly Issue[])[]): readonly Issue[] {
  return sortIssues([...new Map(readings.flat().map((issue) => [formatIssue(issue), issue])).values()]);
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
