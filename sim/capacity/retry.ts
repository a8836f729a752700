import { z } from "zod";
import { duration, number } from "../../scenarios/language/index.js";

/** The shape of a wait that grows by a factor with every failure in a row, up to a limit; without jitter. */
const backoffShape = (max: string) =>
  z.strictObject({
    initial: duration({ min: 1_000 }).prefault("10s"),
    factor: number({ min: 1 }).prefault(2),
    max: duration({ min: 1_000 }).prefault(max),
  });

export type Backoff = z.output<ReturnType<typeof backoffShape>>;

/**
 * How the ECS scheduler tries again. Where there is no capacity, how often is not documented: an assumption. Tasks that
 * never reach RUNNING are retried at intervals that grow to at most 15 minutes; the growth is an assumption.
 * Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
 */
export const launchRetryShape = z.strictObject({
  noCapacity: backoffShape("60s").prefault({}),
  failedStart: backoffShape("15m").prefault({}),
});

/** The wait in microseconds after so many failures in a row, the first being 1. */
export function backoffDelay({ initial, factor, max }: Backoff, failures: number): number {
  return Math.min(max, Math.round(initial * factor ** (failures - 1)));
}
