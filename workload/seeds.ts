import { keyed } from "./random.js";

/** The seed of a replication: hashed, so that neighbouring scenario seeds share no replication. */
export function replicationSeed(seed: number, index: number): number {
  return Math.floor(keyed(seed, "replication", index) * Number.MAX_SAFE_INTEGER);
}
