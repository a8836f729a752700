import { type LadderConfiguration, withLadder } from "../experiments/ladder.js";
import { replicationsAtEnds, withMetricLags } from "../experiments/metric-lags.js";
import { packageVersion } from "../experiments/package-assets.js";
import { doubled, precisionOf } from "../experiments/precision.js";
import { type Prediction, predict } from "../experiments/predict.js";
import { sameArrivals } from "../experiments/verification.js";
import type { Run } from "../outcome/index.js";
import type { Outcome } from "../outcome/outcome.js";
import type { ReadScenario } from "../scenario/index.js";
import { openScenario } from "./open-scenario.js";
import { type RunOptions, settingsOf } from "./options.js";
import { interruptible, progress } from "./terminal.js";

/** Simulations of the same arrivals that a server of others is held against: they know their mean p99 to a quarter of its scatter. */
export const drawsByDefault = 20;

/** Predicts while a person looks on; Ctrl-C ends it with what is done. Null when nothing was. */
export async function predictShown(
  read: ReadScenario,
  { workers, quiet = false }: { readonly workers: number; readonly quiet?: boolean },
): Promise<Prediction | null> {
  const shown = progress(read.scenario.replications === 1 ? "replication" : "replications", quiet);
  const onProgress = (done: number, total: number) => shown.update(done, total);
  try {
    return await interruptible((signal) => predict({ read, version: packageVersion(), workers, onProgress, signal }));
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
  { workers, quiet = false }: { readonly workers: number; readonly quiet?: boolean },
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

/** The prediction with what the techniques of its scenario's ladder save. Ctrl-C leaves the prediction as it was. */
export async function withLadderShown(
  read: ReadScenario,
  prediction: Prediction,
  configurations: readonly LadderConfiguration[],
  { workers, quiet = false }: { readonly workers: number; readonly quiet?: boolean },
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

interface SimulationOptions {
  readonly workers: number;
  readonly quiet?: boolean;
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

/** Below so many replications an interval is too uncertain itself to stop by it. */
const fewest = 10;
const mostByDefault = 320;

/**
 * Predicts with twice as many replications each time until the intervals of p99 and cost are as narrow as asked, or
 * the most are done. Every time is a whole run: the result is that of `--replications` with the number it ended at.
 */
export async function predictPrecisely(path: string, options: RunOptions, asked: number): Promise<Predicted> {
  const most = options.replications ?? mostByDefault;
  const withCount = (count: number) =>
    openScenario(path, { ...options, set: settingsOf({ ...options, replications: count }) });
  const own = openScenario(path, { ...options, set: settingsOf({ ...options, replications: undefined }) });
  let last: Predicted = { read: own, prediction: null };
  for (const count of doubled(Math.max(fewest, own.scenario.replications), most)) {
    const read = withCount(count);
    const prediction = await predictShown(read, options);
    const aborted = prediction === null ? "stopped by the user" : prediction.outcome.aborted;
    if (prediction === null || aborted !== null) {
      return last.prediction === null ? { read, prediction } : endedEarly(last.read, last.prediction, aborted);
    }
    last = { read, prediction };
    if (precisionOf(prediction.outcome).halfWidth <= asked) break;
  }
  if (!options.quiet && last.prediction) note(last.prediction.outcome, asked);
  return last;
}

/** The last whole run, where a later one was aborted. */
function endedEarly(read: ReadScenario, prediction: Prediction, aborted: string | null): Predicted {
  return { read, prediction: { ...prediction, outcome: { ...prediction.outcome, aborted } } };
}

function note(outcome: Outcome, asked: number): void {
  const { measure, halfWidth } = precisionOf(outcome);
  const verdict = halfWidth <= asked ? "reached" : "not reached";
  const width = Number.isFinite(halfWidth) ? `± ${(100 * halfWidth).toPrecision(2)} %` : "without an interval";
  process.stderr.write(
    `precision ${verdict} with ${outcome.replications} replications: ${measure} is widest, ${width}\n`,
  );
}
