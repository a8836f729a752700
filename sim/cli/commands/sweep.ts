import type { Command } from "commander";
import { pageOf } from "../../../reports/html/index.js";
import { sweepCsv, sweepJson, sweepReporters } from "../../../reports/sweep/index.js";
import { examinedLast } from "../../experiments/deciding-unknowns.js";
import { packageVersion, pageScript } from "../../experiments/package-assets.js";
import type { ExperimentPlan } from "../../experiments/plan.js";
import { sweep as sweepPoints } from "../../experiments/sweep.js";
import type { SweepOutcome } from "../../outcome/swept.js";
import { exitCodes } from "../exit-codes.js";
import { conduct, type OpenExperiment } from "../experiments/conduct.js";
import { openPoints, type SpaceOptions, spaceIn, spacePlan, withSpaceOptions } from "../experiments/open-points.js";
import { type ExperimentOptions, examples, withExperimentOptions } from "../options.js";
import { print } from "../terminal.js";

/** Simulates every combination of some values. */
export const sweep = (command: Command): Command =>
  withSpaceOptions(withExperimentOptions(command, sweepReporters))
    .description(
      "Simulates every combination of the values that are varied, with the same random numbers, and says what each costs, its p99, " +
        "whether its objectives hold, and which combinations nothing beats in both. Never exits 3.",
    )
    .argument("<scenario.yaml>")
    .addHelpText(
      "after",
      examples(
        "sim sweep fleet.yaml --vary services.web.desired=2,3 --vary services.web.task.cpu=512,1024",
        "sim sweep fleet.yaml --vary variant=spot,arm64 --replications 20 --format csv > sweep.csv",
        "sim sweep fleet.yaml --vary 'services.web.bounds.min=2..20 step 2' --out sweep    # resumable",
        "sim sweep fleet.yaml --experiment sizes.yaml      # axes, conditions and exclusions",
      ),
    )
    .action(async (path: string, options: SpaceOptions) => {
      process.exitCode = await conduct(options, sweepOf(spacePlan("sweep", openPoints(path, options), {}), options));
    });

/** A sweep as its plan says. */
export function sweepOf(
  plan: ExperimentPlan,
  { format }: Pick<ExperimentOptions, "format">,
): OpenExperiment<SweepOutcome> {
  const order = { ...spaceIn(plan), replications: plan.replications, version: packageVersion() };
  return {
    plan,
    ...(order.sensitivity && { indivisible: examinedLast }),
    conduct: (laboratory, { onProgress, signal }) => sweepPoints({ ...order, laboratory, onProgress, signal }),
    conclude: (outcome) => {
      print(outcome, format, sweepReporters);
      const page = pageOf(outcome, [], pageScript());
      const files = { "report.html": page, "sweep.csv": sweepCsv(outcome), "sweep.json": sweepJson(outcome) };
      return { code: exitCodes.good, files };
    },
  };
}
