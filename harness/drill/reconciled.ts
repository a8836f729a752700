import { setTimeout as sleep } from "node:timers/promises";
import type { Reconciliation } from "../../sim/outcome/verification/index.js";
import { requestServices, type Scenario } from "../../sim/scenario/index.js";
import type { Tables } from "../../workload/tables.js";
import type { Promised } from "./promised.js";
import { promisedBy, readIds } from "./promised.js";
import { reconcile, type StoredWrites } from "./reconcile.js";

/** What became of one service's promises. */
export interface ReconciledService {
  /** Those of the warm-up included. */
  readonly all: Reconciliation;
  readonly reported: Reconciliation;
  readonly unanswered: number;
}

export interface ReconciliationOrder {
  readonly scenario: Scenario;
  readonly tables: Tables;
  /** File with the ids of the requests that were answered as expected. */
  readonly acknowledged: string;
  /** What the store holds now. */
  readonly stored: () => Promise<StoredWrites>;
}

const againMs = 500;
const patienceMs = 2_000;

/**
 * Looks up all that was acknowledged, by service of the scenario. What living tasks still hold is given the time of two
 * flushes to appear.
 */
export async function reconcileAll(order: ReconciliationOrder): Promise<ReadonlyMap<string, ReconciledService>> {
  const { scenario, acknowledged, stored } = order;
  const promised = promisedBy(await readIds(acknowledged), order);
  const flushEvery = Math.max(
    ...Object.values(requestServices(scenario)).map(({ writeBuffer }) => writeBuffer.flushEvery),
  );
  const until = performance.now() + patienceMs + (2 * flushEvery) / 1_000;
  for (;;) {
    const reconciled = lookUp(promised, await stored());
    const isComplete = [...reconciled.values()].every(({ all }) => all.lost === 0);
    if (isComplete || performance.now() > until) return reconciled;
    await sleep(againMs);
  }
}

function lookUp(promised: ReadonlyMap<string, Promised>, stored: StoredWrites): ReadonlyMap<string, ReconciledService> {
  const services = Array.from(promised, ([name, { writes, unanswered }]) => {
    const reported = writes.filter(({ isReported }) => isReported);
    return [name, { all: reconcile(writes, stored), reported: reconcile(reported, stored), unanswered }] as const;
  });
  return new Map(services);
}
