import { z } from "zod";
import { assumedTogether, duration, number } from "../../scenarios/language/index.js";
import { byProvider } from "../capacity/providers/by-provider.js";
import type { ProviderName } from "../capacity/providers/index.js";

/** The shape of a wait that grows by a factor with every failure in a row, up to a limit; without jitter. */
const backoffShape = (max: string) =>
  z.strictObject({
    initial: duration({ min: 1_000 }).prefault("10s").describe("The wait after the first failure."),
    factor: number({ min: 1 }).prefault(2).describe("How many times longer each further wait for a launch is."),
    max: duration({ min: 1_000 }).prefault(max).describe("The longest wait between two launches."),
  });

export type Backoff = z.output<ReturnType<typeof backoffShape>>;

/**
 * Retries of the ECS scheduler. The interval where there is no capacity is undocumented: an assumption. Tasks that
 * never reach RUNNING are retried at intervals that grow to at most 15 minutes; the growth is an assumption. Source:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
 */
export const launchRetryShape = z.strictObject({
  noCapacity: assumedTogether(backoffShape("60s").prefault({}).describe("Waits where a provider has no capacity."), {
    low: { initial: "5s", max: "30s" },
    high: { initial: "60s", max: "5m" },
    because: "AWS documents no interval: half and some five times of the default is our guess",
  }),
  failedStart: assumedTogether(backoffShape("15m").prefault({}).describe("Waits where tasks fail before they run."), {
    low: { initial: "5s", factor: 1.5 },
    high: { initial: "30s", factor: 3 },
    because: "AWS documents the longest interval of 15 minutes alone: how it grows is our guess",
  }),
});

/** The wait in microseconds after so many failures in a row, the first being 1. */
export function backoffDelay({ initial, factor, max }: Backoff, failures: number): number {
  return Math.min(max, Math.round(initial * factor ** (failures - 1)));
}

/**
 * Decides when a service's scheduler may ask for tasks again: after refusals of a provider, and after failed starts.
 */
export class LaunchThrottle {
  readonly #noCapacity: Backoff;
  readonly #failedStart: Backoff;
  /** Instants in a row at which each provider refused, and the newest of them. */
  readonly #refusals = byProvider(() => 0);
  readonly #refusedAt = byProvider(() => Number.NaN);
  /** Times in a row that tasks did not come to RUNNING, and until when nothing is launched for that. */
  #failedStarts = 0;
  #heldUntil = Number.NEGATIVE_INFINITY;

  constructor({ noCapacity, failedStart }: { readonly noCapacity: Backoff; readonly failedStart: Backoff }) {
    this.#noCapacity = noCapacity;
    this.#failedStart = failedStart;
  }

  /** Time for which nothing may be launched; 0 where launches are allowed. */
  heldFor(now: number): number {
    return Math.max(0, this.#heldUntil - now);
  }

  /** A provider has given a task. */
  granted(provider: ProviderName): void {
    this.#refusals[provider] = 0;
  }

  /** A provider has refused a task; true where that is the first refusal of a row, and so is news. */
  refused(provider: ProviderName, now: number): boolean {
    if (this.#refusedAt[provider] === now) return false;
    this.#refusedAt[provider] = now;
    return this.#refusals[provider]++ === 0;
  }

  /** Time until a provider that has refused is asked again. */
  retryAfter(provider: ProviderName): number {
    return backoffDelay(this.#noCapacity, Math.max(1, this.#refusals[provider]));
  }

  /** A task did not come to RUNNING: nothing is launched for the time that this gives, longer each time. What fails meanwhile is the same time, and gives null. */
  startFailed(now: number): number | null {
    if (now < this.#heldUntil) return null;
    const delay = backoffDelay(this.#failedStart, ++this.#failedStarts);
    this.#heldUntil = now + delay;
    return delay;
  }

  /** A task has started well, or another deployment begins: launches are as prompt as ever. */
  startsAnew(): void {
    this.#failedStarts = 0;
    this.#heldUntil = Number.NEGATIVE_INFINITY;
  }
}
