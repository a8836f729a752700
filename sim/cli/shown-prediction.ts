import { replicationsAtEnds, withMetricLags } from "../experiments/metric-lags.js";
import { type Prediction, predict } from "../experiments/predict.js";
import { sameArrivals } from "../experiments/same-arrivals.js";
import type { Run } from "../outcome/index.js";
import type { ReadScenario } from "../scenario/index.js";
import { interruptible } from "./interruption.js";
import { packageVersion } from "./package-assets.js";
import { progress } from "./progress.js";

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
