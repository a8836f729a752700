import { setFlagsFromString } from "node:v8";
import { type Command, Option } from "commander";
import { alternativeOf } from "../../experiments/alternative.js";
import { askedOf, type SensitivityAsked } from "../../experiments/deciding-unknowns.js";
import type { ExperimentPlan } from "../../experiments/plan.js";
import {
  countOf,
  parseAxis,
  pointsOf,
  readSpace,
  type SearchSpace,
  type SpacePoint,
} from "../../experiments/search-space.js";
import type { SweepPoint } from "../../experiments/sweep.js";
import { ScenarioFiles } from "../../library/scenario-files.js";
import { Refusal } from "../../outcome/refusal.js";
import type { Axis, Combination } from "../../outcome/swept.js";
import { refuse, WrongCall } from "../failures.js";
import { configurationsOf, issueLines, printWarnings } from "../open-scenario.js";
import { type ExperimentOptions, filePath, repeated, sensitivityOption, settingsOf } from "../options.js";
import { progress } from "../terminal.js";

/** Options of what an experiment over many combinations varies. */
export interface SpaceOptions extends ExperimentOptions {
  readonly vary: readonly string[];
  readonly experiment?: string;
  readonly sensitivity?: true;
}

/** The options that say what is varied. */
export function withSpaceOptions(command: Command): Command {
  return command
    .addOption(
      repeated("--vary <path=v1,v2,...>", "values of a setting, path=2..20 step 2, or variant=a,b; may be given again"),
    )
    .addOption(
      new Option(
        "--experiment <file.yaml>",
        "axes, conditions and exclusions, in place of --vary or beside it",
      ).argParser(filePath),
    )
    .addOption(sensitivityOption());
}

/** The combinations of an experiment, each with the scenario that it makes. */
export interface OpenPoints {
  readonly axes: readonly Axis[];
  readonly points: readonly SweepPoint[];
  /** Where it is asked which verdicts depend on what nobody knows. */
  readonly sensitivity?: SensitivityAsked | undefined;
}

/** The settings in the plan of an experiment over many combinations. */
interface SpaceSettings {
  readonly axes: readonly Axis[];
  /** Values of each alternative. */
  readonly values: readonly Combination[];
  readonly sensitivity?: SensitivityAsked;
}

/** The plan of an experiment over combinations, with what else its command needs. */
export function spacePlan<Own>(
  command: string,
  { axes, points, sensitivity }: OpenPoints,
  own: Own,
): ExperimentPlan<SpaceSettings & Own> {
  const alternatives = points.map(({ alternative }) => alternative);
  const settings = { axes, values: points.map(({ values }) => values), ...(sensitivity && { sensitivity }), ...own };
  return { command, replications: alternatives[0].source.replications, settings, alternatives };
}

/** The combinations of such a plan. */
export function spaceIn({ settings, alternatives }: ExperimentPlan): OpenPoints {
  const { axes, values, sensitivity } = settings as SpaceSettings;
  return { axes, sensitivity, points: alternatives.map((alternative, at) => ({ values: values[at], alternative })) };
}

/** More would be a slip of the pen. */
const combinationsMax = 20_000;

/** Opens every combination of what is varied; `replications` says how many there may be of each, where the scenario does not. */
export function openPoints(path: string, options: SpaceOptions, replications?: number): OpenPoints {
  keepHeapsSmall();
  const space = spaceOf(options);
  const all = pointsOf(space);
  refuse(all.length === 0 ? ["expected combinations, but the exclusions leave none"] : []);
  const problems = new Problems(space, all.length);
  const shown = progress("combinations read", (options.quiet ?? false) || all.length < quickly);
  const open = configurationsOf(path);
  const points: SweepPoint[] = [];
  let sensitivity: SensitivityAsked | undefined;
  for (const [at, point] of all.entries()) {
    const settings = [...settingsOf(options), ...point.set];
    const variant = point.variant ?? options.variant;
    problems.of(point, () => {
      const read = open({ set: settings, ...(variant !== undefined && { variant }) });
      if (at === 0 && !options.quiet) printWarnings(read.warnings);
      if (at === 0 && options.sensitivity) sensitivity = askedOf([read]);
      const name = point.values.join(" · ");
      points.push({ values: point.values, alternative: alternativeOf(name, read, replications) });
    });
    shown.update(at + 1, all.length);
  }
  shown.stop();
  problems.refuse();
  return { axes: space.axes, points, sensitivity };
}

/**
 * Each of hundreds of combinations leaves garbage in this thread and in those that simulate it, which V8 by itself lets grow to
 * several times what is in use; collected earlier, 500 combinations of a night fit into 300 MB.
 */
function keepHeapsSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=25");
}

/** Beyond this many combinations, reading them is shown as progress. */
const quickly = 100;

/** Problems of combinations: each once, with the number of combinations that have it. */
class Problems {
  readonly #seen = new Map<string, { readonly first: SpacePoint; count: number }>();
  readonly #space: SearchSpace;
  readonly #of: number;

  constructor(space: SearchSpace, of: number) {
    this.#space = space;
    this.#of = of;
  }

  of(point: SpacePoint, open: () => void): void {
    try {
      open();
    } catch (error) {
      if (!(error instanceof WrongCall)) throw error;
      for (const line of error.lines.filter((each) => !each.includes("  warning: "))) {
        const known = this.#seen.get(line);
        if (known === undefined) this.#seen.set(line, { first: point, count: 1 });
        else known.count++;
      }
    }
  }

  /** Throws where there are any. */
  refuse(): void {
    const lines = [...this.#seen].map(([line, { first, count }]) => {
      const where = this.#space.axes.map(({ path }, at) => `${path}=${first.values[at]}`).join(", ");
      return count === this.#of ? line : `${line}  [${count} of ${this.#of} combinations, such as ${where}]`;
    });
    const some = [...this.#seen.values()].some(({ count }) => count < this.#of);
    const remedy = "combinations that make no sense are left out by the exclusions of an experiment file";
    refuse(some ? [...lines, remedy] : lines);
  }
}

/** The search space of the call and its experiment file, or all that is wrong with either. */
function spaceOf({ vary, experiment }: SpaceOptions): SearchSpace {
  const problems: string[] = [];
  const axes = vary.flatMap((text) => axisOf(text, problems));
  const file = experiment === undefined ? none : fileSpace(experiment, problems);
  const space = { ...file, axes: [...file.axes, ...axes] };
  const paths = space.axes.map(({ path }) => path);
  const twice = paths.filter((path, at) => paths.indexOf(path) !== at);
  problems.push(...twice.map((path) => `--vary '${path}=...': expected each axis once`));
  if (paths.includes("replications"))
    problems.push(
      "--vary 'replications=...': expected another path: every combination has as many, as --replications says",
    );
  if (paths.length === 0 && problems.length === 0)
    problems.push(
      "expected --vary with values, such as --vary 'services.web.bounds.max=10,20', or --experiment with a file",
    );
  if (countOf(space) > combinationsMax)
    problems.push(
      `${countOf(space).toLocaleString("en-US")} combinations: expected at most ${combinationsMax.toLocaleString("en-US")}`,
    );
  refuse(problems);
  return space;
}

const none: SearchSpace = { axes: [], conditions: [], exclusions: [] };

function axisOf(text: string, problems: string[]): readonly Axis[] {
  try {
    return [parseAxis(text)];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    problems.push(`--vary '${text}': expected ${error.message}`);
    return [];
  }
}

function fileSpace(path: string, problems: string[]): SearchSpace {
  const reading = readSpace(new ScenarioFiles(path).main);
  if ("space" in reading) return reading.space;
  problems.push(...issueLines(reading.issues));
  return none;
}
