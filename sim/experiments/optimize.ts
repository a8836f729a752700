import { type OptimizationOutcome, optimized, standingOf } from "../outcome/optimized.js";
import type { Sample } from "../outcome/sample.js";
import { allocation } from "../outcome/selection.js";
import type { Axis, SampledPoint } from "../outcome/swept.js";
import type { Laboratory } from "./laboratory.js";
import type { SweepPoint } from "./sweep.js";
import type { TrialWatch } from "./trial.js";

/** What is to be looked for, among which combinations, and for how much. */
export interface OptimizeOrder extends TrialWatch {
  readonly axes: readonly Axis[];
  readonly points: readonly SweepPoint[];
  /** Replications at first of each combination, at most of one, and of all together. */
  readonly first: number;
  readonly most: number;
  readonly budget: number;
  /** The probability of a correct choice at which the search ends. */
  readonly confidence: number;
  readonly indifference: number;
  readonly version: string;
  readonly laboratory: Laboratory;
}

/** What was found; `why` where it ended before its time. */
export interface OptimizeResult {
  readonly outcome: OptimizationOutcome | null;
  readonly why: string | null;
}

/** Replications between two looks: fixed, so that the answer does not depend on the number of threads. */
const batch = 16;

/**
 * Looks for the cheapest combination that holds every target: a few replications of each at first, and from there on of
 * those alone that may still change the answer.
 */
export async function optimize(order: OptimizeOrder): Promise<OptimizeResult> {
  const { axes, points, first, most, budget, confidence, indifference, version } = order;
  const kept: Sample[][] = points.map(() => []);
  const spent = () => kept.reduce((sum, { length }) => sum + length, 0);
  const sampledPoints = (): readonly SampledPoint[] =>
    points.map(({ values, alternative: { sheet, strata } }, at) => ({ values, sheet, strata, samples: kept[at] }));
  let next = points.flatMap((_, at) => Array.from({ length: first }, () => at)).slice(0, budget);
  let why: string | null = null;
  while (next.length > 0 && why === null) {
    why = await addSamples(order, next, kept, spent());
    if (why !== null || kept.some(({ length }) => length === 0)) break;
    const found = standingOf(sampledPoints(), { indifference, confidence });
    if (found.probability >= confidence) break;
    const counts = kept.map(({ length }) => length);
    next = [...allocation(found, counts, Math.min(batch, budget - spent()), most)];
  }
  if (kept.some(({ length }) => length === 0)) return { outcome: null, why: why ?? "the budget is too small" };
  const [{ alternative }] = points;
  const { name, seed } = alternative.read.scenario;
  const request = { scenario: name, version, seed, axes, confidence, indifference, budget, spent: spent() };
  return { outcome: optimized({ ...request, points: sampledPoints() }), why };
}

/** One more replication of each of these, in their order; why some are missing, or null. */
async function addSamples(
  { points, laboratory, onProgress, signal, budget }: OptimizeOrder,
  next: readonly number[],
  kept: Sample[][],
  done: number,
): Promise<string | null> {
  const begun = kept.map(({ length }) => length);
  const orders = next.map((at) => ({ alternative: points[at].alternative, index: begun[at]++ }));
  const found: (Sample | null)[] = orders.map(() => null);
  let why: string | null = null;
  const shown = (part: number) => onProgress?.(done + part, budget);
  for await (const { place, sample, error } of laboratory.samples(orders, { signal, onProgress: shown })) {
    found[place] = sample;
    if (error !== null) why ??= error.message;
    if (sample !== null && sample.aborted !== null) why ??= sample.aborted;
  }
  for (const [place, sample] of found.entries())
    if (sample !== null && sample.aborted === null) kept[next[place]].push(sample);
  return why ?? (found.includes(null) ? "stopped by the user" : null);
}
