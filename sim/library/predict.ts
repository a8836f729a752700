import { withMetricLags } from "../experiments/metric-lags.js";
import { packageVersion } from "../experiments/package-assets.js";
import { type Prediction, type PredictionRequest, predict as predictRuns } from "../experiments/predict.js";
import type { TrialWatch, Workers } from "../experiments/trial.js";
import type { Outcome } from "../outcome/outcome.js";
import type { ReadScenario } from "../scenario/index.js";
import { type RunCount, withRuns } from "./read.js";

/** Options of a simulation. */
export interface PredictOptions extends RunCount, TrialWatch, Pick<PredictionRequest, "made"> {
  /** Threads, or who else runs replications; no result depends on them. Left out: as many threads as there are cores. */
  readonly workers?: Workers | undefined;
  /** Leave out what depends on how old the metric is that scaling acts on, and save up to eight replications. */
  readonly brackets?: false;
}

/**
 * Simulates a scenario and says what it costs, how fast it answers and what it loses, with intervals over its replications.
 * A signal ends it early: the outcome then says why, and tells what was done. Throws where nothing was.
 */
export async function predict(scenario: ReadScenario, options: PredictOptions = {}): Promise<Outcome> {
  const prediction = await simulate(scenario, options);
  if (prediction === null) throw new Error("stopped before a minute was simulated");
  if (options.brackets === false) return prediction.outcome;
  const { outcome } = await withMetricLags(requestOf(scenario, options), prediction);
  return outcome;
}

/** The outcome of a scenario with what it was made of: every replication, and the events of the first. Null where nothing was done. */
export async function simulate(scenario: ReadScenario, options: PredictOptions = {}): Promise<Prediction | null> {
  return predictRuns(requestOf(scenario, options));
}

function requestOf(scenario: ReadScenario, options: PredictOptions) {
  const { workers, onProgress, signal, made } = options;
  return { read: withRuns(scenario, options), version: packageVersion(), workers, onProgress, signal, made };
}
