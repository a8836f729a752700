import type { Reconciliation } from "../../sim/outcome/verification/index.js";
import type { PromisedWrite } from "./promised.js";

/** What a store holds, by id. */
export interface StoredWrites {
  /** How often each id was found among the writes. */
  readonly writes: ReadonlyMap<string, number>;
  readonly deadLetters: ReadonlySet<string>;
}

const lostIdsMax = 100;

/** Looks up every promised write by its id: each is kept, dead-lettered or lost. */
export function reconcile(promised: readonly Pick<PromisedWrite, "id">[], stored: StoredWrites): Reconciliation {
  let kept = 0;
  let deadLettered = 0;
  let duplicates = 0;
  const lost: string[] = [];
  for (const { id } of promised) {
    const times = stored.writes.get(id) ?? 0;
    const isDead = stored.deadLetters.has(id);
    if (times > 0) kept++;
    else if (isDead) deadLettered++;
    else lost.push(id);
    if (times + Number(isDead) > 1) duplicates++;
  }
  const lostIds = lost.slice(0, lostIdsMax);
  return { acknowledged: promised.length, kept, deadLettered, lost: lost.length, duplicates, lostIds };
}
