import type { Sample } from "../outcome/sample.js";
import { type Axis, type Combination, type SweepOutcome, swept } from "../outcome/swept.js";
import type { Alternative } from "./alternative.js";
import type { Laboratory } from "./laboratory.js";
import type { TrialWatch } from "./trial.js";

/** A combination of values and the scenario that they make. */
export interface SweepPoint {
  readonly values: Combination;
  readonly alternative: Alternative;
}

/** What is to be swept. */
export interface SweepOrder extends TrialWatch {
  readonly axes: readonly Axis[];
  readonly points: readonly SweepPoint[];
  readonly replications: number;
  readonly version: string;
  readonly laboratory: Laboratory;
}

/** A sweep of what was done; how many replications are missing, and why one broke. */
export interface SweepResult {
  readonly outcome: SweepOutcome;
  readonly missing: number;
  readonly error: Error | null;
}

/** Simulates every combination with the random numbers of the same replications. */
export async function sweep(order: SweepOrder): Promise<SweepResult> {
  const { axes, points, replications, version } = order;
  const orders = points.flatMap(({ alternative }) =>
    Array.from({ length: replications }, (_, index) => ({ alternative, index })),
  );
  const found: (Sample | null)[] = orders.map(() => null);
  let broken: Error | null = null;
  for await (const { place, sample, error } of order.laboratory.samples(orders, order)) {
    found[place] = sample;
    broken ??= error;
  }
  const [{ alternative }] = points;
  const outcome = swept({
    scenario: alternative.read.scenario.name,
    version,
    seed: alternative.read.scenario.seed,
    replications,
    axes,
    points: points.map(({ values, alternative: { sheet, strata } }, at) => ({
      values,
      sheet,
      strata,
      samples: found.slice(at * replications, (at + 1) * replications).filter((sample) => sample !== null),
    })),
  });
  return { outcome, missing: found.filter((sample) => sample === null).length, error: broken };
}
