import type { Command } from "commander";
import { Laboratory, SamplesMissing, type WantedSample } from "../../experiments/laboratory.js";
import { type ExperimentPlan, planOf } from "../../experiments/plan.js";
import type { Runner } from "../../experiments/trial.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { conclude } from "../experiments/conduct.js";
import { experiments } from "../experiments/index.js";
import { type FoundExperiment, findExperiment, openPlace } from "../experiments/places.js";
import { refuse, WrongCall } from "../failures.js";
import { examples, filePath } from "../options.js";
import { partName } from "../results/experiment-directory.js";

interface Options {
  readonly out?: string;
  readonly format?: string;
  readonly endpointUrl?: string;
  readonly force?: true;
  readonly strict?: true;
}

const formats = ["text", "json", "csv", "markdown", "junit"];

/** Joins the parts of an experiment. */
export const merge = (command: Command): Command =>
  command
    .description(
      "Joins the parts of an experiment that were computed with --shard, and prints and writes what it would have in one piece, to " +
        "the byte. While samples are missing it says which, and exits 4.",
    )
    .argument("<place...>", "directories, or s3://bucket/prefix")
    .option("--out <place>", "write the whole there (default: the place of the parts, where that is one)", filePath)
    .option("--format <name>", `how to print the result: ${formats.join(", ")}, as its command has them`, "text")
    .option("--endpoint-url <url>", "where S3 listens, if not at AWS")
    .option("--force", "write over another experiment")
    .option("--strict", "exit 3 also when an objective is undecided or not evaluated")
    .addHelpText(
      "after",
      examples(
        "sim merge runs/sweep",
        "sim merge part-*/ --out runs/sweep",
        "sim merge s3://bucket/sweep --out runs/sweep --format csv",
      ),
    )
    .action(async (places: readonly string[], options: Options) => {
      const { out = places[0] } = options;
      refuse(
        places.length > 1 && options.out === undefined ? ["expected --out, where parts lie in several places"] : [],
      );
      const found: FoundExperiment[] = [];
      try {
        for (const place of places) found.push(await findExperiment(place, options.endpointUrl));
        process.exitCode = await merged(found, out, options);
      } finally {
        for (const each of found) each.close();
      }
    });

async function merged(found: readonly FoundExperiment[], out: string, options: Options): Promise<ExitCode> {
  const plan = commonPlan(found);
  const { format = "text", strict } = options;
  const experiment = (await experiments[plan.command]())(plan, { format, ...(strict && { strict }) });
  const besides = found.filter(({ at }) => at !== out).flatMap(({ samples }) => samples);
  const place = await openPlace(out, plan, {
    shard: null,
    besides,
    force: options.force,
    endpointUrl: options.endpointUrl,
  });
  const laboratory = new Laboratory(nobody, place.store);
  try {
    const result = await experiment.conduct(laboratory, {});
    return await conclude(experiment.conclude(result), laboratory, place);
  } catch (error) {
    if (!(error instanceof SamplesMissing)) throw error;
    for (const line of whatIsMissing(error, found)) process.stderr.write(`${line}\n`);
    return exitCodes.invalidMeasurement;
  } finally {
    place.close();
  }
}

/** The plan of all parts; refused where they are of several experiments. */
function commonPlan([first, ...others]: readonly FoundExperiment[]): ExperimentPlan {
  const other = others.find(({ plan }) => plan !== first.plan);
  const plans = [first, ...(other === undefined ? [] : [other])].map(({ at, plan }) => ({ at, plan: planOf(plan) }));
  refuse(plans.flatMap(({ at, plan }) => ("refused" in plan ? [`${at}: experiment.json ${plan.refused}`] : [])));
  if (other !== undefined) throw new WrongCall([`${other.at}: holds a part of another experiment than ${first.at}`]);
  return plans[0].plan as ExperimentPlan;
}

const nobody: Runner = { async *run() {} };

const linesMax = 20;

/** The parts that have to be computed again, where the names of those that are there say how many there are, and the samples. */
function whatIsMissing({ missing, asked }: SamplesMissing, found: readonly FoundExperiment[]): readonly string[] {
  const sentence = `${missing.length.toLocaleString("en-US")} of ${asked.toLocaleString("en-US")} replications are missing`;
  const of = partsIn(found);
  const parts = [...new Set(missing.map(({ run }) => run % of))].sort((a, b) => a - b);
  const shards = of === 1 ? "" : `, of the parts ${parts.map((number) => partName({ number, of })).join(", ")}`;
  const names = [...new Set(missing.map(({ alternative }) => alternative.name))];
  const lines = names.slice(0, linesMax).map((name) => {
    const own = missing.filter(({ alternative }) => alternative.name === name);
    return `  ${name}: ${replicationsOf(own)}`;
  });
  const more = names.length > linesMax ? [`  and of ${names.length - linesMax} other configurations`] : [];
  return [`${sentence}${shards}`, ...lines, ...more];
}

function replicationsOf(samples: readonly WantedSample[]): string {
  return `replication${samples.length === 1 ? "" : "s"} ${samples.map(({ index }) => index).join(", ")}`;
}

/** Number of shards, by the names of the parts that were found; 1 where the names do not say. */
function partsIn(found: readonly FoundExperiment[]): number {
  const counts = found.flatMap(({ parts }) => parts.map((name) => Number(/-of-(\d+)/.exec(name)?.[1] ?? 1)));
  return new Set(counts.filter((count) => count > 1)).size === 1 ? Math.max(...counts) : 1;
}
