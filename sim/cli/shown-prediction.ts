import { type Prediction, predict } from "../experiments/predict.js";
import type { ReadScenario } from "../scenario/index.js";
import { interruptible } from "./interruption.js";
import { packageVersion } from "./package-assets.js";
import { progress } from "./progress.js";

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
