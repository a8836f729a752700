import type { Run } from "../outcome/index.js";
import type { Prediction, PredictionRequest } from "./predict.js";
import { price } from "./price.js";
import { type ReplicationJob, replicate } from "./replicate.js";

/**
 * So many simulations of the arrivals that replication 0 met: itself, and others in which the servers draw anew how long
 * work takes. Their mean is what to hold a real server against that gets these arrivals and draws for itself: a single
 * one would bring the noise of its own draws into the comparison. Fewer where `signal` ended them.
 */
export async function sameArrivals(
  { read, workers, onProgress, signal }: PredictionRequest,
  prediction: Prediction,
  simulations: number,
): Promise<readonly Run[]> {
  const own = prediction.runs.find(({ replication }) => replication.index === 0)!;
  if (simulations === 1) return [own];
  const jobs = Array.from({ length: simulations - 1 }, (_, i): ReplicationJob => ({ index: 0, serverDraw: i + 1 }));
  const { replications } = read.scenario;
  const order = { resolved: read.resolved, files: read.data.texts, replications, jobs, workers, onProgress, signal };
  const others = await replicate(order);
  return [own, ...price(read, others).filter(({ replication }) => replication.aborted === null)];
}
