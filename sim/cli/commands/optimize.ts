import { type Command, InvalidArgumentError, Option } from "commander";
import { pageOf } from "../../../reports/html/index.js";
import { optimizationFiles, optimizationJson, optimizationReporters } from "../../../reports/optimization/index.js";
import { firstReplications, type OptimizeOrder, optimize as optimizePoints } from "../../experiments/optimize.js";
import { packageVersion, pageScript } from "../../experiments/package-assets.js";
import type { ExperimentPlan } from "../../experiments/plan.js";
import type { SweepPoint } from "../../experiments/sweep.js";
import { units } from "../../facts/units.js";
import { optimizationExitCode } from "../../outcome/exit-code.js";
import type { OptimizationOutcome } from "../../outcome/optimized.js";
import { classProbabilities, commonStrata } from "../../outcome/runs.js";
import { exitCodes } from "../exit-codes.js";
import { type Conclusion, conduct, type OpenExperiment } from "../experiments/conduct.js";
import { openPoints, type SpaceOptions, spaceIn, spacePlan, withSpaceOptions } from "../experiments/open-points.js";
import { refuse } from "../failures.js";
import { examples, wholeNumber, withExperimentOptions } from "../options.js";
import { print } from "../terminal.js";

interface Options extends SpaceOptions {
  readonly confidence: number;
  readonly indifference: number;
  readonly budget?: number;
}

/** Default maximum of replications of one combination: enough to tell nearly everything that can be told apart. */
const usualMost = 60;
/**
 * Default budget: so many replications for each combination that is simulated separately, and never fewer than `least`.
 */
const usualBudget = { each: 8, least: 200 };

/** Looks for the cheapest combination that holds its objectives. */
export const optimize = (command: Command): Command =>
  withSpaceOptions(withExperimentOptions(command, optimizationReporters))
    .description(
      "Looks for the cheapest combination of the values that are varied whose objectives hold: a few replications of each, then many " +
        "of those alone that may still change the answer. Says how probable it is that the choice is right. Exits 3 where none holds.",
    )
    .argument("<scenario.yaml>")
    .addOption(share("--confidence <share>", "the probability of a right choice at which the search ends", 0.95))
    .addOption(share("--indifference <share>", "a combination that is cheaper by less is as good", 0.01))
    .option(
      "--budget <n>",
      `replications in all (default: ${usualBudget.each} a combination, and ${usualBudget.least} at least); --replications: of one at most (default: ${usualMost})`,
      wholeNumber(1),
    )
    .addHelpText(
      "after",
      examples(
        "sim optimize fleet.yaml --vary 'services.web.bounds.min=2..20 step 2' --vary variant=spot,arm64",
        "sim optimize fleet.yaml --vary 'prices.committedUsdPerHour=$0..$2 step $0.1'",
        "sim optimize fleet.yaml --experiment sizes.yaml --budget 2000 --out sizes   # resumable",
      ),
    )
    .action(async (path: string, options: Options) => {
      const most = options.replications ?? usualMost;
      const opened = openPoints(path, options, most);
      const budget = budgetOf(opened.points, options);
      const { confidence, indifference } = options;
      const plan = spacePlan("optimize", opened, { most, budget, confidence, indifference });
      process.exitCode = await conduct(options, optimizationOf(plan, options));
    });

/** Inputs of an optimization beside its combinations. */
type OptimizeSettings = Pick<OptimizeOrder, "most" | "budget" | "confidence" | "indifference">;

/** An optimization as its plan says. */
export function optimizationOf(
  plan: ExperimentPlan,
  options: Pick<Options, "format" | "strict">,
): OpenExperiment<OptimizationOutcome | null> {
  const { most, budget, confidence, indifference } = plan.settings as OptimizeSettings;
  const order = { ...spaceIn(plan), most, budget, confidence, indifference, version: packageVersion() };
  return {
    plan,
    indivisible: "what is simulated next depends on all that was before",
    conduct: (laboratory, { onProgress, signal }) => optimizePoints({ ...order, laboratory, onProgress, signal }),
    conclude: (found) => conclude(found, options),
  };
}

function conclude(
  found: OptimizationOutcome | null,
  { format, strict }: Pick<Options, "format" | "strict">,
): Conclusion {
  if (found === null) return { code: exitCodes.aborted, files: {} };
  print(found, format, optimizationReporters, { strict });
  const page = pageOf(found, [], pageScript());
  const files = { "report.html": page, ...optimizationFiles(found), "optimization.json": optimizationJson(found) };
  return { code: optimizationExitCode(found, { strict: strict ?? false }), files };
}

/** The budget as asked, or the default; refused where it is too small to look at every combination. */
function budgetOf(points: readonly SweepPoint[], { budget }: Options): number {
  const alternatives = points.map(({ alternative }) => alternative);
  const simulations = new Set(alternatives.map(({ simulation }) => simulation)).size;
  const least = simulations * firstReplications(classProbabilities(commonStrata(alternatives)).length);
  const asked = budget ?? Math.max(usualBudget.least, usualBudget.each * simulations);
  refuse(asked < least ? [`--budget ${asked}: expected at least ${least}, to look at each combination once`] : []);
  return asked;
}

function share(flags: string, about: string, usual: number): Option {
  const { read, print: printed, expected } = units.ratio;
  const parsed = (text: string) => {
    const value = read(text);
    if (value !== undefined && value >= 0 && value < 1) return value;
    throw new InvalidArgumentError(`expected ${expected}`);
  };
  return new Option(flags, about).argParser(parsed).default(usual, printed(usual));
}
