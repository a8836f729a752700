import { Laboratory, type SampleCounts, SamplesMissing, type Shard } from "../../experiments/laboratory.js";
import type { ExperimentPlan } from "../../experiments/plan.js";
import type { Runner, TrialWatch } from "../../experiments/trial.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { refuse } from "../failures.js";
import type { ExperimentOptions } from "../options.js";
import { type ExperimentPlace, partName } from "../results/experiment-directory.js";
import { interruptible, progress } from "../terminal.js";
import { openPlace } from "./places.js";
import { openRunner } from "./runner.js";
import { shardOf } from "./shard.js";

/** An experiment as a command makes it of its plan. */
export interface OpenExperiment<Result> {
  readonly plan: ExperimentPlan;
  /** Why no part of it can be computed apart; left out where it can. */
  readonly indivisible?: string;
  /** Asks the laboratory for samples and makes a result of them. */
  conduct(laboratory: Laboratory, watch: TrialWatch): Promise<Result>;
  /** Prints a result, and says what its files hold and how the command exits. */
  conclude(result: Result): Conclusion;
}

/** The result of an experiment as it is printed and stored. */
export interface Conclusion {
  readonly code: ExitCode;
  /** Its files by name, the one that vouches for the others last; empty without a result. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Conducts an experiment with the options that all experiments have: where trials run, where samples and results stay,
 * and what is told meanwhile. Nothing is concluded while samples are missing.
 */
export async function conduct<Result>(
  options: ExperimentOptions,
  experiment: OpenExperiment<Result>,
): Promise<ExitCode> {
  const shard = shardOf(options.shard, process.env);
  refuse(shard === null ? [] : unshardable(experiment, options));
  const { out, force, endpointUrl } = options;
  const place = out === undefined ? null : await openPlace(out, experiment.plan, { shard, force, endpointUrl });
  try {
    const runner = await openRunner(options);
    return await conductWith(runner, place, shard, options, experiment).finally(() => runner.close());
  } finally {
    await place?.flush().finally(() => place.close());
  }
}

async function conductWith<Result>(
  runner: Runner,
  place: ExperimentPlace | null,
  shard: Shard | null,
  options: ExperimentOptions,
  experiment: OpenExperiment<Result>,
): Promise<ExitCode> {
  const laboratory = new Laboratory(runner, place?.store ?? null, shard);
  try {
    const result = await watched(options, (watch) => experiment.conduct(laboratory, watch));
    return await conclude(experiment.conclude(result), laboratory, place);
  } catch (error) {
    if (!(error instanceof SamplesMissing)) throw error;
    return partly(laboratory.counts, shard, options);
  }
}

function unshardable({ indivisible }: OpenExperiment<unknown>, { out }: ExperimentOptions): readonly string[] {
  if (indivisible !== undefined) return [`no part of it can be computed apart: ${indivisible}`];
  return out === undefined ? ["expected --out: a part that does not stay cannot be merged with the others"] : [];
}

async function watched<T>({ quiet }: ExperimentOptions, work: (watch: TrialWatch) => Promise<T>): Promise<T> {
  const shown = progress("replications", quiet ?? false);
  const onProgress = (done: number, total: number) => shown.update(done, total);
  return interruptible((signal) => work({ onProgress, signal })).finally(() => shown.stop());
}

/** Puts the result of an experiment in its place; it is printed already: a full disk does not lose what was computed. */
export async function conclude(
  { code, files }: Conclusion,
  { counts, trials }: Laboratory,
  place: ExperimentPlace | null,
): Promise<ExitCode> {
  await place?.conclude(trials, Object.entries(files));
  if (counts.broken === 0) return code;
  process.stderr.write(`${broken(counts)}\n`);
  return exitCodes.invalidMeasurement;
}

/** The message where samples are missing: this shard's part is done, or somebody stopped it. */
function partly(counts: SampleCounts, shard: Shard | null, { out, quiet }: ExperimentOptions): ExitCode {
  const { asked, found, made } = counts;
  const isDone = found + made + counts.broken === asked;
  const part = shard === null ? "" : `part ${partName(shard)}: `;
  const there = found === 0 ? "" : `, ${count(found)} of them before this call`;
  if (counts.broken > 0) process.stderr.write(`${part}${broken(counts)}\n`);
  if (isDone) {
    if (!quiet)
      process.stderr.write(`${part}${count(found + made)} of ${count(asked)} replications are done${there}\n`);
    return counts.broken > 0 ? exitCodes.invalidMeasurement : exitCodes.good;
  }
  const kept = out === undefined ? "" : `; ${out} keeps what is done: the same call goes on from there`;
  process.stderr.write(
    `${part}stopped: ${count(asked - found - made)} of ${count(asked)} replications are missing${kept}\n`,
  );
  return exitCodes.aborted;
}

function broken({ asked, broken, firstError }: SampleCounts): string {
  return `${count(broken)} of ${count(asked)} replications broke: ${firstError?.message}`;
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}
