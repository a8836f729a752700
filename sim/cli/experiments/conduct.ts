import { join } from "node:path";
import { Laboratory, type SampleCounts } from "../../experiments/laboratory.js";
import { Threads } from "../../experiments/threads.js";
import type { TrialWatch } from "../../experiments/trial.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import type { RunOptions } from "../options.js";
import { writeAtomically } from "../results/atomic-files.js";
import { openSamples } from "../results/sample-file.js";
import { interruptible, progress } from "../terminal.js";

/** An experiment as a command makes it of its call. */
export interface OpenExperiment<Result> {
  /** The names of the files that stand in its directory when it is done, the one that vouches for the others last. */
  readonly files: readonly string[];
  /** Asks the laboratory for samples and makes a result of them; of fewer than it asked for where some are missing. */
  readonly conduct: (laboratory: Laboratory, watch: TrialWatch) => Promise<Result>;
  /** Prints a result, and says what its files hold and how the command exits. */
  readonly conclude: (result: Result) => Conclusion;
}

/** What a result comes to. */
export interface Conclusion {
  readonly code: ExitCode;
  /** The text of each file, by its name; none where there is no result. */
  readonly texts: Readonly<Record<string, string>>;
}

/**
 * Conducts an experiment with the options that all experiments have: where trials run, where samples and results stay,
 * and what is told meanwhile. A result of which replications are missing is neither printed nor written.
 */
export async function conduct<Result>(options: RunOptions, experiment: OpenExperiment<Result>): Promise<ExitCode> {
  const { out, workers, quiet } = options;
  const store = out === undefined ? null : openSamples(out, experiment.files);
  const runner = new Threads(workers);
  const shown = progress("replications", quiet ?? false);
  const laboratory = new Laboratory(runner, store);
  const onProgress = (done: number, total: number) => shown.update(done, total);
  const result = await interruptible((signal) => experiment.conduct(laboratory, { onProgress, signal })).finally(
    async () => {
      shown.stop();
      store?.close();
      await runner.close();
    },
  );
  if (isWhole(laboratory.counts)) return conclude(options, experiment, result);
  process.stderr.write(`${whyNotWhole(laboratory.counts)}${howToGoOn(options)}\n`);
  return laboratory.counts.broken > 0 ? exitCodes.invalidMeasurement : exitCodes.aborted;
}

function conclude<Result>({ out }: RunOptions, { files, conclude }: OpenExperiment<Result>, result: Result): ExitCode {
  const { code, texts } = conclude(result); // printed first: a full disk does not lose what was computed
  const written = out === undefined ? [] : files.filter((name) => name in texts);
  for (const name of written) writeAtomically(join(out!, name), texts[name]);
  return code;
}

function isWhole({ asked, found, made }: SampleCounts): boolean {
  return found + made === asked;
}

function whyNotWhole({ asked, found, made, broken, firstError }: SampleCounts): string {
  const of = (count: number) => `${count.toLocaleString("en-US")} of ${asked.toLocaleString("en-US")} replications`;
  return firstError === null
    ? `stopped: ${of(asked - found - made)} are missing`
    : `${of(broken)} broke: ${firstError.message}`;
}

function howToGoOn({ out }: RunOptions): string {
  return out === undefined ? "" : `; ${out} keeps what is done: the same call goes on from there`;
}
