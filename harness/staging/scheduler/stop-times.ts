import type { Scenario } from "../../../sim/scenario/index.js";
import type { StopTimes } from "./lifecycle.js";

/** A faster fleet drains faster too, but cuts nothing that a drain of this length would not. */
const drainAtLeast = 10_000_000;

/** How the tasks of a fleet are stopped whose starts are so many times as fast as Fargate's. */
export function localStopTimes({ drain }: Pick<Scenario["services"][string], "drain">, faster: number): StopTimes {
  const { deregistrationDelay } = drain;
  const shorter = Math.max(deregistrationDelay / faster, Math.min(deregistrationDelay, drainAtLeast));
  return { ...drain, deregistrationDelay: Math.round(shorter) };
}
