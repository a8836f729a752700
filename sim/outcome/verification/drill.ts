import type { Estimate } from "../../facts/estimates.js";
import { valueIn } from "../../facts/metric.js";
import type { Interval } from "../../statistics/interval.js";
import { estimate } from "../estimate.js";
import type { Replication } from "../replication.js";
import { groupRuns, type Run, type StratumDefinition } from "../runs.js";
import type { Verification } from "./verification.js";

/** What became of the writes that were acknowledged, each looked up by its id. */
export interface Reconciliation {
  readonly acknowledged: number;
  /** In the store. */
  readonly kept: number;
  /** In the dead-letter table alone. */
  readonly deadLettered: number;
  /** In neither. */
  readonly lost: number;
  /** Found more than once. */
  readonly duplicates: number;
  /** Some of those that are lost. */
  readonly lostIds: readonly string[];
}

/** Tasks of one service that were stopped under load, and what came of it. */
export interface ServiceDrill {
  /** Tasks that ran when some of them were stopped. */
  readonly running: number;
  /** Ids of those that were. */
  readonly stopped: readonly string[];
  /** Since clock.start; null where the load ended before. */
  readonly stoppedAtS: number | null;
  /** Seconds until as many tasks as are wanted were healthy again; null where that was not seen. */
  readonly replacedAfterS: number | null;
  readonly predictedReplacedAfterS: Estimate;
  /** Of the simulations of the same arrivals. */
  readonly pairedReplacedAfterS: number | null;
  /** 95 %; null where one simulation has none, absent in what older versions wrote. */
  readonly pairedInterval?: Interval | null;
  /** Null where no request writes, or where nobody could look. */
  readonly writes: Reconciliation | null;
  /** Requests that got no expected answer; null where nobody could look. */
  readonly unanswered: number | null;
}

/** A drill beside the simulation of the same drill: `drill.json`. Field names are fixed; fields may be added. */
export interface DrillReport {
  readonly schema: 1;
  readonly kind: "drill";
  /** Why nobody waited until the stopped tasks were gone and replaced; null where somebody did. */
  readonly aborted: string | null;
  readonly drills: Readonly<Record<string, ServiceDrill>>;
  /** Everything that the load measured, against the prediction of the same drill. */
  readonly verification: Verification;
}

type Predicted = Pick<ServiceDrill, "predictedReplacedAfterS" | "pairedReplacedAfterS" | "pairedInterval">;

/** How long the simulation takes until the tasks that it stops are replaced. */
export function predictedReplacement(
  service: string,
  runs: readonly Run[],
  strata: readonly StratumDefinition[],
  sameArrivals: readonly Run[],
): Predicted {
  const value = ({ replication }: Run) => replacedAfterS(service, replication);
  const same = estimate([{ probability: 1, runs: sameArrivals }], { value, event: () => 1 });
  return {
    predictedReplacedAfterS: estimate(groupRuns(runs, strata), { value, event: () => 1 }),
    pairedReplacedAfterS: same.value,
    pairedInterval: same.low === null || same.high === null ? null : { low: same.low, high: same.high },
  };
}

/** NaN where no task was stopped, or where they were not replaced before the end. */
function replacedAfterS(service: string, { services }: Replication): number {
  return valueIn(services[service].tasks?.replacementLags.at(-1) ?? Number.NaN) / 1e6;
}
