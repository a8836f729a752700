import type { Command } from "commander";
import { comparisonFiles, comparisonJson, comparisonReporters } from "../../../reports/comparison/index.js";
import { pageOf } from "../../../reports/html/index.js";
import { formatIssue, type Issue } from "../../../scenarios/language/index.js";
import { alternativeOf } from "../../experiments/alternative.js";
import { type CompareResult, compare as compareAlternatives } from "../../experiments/compare.js";
import { askedOf, examinedLast, type SensitivityAsked } from "../../experiments/deciding-unknowns.js";
import { packageVersion, pageScript } from "../../experiments/package-assets.js";
import type { ExperimentPlan } from "../../experiments/plan.js";
import type { ComparisonOutcome } from "../../outcome/compared.js";
import { comparisonExitCode } from "../../outcome/exit-code.js";
import { type ChangeGate, checkGate, parseGate } from "../../outcome/gate.js";
import { Refusal } from "../../outcome/refusal.js";
import type { ReadScenario } from "../../scenario/index.js";
import { exitCodes } from "../exit-codes.js";
import { type Conclusion, conduct, type OpenExperiment } from "../experiments/conduct.js";
import { refuse, WrongCall } from "../failures.js";
import { openAtCommit, openScenario, printWarnings } from "../open-scenario.js";
import {
  type ExperimentOptions,
  examples,
  repeated,
  sensitivityOption,
  settingsOf,
  withExperimentOptions,
} from "../options.js";
import { print } from "../terminal.js";

interface Options extends ExperimentOptions {
  readonly base?: string;
  readonly failIf: readonly string[];
  readonly sensitivity?: true;
}

/** Enough for an interval, where no file says more. */
const fewest = 10;

/** Holds configurations against each other under the same random numbers. */
export const compare = (command: Command): Command =>
  withExperimentOptions(command, comparisonReporters)
    .description(
      "Simulates configurations with the same random numbers and says how they differ: cost, p99, losses, objectives, and where " +
        "the money goes from each to the next.",
    )
    .argument("<scenario.yaml...>", "two or more; fleet.yaml:spot is its variant spot")
    .option("--base <git-ref>", "compare the one file that is given with what it was at that commit")
    .addOption(
      repeated("--fail-if <change>", "exit 3 where the last differs so from the first: 'cost.perMonth > +5 %'"),
    )
    .addOption(sensitivityOption())
    .addHelpText(
      "after",
      examples(
        "sim compare before.yaml after.yaml --replications 40",
        "sim compare fleet.yaml fleet.yaml:spot fleet.yaml:spot+arm64",
        "sim compare fleet.yaml --base origin/main --fail-if 'cost.perMonth > +5 %' --format markdown",
        "sim compare a.yaml b.yaml --out runs/ab      # resumed where it was stopped",
      ),
    )
    .action(async (paths: readonly string[], options: Options) => {
      const gates = gatesOf(options.failIf);
      const replications = replicationsFor(paths[0], options);
      const { alternatives, asked } = openAlternatives(paths, options, replications);
      const sheets = [alternatives[0].sheet, alternatives.at(-1)!.sheet];
      eachGate(options.failIf, (_, at) => checkGate(gates[at], sheets));
      const plan = { command: "compare", replications, settings: { failIf: options.failIf, ...asked }, alternatives };
      process.exitCode = await conduct(options, comparisonOf(plan, options));
    });

/** Inputs of a comparison beside its alternatives. */
interface CompareSettings {
  readonly failIf: readonly string[];
  readonly sensitivity?: SensitivityAsked;
}

/** A comparison as its plan says. */
export function comparisonOf(
  plan: ExperimentPlan,
  options: Pick<Options, "format" | "strict">,
): OpenExperiment<CompareResult> {
  const { alternatives, replications } = plan;
  const { failIf, sensitivity } = plan.settings as CompareSettings;
  const request = { alternatives, replications, gates: gatesOf(failIf), version: packageVersion(), sensitivity };
  return {
    plan,
    ...(sensitivity && { indivisible: examinedLast }),
    conduct: (laboratory, { onProgress, signal }) =>
      compareAlternatives({ ...request, laboratory, onProgress, signal }),
    conclude: (result) => (result.comparison === null ? nothingTold(result.why) : conclude(result.comparison, options)),
  };
}

function nothingTold(why: string): Conclusion {
  process.stderr.write(`nothing is compared: ${why}\n`);
  return { code: exitCodes.aborted, files: {} };
}

function conclude(comparison: ComparisonOutcome, { format, strict }: Pick<Options, "format" | "strict">): Conclusion {
  print(comparison, format, comparisonReporters, { strict });
  const page = pageOf(comparison, [], pageScript());
  const files = { "report.html": page, ...comparisonFiles(comparison), "comparison.json": comparisonJson(comparison) };
  return { code: comparisonExitCode(comparison, { strict: strict ?? false }), files };
}

/** Reads all gates, or says all that is wrong with them. */
function gatesOf(changes: readonly string[]): readonly ChangeGate[] {
  return eachGate(changes, parseGate);
}

/** Does something with each gate, or says all that is refused. */
function eachGate<T>(changes: readonly string[], what: (text: string, at: number) => T): readonly T[] {
  const problems: string[] = [];
  const done = changes.flatMap((text, at) => {
    try {
      return [what(text, at)];
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const hint = error.hint === undefined ? "" : `; ${error.hint}`;
      problems.push(`--fail-if '${text}': expected ${error.message}${hint}`);
      return [];
    }
  });
  refuse(problems);
  return done;
}

/** Number of replications of each configuration: as asked, or as the first file says, and enough for an interval. */
function replicationsFor(path: string, options: Options): number {
  if (options.replications !== undefined) return options.replications;
  const { scenario } = openScenario(...fileOf(path, options));
  return Math.max(fewest, scenario.replications);
}

function openAlternatives(paths: readonly string[], options: Options, replications: number) {
  const { base } = options;
  if (paths.length < 2 && base === undefined)
    throw new WrongCall(["expected two or more scenarios, or --base with a commit to compare with"]);
  if (paths.length > 1 && base !== undefined)
    throw new WrongCall([
      `expected one scenario beside --base, got ${paths.length}: a file is compared with its own past, one call each`,
    ]);
  const first = openScenario(...fileOf(paths[0], options));
  const settings = { ...options, replications, seed: options.seed ?? first.scenario.seed };
  const names = namesOf(paths);
  const openings = paths.map((path) => fileOf(path, { ...options, set: settingsOf(settings) }));
  const opened = together([
    ...(base === undefined
      ? []
      : openings.map(
          ([file, opening], at) => [`${names[at]} at ${base}`, () => openAtCommit(file, base, opening)] as const,
        )),
    ...openings.map(([file, opening], at) => [names[at], () => openScenario(file, opening)] as const),
  ]);
  if (!options.quiet) printWarnings(onceEach(opened.flatMap(([, { warnings }]) => warnings)));
  return {
    alternatives: opened.map(([name, read]) => alternativeOf(name, read, replications)),
    asked: options.sensitivity && { sensitivity: askedOf(opened.map(([, read]) => read)) },
  };
}

/** Opens all of them, or throws all that is wrong with any. */
function together(
  all: readonly (readonly [name: string, open: () => ReadScenario])[],
): readonly (readonly [name: string, read: ReadScenario])[] {
  const problems = new Set<string>();
  const opened = all.flatMap(([name, open]) => {
    try {
      return [[name, open()] as const];
    } catch (error) {
      if (!(error instanceof WrongCall)) throw error;
      for (const line of error.lines) problems.add(line);
      return [];
    }
  });
  refuse([...problems]);
  return opened;
}

/** Variants of one file mostly warn of the same. */
function onceEach(warnings: readonly Issue[]): readonly Issue[] {
  return [...new Map(warnings.map((warning) => [formatIssue(warning), warning])).values()];
}

/** The shortest names that tell the files apart: name and variant, and the number where two are the same. */
function namesOf(paths: readonly string[]): readonly string[] {
  const short = paths.map((path) => path.replace(/^.*\//, "").replace(/\.ya?ml/, ""));
  return short.map((name, at) => (short.indexOf(name) === short.lastIndexOf(name) ? name : `${name} #${at + 1}`));
}

/** "fleet.yaml:spot" is the variant spot of fleet.yaml. */
function fileOf(path: string, options: Pick<Options, "variant" | "set">) {
  const [, file, own] = /^(.*?\.ya?ml)(?::(.+))?$/.exec(path) ?? [null, path, undefined];
  const variant = own ?? options.variant;
  return [file, { set: options.set, ...(variant !== undefined && { variant }) }] as const;
}
