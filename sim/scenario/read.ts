import {
  decode,
  formatIssue,
  type Issue,
  isWritten,
  type Loaded,
  type Path,
  type Refusal,
  readDocument,
  readResolved,
  resolve,
  type SourceFile,
  sortIssues,
} from "../../scenarios/language/index.js";
import { placeOf, without } from "../../scenarios/language/tree.js";
import { isOfLadder } from "../outcome/index.js";
import type { Calendar } from "./calendar.js";
import { asDay, dayProblems, dayVariants, unknownDay, variantOfDay } from "./days.js";
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
  /** The days that its calendar has, each read; none without a calendar. */
  readonly days: readonly CalendarDay[];
  /** Whether a value stands in the file, in what it extends or in a setting, and is no default. */
  readonly written: (path: Path) => boolean;
}

/** A type of the calendar's days, read: a scenario of its own that a day of it is a run of. */
export interface CalendarDay {
  readonly name: string;
  /** Number of such days in the month. */
  readonly days: number;
  /** Fewest of them that are simulated in a replication. */
  readonly simulate: number;
  readonly read: ReadScenario;
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
  const { day, ...ofMonth } = context;
  const month = readOne(loaded, source, ofMonth);
  if (!month.ok) return month;
  const { calendar } = month.scenario;
  const at = (calendar ?? []).findIndex(({ name }) => name === day);
  if (day !== undefined && at < 0) return { ok: false, issues: [unknownDay(source.path, day, calendar)] };
  if (calendar === undefined) return month;
  const readings = calendar.map((type) => ({ type, reading: readDay(source, ofMonth, type, month.scenario) }));
  const issues = readings.flatMap(({ reading }, index) => {
    if (!reading.ok) return reading.issues;
    const place = { ...placeOf(loaded.tree!, ["calendar", index]), path: `calendar[${index}]`, code: "calendar-day" };
    return dayProblems(month.scenario, reading.scenario).map((problem) => ({ ...place, ...problem }));
  });
  if (issues.length > 0) return { ok: false, issues: together(month.warnings, issues) };
  const days = readings.flatMap(({ type: { name, days, simulate }, reading }) =>
    reading.ok ? [{ name, days, simulate, read: reading }] : [],
  );
  if (day !== undefined) return { ...days[at].read, ok: true };
  for (const { read } of days) for (const [path, text] of read.data.texts) month.data.texts.set(path, text);
  const variants = dayVariants(
    month.scenario,
    days.map(({ read }) => read.scenario),
  );
  return {
    ...month,
    resolved: resolve(loaded, scenarioShape, withoutLadder(month.scenario), variants),
    warnings: together(month.warnings, ...days.map(({ read }) => read.warnings)),
    days,
  };
}

/** A type of days as a scenario of its own: under the variant of the call, with that of the type over it. */
function readDay(
  source: SourceFile,
  context: ReadingContext,
  type: Calendar[number],
  month: Scenario,
): ScenarioReading {
  const variant = variantOfDay(context.variant, type);
  const own = variant === undefined ? context : { ...context, variant };
  const { tree, ...loaded } = openDocument(source, own);
  const withoutMonth = tree && ["calendar", "ladder"].reduce(without, tree);
  const reading = readOne({ ...loaded, ...(withoutMonth && { tree: withoutMonth }) }, source, own, (scenario) =>
    asDay(scenario, month, type.name),
  );
  return reading;
}

/** Reads one scenario without the days of its calendar; `asDay` reads it as such a day. */
function readOne(
  loaded: Loaded,
  source: SourceFile,
  context: ReadingContext,
  asDay?: (scenario: Scenario) => Scenario,
): ScenarioReading {
  const data = new ScenarioData(context.load, source.path, context.prices);
  const rules = rulesOf({ data, variants: loaded.variants, isDay: asDay !== undefined });
  const reading = decode(loaded, scenarioShape, rules, notModelled);
  if (!reading.ok) return reading;
  const filled = withFallbacks(reading.value, source, context);
  if (!filled.ok) return filled;
  const whole = withInstances(withDiscounts(filled.scenario, data), data);
  const named = context.variant === undefined ? whole : withoutLadder(whole);
  const scenario = asDay === undefined ? named : asDay(named);
  let resolved: string | null = null;
  return {
    ...{ ok: true, scenario, variant: context.variant ?? null, data, warnings: reading.warnings, days: [] },
    /** Made when it is asked for: many readings need none, and it takes a third of their time. */
    get resolved() {
      resolved ??= resolve(loaded, scenarioShape, withoutLadder(scenario));
      return resolved;
    },
    written: (path) => isWritten(loaded.tree, path),
  };
}

/** A scenario that was read, with settings over all that it says; its own variant and defaults are part of what it says. */
export function withSettings(
  {
    resolved,
    data,
    variant,
  }: Pick<ReadScenario, "resolved" | "variant"> & {
    readonly data: Pick<ScenarioData, "shipped"> & { readonly texts: ReadonlyMap<string, string> };
  },
  set: readonly string[],
): ScenarioReading {
  const path = "scenario.yaml";
  const load = (file: string): SourceFile | Refusal => {
    const text = data.texts.get(file);
    return text === undefined ? { refused: "a file that the scenario has already" } : { path: file, text };
  };
  const reading = readScenario({ path, text: resolved }, { load, prices: data.shipped, set });
  return reading.ok ? { ...reading, variant } : reading;
}

/**
 * The configuration without ladder and claims: a variant, or the resolved scenario, has no variants that a ladder could
 * name.
 */
function withoutLadder({ ladder: _ladder, claims, ...scenario }: Scenario): Scenario {
  return { ...scenario, claims: claims.filter(({ compute }) => !isOfLadder(compute)) };
}

/** The issues of two readings of a file, each once. */
function together(...readings: readonly (readonly Issue[])[]): readonly Issue[] {
  return sortIssues([...new Map(readings.flat().map((issue) => [formatIssue(issue), issue])).values()]);
}

/** The scenario that a resolved text stands for, in another thread for example. */
export function reviveScenario(resolved: string): Scenario {
  return revived(resolved, undefined);
}

/** The days of the calendar of a resolved scenario, each a scenario of its own; none without a calendar. */
export function reviveDays(
  resolved: string,
  month: Scenario,
): readonly (Omit<CalendarDay, "read"> & { readonly scenario: Scenario })[] {
  return (month.calendar ?? []).map(({ name, days, simulate, variant }) => ({
    ...{ name, days, simulate },
    scenario: asDay(variant === undefined ? month : revived(resolved, variant), month, name),
  }));
}

function revived(resolved: string, variant: string | undefined): Scenario {
  const parts = variant === undefined ? readResolved(resolved) : null;
  const quick = parts && decode(parts, scenarioShape);
  if (quick?.ok) return quick.value;
  const options = { load: () => ({ refused: "no other file" }), ...(variant !== undefined && { variant }) };
  const reading = decode(readDocument({ path: "scenario.yaml", text: resolved }, options), scenarioShape);
  if (!reading.ok)
    throw new Error(`the resolved scenario cannot be read: ${reading.issues.map(formatIssue).join("; ")}`);
  return reading.value;
}
