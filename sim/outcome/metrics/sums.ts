import type { ServiceReplication } from "../replication.js";

/** The sum of some numbers, from the first to the last. */
export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** Failed requests of any cause. */
export function failed({ requests }: ServiceReplication): number {
  return sum(Object.values(requests.failedBy));
}
