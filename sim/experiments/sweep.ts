import { choiceQuestions, type DecidingUnknowns, decidingPlaces } from "../outcome/deciding-unknowns.js";
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
import { decidingUnknowns, type SensitivityAsked } from "./deciding-unknowns.js";
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
  /** Left out where it is not asked which verdicts depend on what nobody knows. */
  readonly sensitivity?: SensitivityAsked | undefined;
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
  const outcome = swept({ scenario, version, seed, replications, axes, points: done });
  return order.sensitivity === undefined ? outcome : { ...outcome, unknowns: await examined(order, outcome) };
}

/** Whether the cheapest combination that holds every target still is that at the ends of what nobody knows. */
function examined(order: SweepOrder, { points, costField }: SweepOutcome): Promise<DecidingUnknowns> {
  const { replications, laboratory, onProgress, signal, sensitivity } = order;
  const whole = points.map((point) => ({ cost: point.cost[costField].value, holds: point.isFeasible }));
  const deciding = decidingPlaces(whole).map((at) => order.points[at]);
  const configurations = deciding.map(({ alternative }) => ({ alternative, samples: [] }));
  const questions = choiceQuestions(
    deciding.map(({ values, alternative: { sheet } }) => ({ name: values.join(" · "), sheet })),
    costField,
  );
  return decidingUnknowns({
    ...{ configurations, questions, replications, asked: sensitivity!, laboratory, onProgress, signal },
  });
}

function closed({ values, alternative }: SweepPoint, { samples, error }: OpenPoint): UnrankedPoint {
  const { sheet, strata } = alternative;
  const whole = samples.filter((sample) => sample !== null);
  const lost = `${samples.length - whole.length} of ${samples.length} replications broke: ${error?.message}`;
  return pointOutcome({ values, sheet, strata, samples: whole, broken: error === null ? null : lost });
}
