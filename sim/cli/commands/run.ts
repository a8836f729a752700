import { type Command, InvalidArgumentError } from "commander";
import { reporters } from "../../../reports/index.js";
import { formatIssue, ratio } from "../../../scenarios/language/index.js";
import { counted } from "../../facts/numbers.js";
import { exitCode } from "../../outcome/index.js";
import type { Outcome } from "../../outcome/outcome.js";
import { unsteadyWarnings } from "../../outcome/steady.js";
import { type ReadScenario, unknownsOf } from "../../scenario/index.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { openRunner } from "../experiments/runner.js";
import { refuse } from "../failures.js";
import { openLadder, openScenario, printWarnings } from "../open-scenario.js";
import { examples, filePath, queueOption, type RunOptions, settingsOf, withRunOptions } from "../options.js";
import {
  type Predicted,
  predictPrecisely,
  predictShown,
  type ShownOptions,
  withLadderShown,
  withLagsShown,
  withUnknownsShown,
} from "../predict-shown.js";
import { prepareRunDirectory, writeRun } from "../results/run-directory.js";
import { delivered, type OtlpOption, withOtlpOption } from "../telemetry/push.js";
import { print } from "../terminal.js";

interface Options extends RunOptions, OtlpOption {
  readonly queue?: string;
  readonly precision?: number;
  readonly brackets: boolean;
  readonly steady?: true;
  /** A directory; true where none is named. */
  readonly sensitivity?: string | true;
}

/** The options, and who runs replications: threads, or the workers at a queue. */
type Simulating = Omit<Options, "workers"> & ShownOptions;

/** Simulates a scenario and prints cost, p99, losses and objectives. */
export const run = (command: Command): Command =>
  withOtlpOption(withRunOptions(command))
    .description("Simulates a scenario and prints its cost, p99 and losses, and whether its objectives hold.")
    .argument("<scenario.yaml>")
    .option(
      "--precision <share>",
      "from ten on, more replications until p99 and cost are known so well (5%), at most --replications (default: 320)",
      narrowness,
    )
    .option("--steady", "ask for a steady state: an unstable scenario is refused, and too short a warm-up told")
    .option(
      "--no-brackets",
      "leave out what depends on how old the metric is that scaling acts on (up to eight more replications)",
    )
    .option(
      "--sensitivity [dir]",
      "say which verdicts depend on what nobody knows: with the samples in dir of sim sensitivity --out, and those that are missing",
      filePath,
    )
    .addOption(queueOption("let the workers at this queue simulate (sim worker), none on this machine"))
    .addHelpText(
      "after",
      examples(
        "sim run fleet.yaml",
        "sim run fleet.yaml --replications 20 --set services.web.bounds.max=40",
        "sim run fleet.yaml --precision 2%",
        "sim run fleet.yaml --precision 1% --queue redis://queue.internal:6379",
        "sim run fleet.yaml --variant smaller+spot",
        "sim run fleet.yaml --variant coupled --seed 7 --format json > outcome.json",
        "sim run fleet.yaml --sensitivity               # which verdicts depend on what nobody knows",
        "sim run fleet.yaml --sensitivity unknowns      # with what sim sensitivity --out has there",
        "sim run fleet.yaml --out runs/tonight && sim run runs/tonight/scenario.yaml",
      ),
    )
    .action(async (path: string, options: Options) => {
      const read = openScenario(path, { ...options, set: settingsOf(options) });
      openLadder(path, read, settingsOf(options));
      if (!options.quiet) printWarnings(read.warnings);
      if (options.steady) refuseUnstable(read);
      if (options.out !== undefined) prepareRunDirectory(options.out, options);
      const runner = options.queue === undefined ? null : await openRunner(options);
      const simulating = { ...options, workers: runner ?? options.workers };
      const done = await simulated(path, read, simulating).finally(() => runner?.close());
      const code = finish(done, options);
      process.exitCode = await delivered(code, done.prediction === null ? [] : [done.prediction.outcome], options);
    });

/** The prediction with all that the options ask for. */
async function simulated(path: string, read: ReadScenario, options: Simulating): Promise<Predicted> {
  const predicted =
    options.precision === undefined
      ? { read, prediction: await predictShown(read, options) }
      : await predictPrecisely(path, options, options.precision);
  const steady = options.steady ? withSteadiness(predicted) : predicted;
  const told = options.brackets ? await bracketed(steady, options) : steady;
  return laddered(path, await withUnknowns(told, options), options);
}

function narrowness(text: string): number {
  const share = ratio().safeParse(text).data ?? 0;
  if (share > 0) return share;
  throw new InvalidArgumentError("expected a share above 0 such as 5%");
}

/** A queue that grows all the time has no steady state. */
function refuseUnstable({ warnings }: ReadScenario): void {
  const unstable = warnings.filter(({ code }) => code === "overload").map(formatIssue);
  if (unstable.length > 0) refuse(["unstable, so that it has no steady state (--steady):", ...unstable]);
}

function withSteadiness({ read, prediction }: Predicted): Predicted {
  if (prediction === null) return { read, prediction };
  const { outcome, runs } = prediction;
  const warnings = [...(outcome.warnings ?? []), ...unsteadyWarnings(runs)];
  return {
    read,
    prediction: warnings.length === 0 ? prediction : { ...prediction, outcome: { ...outcome, warnings } },
  };
}

async function bracketed({ read, prediction }: Predicted, options: Simulating): Promise<Predicted> {
  return { read, prediction: prediction && (await withLagsShown(read, prediction, options)) };
}

async function withUnknowns({ read, prediction }: Predicted, options: Simulating): Promise<Predicted> {
  const { sensitivity } = options;
  if (sensitivity === undefined || prediction === null) return { read, prediction };
  const folder = sensitivity === true ? null : sensitivity;
  return { read, prediction: await withUnknownsShown(read, prediction, { ...options, folder }) };
}

async function laddered(path: string, { read, prediction }: Predicted, options: Simulating): Promise<Predicted> {
  if (prediction === null) return { read, prediction };
  const { replications, seed } = read.scenario;
  const configurations = openLadder(path, read, settingsOf({ ...options, replications, seed }));
  return { read, prediction: await withLadderShown(read, prediction, configurations, options) };
}

/** A page of nothing would only hide why. */
function nothingDone(why: string): ExitCode {
  process.stderr.write(`${why}: there is nothing to tell yet\n`);
  return exitCodes.aborted;
}

function finish({ read, prediction }: Predicted, options: Options): ExitCode {
  if (prediction === null) return nothingDone("stopped before a minute was simulated");
  const { outcome, events } = prediction;
  const hasArrivals = Object.values(outcome.services).some(({ requests }) => (requests?.arrived ?? 0) > 0);
  if (outcome.aborted !== null && !hasArrivals) return nothingDone(outcome.aborted);
  print(outcome, options.format, reporters, options); // first: a full disk does not lose what was computed
  if (options.out !== undefined) writeRun(options.out, { outcome, events, read });
  if (!options.quiet) printNotes(outcome, unknownsOf(read).filter(({ isAsWritten }) => !isAsWritten).length);
  return exitCode(outcome, { strict: options.strict ?? false });
}

/** Says how to learn what this run could not tell. */
function printNotes({ objectives, replicationsAsked, unknowns, aborted }: Outcome, untold: number): void {
  if (replicationsAsked === 1) process.stderr.write("one replication has no intervals: --replications 20 gives them\n");
  const undecided = objectives.filter(({ verdict }) => verdict === "undecided").map(({ objective }) => objective);
  if (undecided.length > 0) process.stderr.write(`undecided, more --replications may tell: ${undecided.join("; ")}\n`);
  if (objectives.length === 0 || untold === 0 || unknowns !== undefined || aborted !== null) return;
  process.stderr.write(
    `${counted(untold, "assumption")} that no public source tells ${untold === 1 ? "stands" : "stand"} behind these verdicts: --sensitivity tells which of them depend on one\n`,
  );
}
