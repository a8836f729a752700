import { z } from "zod";
import {
  decode,
  type Issue,
  type Path,
  type Problem,
  type Rule,
  readDocument,
  type SourceFile,
} from "../../scenarios/language/index.js";
import { didYouMean } from "../../scenarios/language/issues.js";
import { unit } from "../../scenarios/language/units/unit.js";
import { Refusal } from "../outcome/refusal.js";
import type { Axis, Combination } from "../outcome/swept.js";

/** Values by the path of the axis that has them: a combination is meant where each axis has one of its values. */
type Pattern = Readonly<Record<string, readonly string[]>>;

/** Settings that apply to some combinations, such as the memory that goes with a size. */
interface Condition {
  readonly when: Pattern;
  readonly set: Readonly<Record<string, string>>;
}

/** What an experiment varies: its axes, conditions and exclusions. */
export interface SearchSpace {
  readonly axes: readonly Axis[];
  readonly conditions: readonly Condition[];
  readonly exclusions: readonly Pattern[];
}

/** A combination of the values of all axes, as a scenario is opened with it. */
export interface SpacePoint {
  readonly values: Combination;
  readonly variant: string | undefined;
  readonly set: readonly string[];
}

/** The axis that is no setting: a deviation that the file names. */
const variantAxis = "variant";

/** Every combination that is not left out, the last axis turning fastest. */
export function pointsOf({ axes, conditions, exclusions }: SearchSpace): readonly SpacePoint[] {
  const paths = axes.map(({ path }) => path);
  const isMeant = (pattern: Pattern, values: Combination) =>
    Object.entries(pattern).every(([path, meant]) => meant.includes(values[paths.indexOf(path)]));
  return combinations(axes)
    .filter((values) => !exclusions.some((pattern) => isMeant(pattern, values)))
    .map((values) => {
      const own = paths.map((path, at) => [path, values[at]] as const);
      const following = conditions.filter(({ when }) => isMeant(when, values));
      const settings = [...own, ...following.flatMap(({ set }) => Object.entries(set))];
      return {
        values,
        variant: own.find(([path]) => path === variantAxis)?.[1],
        set: settings.filter(([path]) => path !== variantAxis).map(([path, value]) => `${path}=${value}`),
      };
    });
}

function combinations(axes: readonly Axis[]): readonly Combination[] {
  return axes.reduce<readonly Combination[]>(
    (all, { values }) => all.flatMap((before) => values.map((value) => [...before, value])),
    [[]],
  );
}

/** Number of combinations before exclusions. */
export function countOf({ axes }: SearchSpace): number {
  return axes.reduce((product, { values }) => product * values.length, 1);
}

const axisForm = "a path and its values, such as services.web.bounds.max=10,20 or services.web.bounds.min=2..20 step 2";

/** Reads `path=v1,v2` or `path=2..20 step 2`. Throws a `Refusal`. */
export function parseAxis(text: string): Axis {
  const at = text.indexOf("=");
  const path = text.slice(0, Math.max(0, at)).trim();
  if (path === "") throw new Refusal(axisForm);
  return { path, values: valuesOf(splitValues(text.slice(at + 1))) };
}

/** The values that texts stand for, each a value or a range of them. Throws a `Refusal`. */
function valuesOf(texts: readonly string[]): readonly string[] {
  if (texts.some((text) => text === "")) throw new Refusal(`${axisForm}; one of the values is empty`);
  const values = texts.flatMap(rangeOf);
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) throw new Refusal(`each value once: ${twice} stands there twice`);
  return values;
}

/** Splits at commas; one inside brackets, braces or quotes belongs to its value. */
function splitValues(text: string): readonly string[] {
  const values: string[] = [""];
  let depth = 0;
  let quote = "";
  for (const character of text) {
    if (quote !== "") quote = character === quote ? "" : quote;
    else if (character === '"' || character === "'") quote = character;
    else if ("[{".includes(character)) depth++;
    else if ("]}".includes(character)) depth--;
    else if (character === "," && depth === 0) {
      values.push("");
      continue;
    }
    values[values.length - 1] += character;
  }
  return values.map((value) => value.trim());
}

const amount = /(\$?)(\d+(?:\.\d+)?)(\s*(?!step\b)[a-zA-Z%/]+)?/.source;
const rangeForm = new RegExp(`^${amount}\\s*\\.\\.\\s*${amount}(?:\\s+step\\s+${amount})?$`);
/** More values of one axis would be a slip of the pen. */
const valuesMax = 10_000;

/** What is no range and was surely meant as one: `2..8 step -1`, `1..1e9`. */
const likeRange = /^[-+$]*\d[^.]*(\.\d+)?[^.]*\.\.\s*[-+$]*\d/;

/** The values of `2..20 step 2`, `50 %..80 % step 10 %` or `$0..$2 step $0.1`, both ends inside; any other text is one value. */
function rangeOf(text: string): readonly string[] {
  const match = rangeForm.exec(text);
  if (match === null && likeRange.test(text))
    throw new Refusal(`a range such as 2..20 step 2, in plain numbers without a sign, got ${text}`);
  if (match === null) return [text];
  const [, sign, from, firstUnit, , to, unit = firstUnit ?? "", , step = "1"] = match;
  const units = [match[3], match[6], match[9]].filter((each) => each !== undefined).map((each) => each.trim());
  if (units.some((each) => each !== unit.trim())) throw new Refusal(`one unit in ${text}`);
  return Array.from({ length: lengthOf({ text, from, to, step }) }, (_, index) => {
    const value = Number((Number(from) + index * Number(step)).toPrecision(12));
    return `${sign}${value}${unit}`;
  });
}

/** Number of values in a range. Throws a `Refusal` where there are none, or more than anybody means. */
function lengthOf({ text, from, to, step }: Readonly<Record<"text" | "from" | "to" | "step", string>>): number {
  if (Number(step) === 0) throw new Refusal(`a step above 0, as in ${from}..${to} step 1, got ${text}`);
  const length = Math.floor((Number(to) - Number(from)) / Number(step) + 1e-9) + 1;
  if (length < 1) throw new Refusal(`a range from its lower to its upper end, as in ${to}..${from}, got ${text}`);
  if (length > valuesMax) {
    const [most, found] = [valuesMax, length].map((count) => count.toLocaleString("en-US"));
    throw new Refusal(`at most ${most} values on an axis, got ${found} in ${text}: write a larger step`);
  }
  return length;
}

/** A value as `--set` takes it. */
function settingText(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

const values = (expected: string) =>
  unit<readonly string[]>({
    expected,
    examples: ["2..20 step 2"],
    json: {},
    value: z.array(z.string()),
    read: (written) => (refusalOf(written) === null ? valuesOf(textsOf(written)) : undefined),
    write: (found) => found,
    hint: (written) => refusalOf(written) ?? undefined,
  });

function textsOf(written: unknown): readonly string[] {
  return (Array.isArray(written) ? written : [written]).map(settingText);
}

function refusalOf(written: unknown): string | null {
  if (written === null || (Array.isArray(written) && written.length === 0)) return "there are none";
  try {
    valuesOf(textsOf(written));
    return null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.message;
  }
}

const setting = () =>
  unit<string>({
    expected: "a value of a setting",
    json: {},
    value: z.string(),
    read: (written) => (written === null ? undefined : settingText(written)),
    write: (found) => found,
  });

const pattern = () => z.record(z.string(), values("a value of the axis, or a list of them"));

const shape = z.strictObject({
  axes: z.record(z.string(), values("a list of values, or a range such as 2..20 step 2")),
  conditions: z.array(z.strictObject({ when: pattern(), set: z.record(z.string(), setting()) })).prefault([]),
  exclusions: z.array(pattern()).prefault([]),
});

type ExperimentFile = z.output<typeof shape>;

/** Patterns are of axes that there are, and of values that they have. */
const knownValues: Rule<ExperimentFile> = {
  code: "unknown-axis",
  check({ axes, conditions, exclusions }, report) {
    const check = (found: Pattern, at: Path) => {
      for (const [path, meant] of Object.entries(found)) {
        const problem = unknownIn(axes, path, meant);
        if (problem !== null) report([...at, path], problem);
      }
    };
    for (const [at, { when }] of conditions.entries()) check(when, ["conditions", at, "when"]);
    for (const [at, exclusion] of exclusions.entries()) check(exclusion, ["exclusions", at]);
  },
};

function unknownIn(axes: ExperimentFile["axes"], path: string, meant: readonly string[]): Problem | null {
  const known = axes[path];
  const paths = Object.keys(axes);
  if (known === undefined)
    return {
      severity: "error",
      expected: `one of the axes ${paths.join(", ")}`,
      got: path,
      hint: didYouMean(path, paths),
    };
  const unknown = meant.find((value) => !known.includes(value));
  if (unknown === undefined) return null;
  const hint = didYouMean(unknown, known);
  return { severity: "error", expected: `values of the axis: ${known.join(", ")}`, got: unknown, hint };
}

/** A key that a condition sets may not be an axis. */
const setOnce: Rule<ExperimentFile> = {
  code: "axis-set",
  check({ axes, conditions }, report) {
    for (const [at, { set }] of conditions.entries())
      for (const path of Object.keys(set).filter((each) => each in axes || each === variantAxis))
        report(["conditions", at, "set", path], {
          severity: "error",
          expected: "a setting that is no axis",
          got: path,
          hint: "leave combinations out under exclusions",
        });
  },
};

/** A space read from a file, or all that is wrong with it. */
export type SpaceReading = { readonly space: SearchSpace } | { readonly issues: readonly Issue[] };

/** Reads the axes, conditions and exclusions of an experiment file. */
export function readSpace(source: SourceFile): SpaceReading {
  const loaded = readDocument(source, { load: () => ({ refused: "no extends in an experiment" }) });
  const reading = decode(loaded, shape, [knownValues, setOnce]);
  if (!reading.ok) return { issues: reading.issues };
  const { axes, conditions, exclusions } = reading.value;
  return {
    space: { axes: Object.entries(axes).map(([path, values]) => ({ path, values })), conditions, exclusions },
  };
}
