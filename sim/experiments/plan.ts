import { reviveScenario, ScenarioData } from "../scenario/index.js";
import { type Alternative, alternativeOf } from "./alternative.js";
import { shippedPrices } from "./package-assets.js";
import { program } from "./trial.js";

/** An experiment as data: all that its result is made of but the samples, so that another process makes the same of them. */
export interface ExperimentPlan<Settings = unknown> {
  readonly command: string;
  /** Number of replications of each alternative. */
  readonly replications: number;
  /** Further inputs of the command, as JSON values. */
  readonly settings: Settings;
  readonly alternatives: readonly Alternative[];
}

/** A plan as `experiment.json` holds it. */
interface PlanFile {
  readonly schema: 1;
  readonly kind: "experiment";
  readonly command: string;
  readonly program: string;
  readonly replications: number;
  readonly settings: unknown;
  readonly files: readonly (readonly [path: string, text: string])[];
  readonly alternatives: readonly AlternativeFile[];
}

type PatchedLines = Readonly<Record<number, string>>;

interface AlternativeFile {
  readonly name: string;
  readonly variant: string | null;
  /** Lines of the resolved scenario: all of them, or by line number those that differ from the first alternative. */
  readonly lines: readonly string[] | PatchedLines;
  /** The files that it names, by their place in `files`. */
  readonly files: readonly number[];
}

/** A plan as text: that of two plans is equal where their results are. */
export function planText({ command, replications, settings, alternatives }: ExperimentPlan): string {
  const files = new Map<string, number>();
  const first = alternatives[0].source.resolved.split("\n");
  const kept = alternatives.map(({ name, variant, source }, at): AlternativeFile => {
    const lines = source.resolved.split("\n");
    const own = [...source.files].map((file) => placeOf(files, JSON.stringify(file)));
    return { name, variant, lines: at === 0 ? lines : (changes(first, lines) ?? lines), files: own };
  });
  const file: PlanFile = {
    ...{ schema: 1, kind: "experiment", command, program: program(), replications, settings },
    files: [...files.keys()].map((text) => JSON.parse(text)),
    alternatives: kept,
  };
  return `${JSON.stringify(file, null, 1)}\n`;
}

/** The plan that a text stands for, or why it is none for this program. */
export function planOf(text: string): ExperimentPlan | { readonly refused: string } {
  const file = planFileOf(text);
  if (file === null) return { refused: "is no plan of an experiment" };
  if (file.program !== program()) return { refused: `is of fleetcast ${file.program}, and this is ${program()}` };
  const [first] = file.alternatives;
  const firstLines = first.lines as readonly string[];
  const linesOf = (changed: PatchedLines) => firstLines.map((line, at) => changed[at] ?? line);
  const alternatives = file.alternatives.map(({ name, variant, lines, files }) => {
    const resolved = (Array.isArray(lines) ? lines : linesOf(lines as PatchedLines)).join("\n");
    const data = { texts: new Map(files.map((at) => file.files[at])) };
    return alternativeOf(name, { scenario: reviveScenario(resolved), variant, resolved, data }, file.replications);
  });
  const { command, replications, settings } = file;
  return { command, replications, settings, alternatives };
}

function planFileOf(text: string): PlanFile | null {
  try {
    const file = JSON.parse(text) as PlanFile;
    return file.schema === 1 && file.kind === "experiment" ? file : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** How the plan in a text differs from this one; null where the text is no plan at all. */
export function differenceOf(text: string, own: ExperimentPlan): string | null {
  const file = planFileOf(text);
  if (file === null) return null;
  if (file.program !== program()) return `made by fleetcast ${file.program}, and this is ${program()}`;
  if (file.command !== own.command) return `of sim ${file.command}`;
  return "of other scenarios, values or replications";
}

/** The scenario of an alternative, read back, with the files that it names. */
export function scenarioOf({ variant, source }: Pick<Alternative, "variant" | "source">) {
  const load = (path: string) => ({ path, text: source.files.get(path)! });
  const data = new ScenarioData(load, "scenario.yaml", shippedPrices());
  return { scenario: reviveScenario(source.resolved), variant, data };
}

/** The lines in which two texts of as many lines differ; null where they have not as many. */
function changes(from: readonly string[], to: readonly string[]): PatchedLines | null {
  if (from.length !== to.length) return null;
  return Object.fromEntries(to.flatMap((line, at) => (line === from[at] ? [] : [[at, line]])));
}

function placeOf(known: Map<string, number>, text: string): number {
  const place = known.get(text) ?? known.size;
  known.set(text, place);
  return place;
}
