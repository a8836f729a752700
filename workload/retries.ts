import { z } from "zod";
import { duration, integer, number, ratio } from "../scenarios/language/index.js";
import { keyed } from "./random.js";

/** What clients do about a failed request. `attempts` counts tries after the first. */
export const retriesShape = z.strictObject({
  attempts: integer({ min: 0, max: 10 }).prefault(2).describe("Tries after the first."),
  on: z
    .array(z.enum(["timeout", "5xx"]))
    .prefault(["timeout", "5xx"])
    .describe("What is tried again: timeouts, answers of status 5xx, or both."),
  backoff: z
    .strictObject({
      initial: duration().prefault("100ms").describe("The wait before the first retry."),
      multiplier: number({ min: 1, max: 10 }).prefault(2).describe("How many times longer each further wait is."),
      max: duration().prefault("20s").describe("The longest wait between two tries."),
      jitter: z
        .enum(["full", "none"])
        .prefault("full")
        .describe("full: each wait is drawn between nothing and its length; none: it has just its length."),
    })
    .prefault({})
    .describe("How long a client waits before it tries again."),
  budget: ratio().optional().describe("The largest number of retries, as a share of first tries; left out, no limit."),
});

export type Retries = z.output<typeof retriesShape>;

/**
 * Microseconds from a failure to the retry that follows it: initial × multiplier^(attempt − 1) up to max, and with full
 * jitter a uniform share of that. Drawn by key, so that one client's retry does not shift another's. `attempt` is 1 for
 * the first retry; `ordinal` counts the demand's requests.
 */
export function retryDelay(
  { name, retries }: { readonly name: string; readonly retries: Retries },
  seed: number,
  ordinal: number,
  attempt: number,
): number {
  const { initial, multiplier, max, jitter } = retries.backoff;
  let delay = initial;
  for (let i = 1; i < attempt && delay < max; i++) delay *= multiplier;
  const capped = Math.min(delay, max);
  return Math.round(jitter === "full" ? capped * keyed(seed, `retry/${name}`, ordinal, attempt) : capped);
}
