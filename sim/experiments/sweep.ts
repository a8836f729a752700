import type { Sample } from "../outcome/sample.js";
import {
  type Axis,
  type Combination,
  pointOutcome,
  type SweepOutcome,
  swept,
  type UnrankedPoint,
} from "../outcome/swept.js";
import type { Alternative } from "./alternative.js";
import type { Laboratory } from "./laboratory.js";
import type { TrialWatch } from "./trial.js";

/** A combination of values and the scenario that they make. */
export interface SweepPoint {
  readonly values: Combination;
  readonly alternative: Alternative;
}

/** The combinations to simulate. */
export interface SweepOrder extends TrialWatch {
  readonly axes: readonly Axis[];
  readonly points: readonly SweepPoint[];
  readonly replications: number;
  readonly version: string;
  readonly laboratory: Laboratory;
}

/** A combination of which samples are still to come. */
interface OpenPoint {
  readonly samples: (Sample | null)[];
  left: number;
  error: Error | null;
}

/** Simulates every combination with the random numbers of the same replications; keeps the samples of those that are open. */
export async function sweep(order: SweepOrder): Promise<SweepOutcome> {
  const { axes, points, replications, version } = order;
  const orders = points.flatMap(({ alternative }) =>
    Array.from({ length: replications }, (_, index) => ({ alternative, index })),
  );
  const open = new Map<number, OpenPoint>();
  const done: UnrankedPoint[] = [];
  for await (const { place, sample, error } of order.laboratory.samples(orders, order)) {
    const at = Math.floor(place / replications);
    const point = open.get(at) ?? { samples: [], left: replications, error: null };
    open.set(at, point);
    point.samples[place % replications] = sample;
    point.error ??= error;
    if (--point.left > 0) continue;
    done[at] = closed(points[at], point);
    open.delete(at);
  }
  const [{ alternative }] = points;
  const { scenario, seed } = alternative;
  return swept({ scenario, version, seed, replications, axes, points: done });
}

function closed({ values, alternative }: SweepPoint, { samples, error }: OpenPoint): UnrankedPoint {
  const { sheet, strata } = alternative;
  const whole = samples.filter((sample) => sample !== null);
  const lost = `${samples.length - whole.length} of ${samples.length} replications broke: ${error?.message}`;
  return pointOutcome({ values, sheet, strata, samples: whole, broken: error === null ? null : lost });
}
