import { allocated, sharesOf } from "../experiments/allocation.js";
import { alternativeOf } from "../experiments/alternative.js";
import { daysByType } from "../experiments/calendar.js";
import { askedOf, decidingUnknowns } from "../experiments/deciding-unknowns.js";
import { Laboratory, SamplesMissing } from "../experiments/laboratory.js";
import { type LadderConfiguration, withLadder } from "../experiments/ladder.js";
import { replicationsAtEnds, withMetricLags } from "../experiments/metric-lags.js";
import { packageVersion } from "../experiments/package-assets.js";
import { fewestReplications, nextCount, widestOf } from "../experiments/precision.js";
import type { Prediction, PredictionRequest } from "../experiments/predict.js";
import { fewestPairs, planSensitivity, sensitivity } from "../experiments/sensitivity.js";
import { Threads } from "../experiments/threads.js";
import type { Runner, WholeRunner } from "../experiments/trial.js";
import { sameArrivals } from "../experiments/verification.js";
import { simulate } from "../library/predict.js";
import { withRuns } from "../library/read.js";
import type { Run } from "../outcome/index.js";
import type { Outcome } from "../outcome/outcome.js";
import type { Replication } from "../outcome/replication.js";
import { sampleOf } from "../outcome/sample.js";
import { withUnknowns } from "../outcome/sensitivity.js";
import { rangeQuestions, type Verification } from "../outcome/verification/index.js";
import type { ReadScenario } from "../scenario/index.js";
import { openScenario } from "./open-scenario.js";
import { type RunOptions, settingsOf } from "./options.js";
import { openDirectory, planIn } from "./results/experiment-directory.js";
import { interruptible, progress } from "./terminal.js";

/** Simulations of the same arrivals that a server of others is held against: they know their mean p99 to a quarter of its scatter. */
export const drawsByDefault = 20;

export interface ShownOptions {
  /** Threads, or who else runs replications. */
  readonly workers: number | (Runner & WholeRunner);
  readonly quiet?: boolean;
}

/** Predicts while a person looks on; Ctrl-C ends it with what is done. Null when nothing was. */
export async function predictShown(
  read: ReadScenario,
  { workers, quiet = false, made }: ShownOptions & Pick<PredictionRequest, "made">,
): Promise<Prediction | null> {
  const shown = progress(read.scenario.replications === 1 ? "replication" : "replications", quiet);
  const onProgress = (done: number, total: number) => shown.update(done, total);
  try {
    return await interruptible((signal) => simulate(read, { workers, onProgress, signal, made }));
  } finally {
    shown.stop();
  }
}

/**
 * The prediction with what depends on how the metric lag splits, of which AWS tells only the sum. Ctrl-C leaves the
 * prediction as it was.
 */
export async function withLagsShown(
  read: ReadScenario,
  prediction: Prediction,
  { workers, quiet = false }: ShownOptions,
): Promise<Prediction> {
  if (replicationsAtEnds(prediction) === 0) return prediction;
  const shown = progress("replications with another metric age", quiet);
  const onProgress = (done: number, total: number) => shown.update(done, total);
  const request = { read, version: packageVersion(), workers, onProgress };
  try {
    return await interruptible((signal) => withMetricLags({ ...request, signal }, prediction));
  } finally {
    shown.stop();
  }
}

/**
 * The prediction with what decides its verdicts otherwise among what nobody knows. A directory is one of `sim sensitivity`,
 * with whose samples it begins, or becomes one; without one nothing is kept. Ctrl-C leaves the prediction as it was.
 */
export async function withUnknownsShown(
  read: ReadScenario,
  prediction: Prediction,
  {
    workers,
    quiet = false,
    force,
    folder,
  }: ShownOptions & { readonly folder: string | null; readonly force?: true | undefined },
): Promise<Prediction> {
  if (prediction.outcome.aborted !== null) return prediction;
  const replications =
    (folder === null ? null : replicationsIn(folder)) ?? Math.max(fewestPairs, read.scenario.replications);
  const plan = planSensitivity(withRuns(read, { replications }), false);
  const place = folder === null ? null : openDirectory(folder, plan, { shard: null, force });
  const threads = typeof workers === "number" ? new Threads(workers) : null;
  const shown = progress("replications with other values of what nobody knows", quiet);
  const onProgress = (done: number, total: number) => shown.update(done, total);
  const order = {
    version: packageVersion(),
    laboratory: new Laboratory(threads ?? (workers as Runner), place?.store ?? null),
    onProgress,
  };
  try {
    const { sensitivity: found } = await interruptible((signal) => sensitivity(plan, { ...order, signal }));
    return found === null ? prediction : { ...prediction, outcome: withUnknowns(prediction.outcome, found) };
  } catch (error) {
    if (error instanceof SamplesMissing) return prediction;
    throw error;
  } finally {
    shown.stop();
    place?.close();
    await threads?.close();
  }
}

/** Which measures of a verification lie otherwise where what nobody knows is another one. Ctrl-C leaves it as it was. */
export async function withRangesExamined(
  read: ReadScenario,
  prediction: Prediction,
  verification: Verification,
  { workers, quiet = false }: { readonly workers: number; readonly quiet?: boolean | undefined },
): Promise<Verification> {
  const alternative = alternativeOf(read.scenario.name, read);
  const samples = prediction.runs.map((run) => sampleOf(run, alternative.sheet));
  const threads = new Threads(workers);
  const shown = progress("replications with other values of what nobody knows", quiet);
  const order = {
    ...{ configurations: [{ alternative, samples }], questions: rangeQuestions(verification, alternative.sheet) },
    ...{ replications: samples.length, asked: askedOf([read]), laboratory: new Laboratory(threads, null) },
    onProgress: (done: number, total: number) => shown.update(done, total),
  };
  try {
    return { ...verification, unknowns: await interruptible((signal) => decidingUnknowns({ ...order, signal })) };
  } catch (error) {
    if (error instanceof SamplesMissing) return verification;
    throw error;
  } finally {
    shown.stop();
    await threads.close();
  }
}

/** Number of replications of the experiment that a directory holds. */
function replicationsIn(folder: string): number | null {
  const text = planIn(folder);
  return text === null ? null : (JSON.parse(text) as { readonly replications: number }).replications;
}

/** The prediction with what the techniques of its scenario's ladder save. Ctrl-C leaves the prediction as it was. */
export async function withLadderShown(
  read: ReadScenario,
  prediction: Prediction,
  configurations: readonly LadderConfiguration[],
  { workers, quiet = false }: ShownOptions,
): Promise<Prediction> {
  if (configurations.length === 0) return prediction;
  const shown = progress(`replications of ${configurations.length} configurations`, quiet);
  const onProgress = (done: number, total: number) => shown.update(done, total);
  const request = { read, version: packageVersion(), workers, onProgress };
  try {
    return await interruptible((signal) => withLadder({ ...request, signal }, prediction, configurations));
  } finally {
    shown.stop();
  }
}

/**
 * The simulations of the arrivals that are driven: one where the fleet is ours, whose tasks get the drawn work with each
 * request; as many as asked of a server that draws its own. Null where Ctrl-C ended them.
 */
export async function sameArrivalsShown(
  read: ReadScenario,
  prediction: Prediction,
  { workers, quiet = false, simulations }: SimulationOptions,
): Promise<readonly Run[] | null> {
  const shown = progress("simulations of the same arrivals", quiet);
  const onProgress = (done: number, total: number) => shown.update(done, total);
  const request = { read, version: packageVersion(), workers, onProgress };
  try {
    const runs = await interruptible((signal) => sameArrivals({ ...request, signal }, prediction, simulations));
    if (runs.length === simulations) return runs;
    process.stderr.write("no load was driven, since the prediction was not done: stopped by the user\n");
    return null;
  } finally {
    shown.stop();
  }
}

interface SimulationOptions extends ShownOptions {
  readonly simulations: number;
}

/** Whether there is a prediction to hold a load against; where there is not, says why none is driven. */
export function isWhole(prediction: Prediction | null, { scenario }: ReadScenario): prediction is Prediction {
  const isShort = prediction === null || prediction.outcome.replications < scenario.replications;
  const why = prediction?.outcome.aborted ?? (isShort ? "stopped by the user" : null);
  if (why === null) return true;
  process.stderr.write(`no load was driven, since the prediction was not done: ${why}\n`);
  return false;
}

/** A prediction with the scenario that it was made of; null where nothing was done. */
export interface Predicted {
  readonly read: ReadScenario;
  readonly prediction: Prediction | null;
}

const mostByDefault = 320;

/** Settings that say how many days of each type are simulated in a replication; none where one of each is best. */
function allocationOf(
  read: ReadScenario,
  months: readonly Replication[],
  outcome: Outcome,
  measure: string,
): readonly string[] {
  const counts = allocated(sharesOf(measure, outcome, daysByType(read, months)));
  const isSame = counts.every((count, at) => count === read.days[at].simulate);
  return isSame ? [] : counts.map((count, at) => `calendar.${at}.simulate=${count}`);
}

/**
 * Predicts with more and more replications until the intervals of p99 and cost are as narrow as asked, or the most are
 * done. What was simulated once is kept: the result is that of `--replications` with the number it ended at.
 */
export async function predictPrecisely(
  path: string,
  options: Omit<RunOptions, "workers"> & ShownOptions,
  asked: number,
): Promise<Predicted> {
  const most = options.replications ?? mostByDefault;
  let made: readonly Replication[] = [];
  let allocation: readonly string[] | null = null;
  let count: number | null = Math.min(fewestReplications, most);
  for (;;) {
    const set = [...settingsOf({ ...options, replications: count }), ...(allocation ?? [])];
    const read = openScenario(path, { ...options, set });
    const prediction: Prediction | null = await predictShown(read, { ...options, made });
    if (prediction === null) return { read, prediction };
    const { outcome, runs } = prediction;
    const { measure, halfWidth } = widestOf(outcome);
    const isWhole: boolean = outcome.aborted === null && outcome.replications === count;
    count = isWhole ? nextCount(count, halfWidth, { asked, most }) : null;
    if (count === null) {
      const known = Number.isFinite(halfWidth) ? halfWidth : null;
      const precision = { asked, isReached: halfWidth <= asked, measure, halfWidth: known };
      return { read, prediction: { ...prediction, outcome: { ...outcome, precision } } };
    }
    made = runs.map(({ replication }) => replication);
    if (read.days.length === 0 || allocation !== null) continue;
    // The first months tell how many days of each type are worth their time; then they are simulated anew.
    allocation = allocationOf(read, made, outcome, measure);
    if (allocation.length > 0) [made, count] = [[], Math.min(fewestReplications, most)];
  }
}
