import type { Entry } from "./entry.js";

/** With this many undisturbed requests, or half as many as were answered, all other requests are ignored. */
export const enough = 100;

/** The answered requests from which a service time is estimated. */
export interface Selection {
  readonly durations: Float64Array;
  readonly isUndisturbed: boolean;
}

/**
 * Selects the requests that found their server idle: their time is the service time itself, at any load, where requests
 * are served in order of arrival. What an arrival finds does not depend on how long it will itself take, so these are a
 * fair sample. Takes all answered requests when there are too few, or when the times are too coarse.
 */
export function undisturbed(entries: readonly Entry[]): Selection {
  const alone = aloneIn(entries);
  const isUndisturbed = alone.length >= Math.min(enough, answered(entries).length / 2);
  return { durations: durationsOf(isUndisturbed ? alone : answered(entries)), isUndisturbed };
}

function aloneIn(entries: readonly Entry[]): readonly Entry[] {
  if (entries.some(({ isExact }) => !isExact)) return [];
  const busyUntil = new Map<string, number>();
  const inOrder = entries.toSorted((a, b) => a.startedAt! - b.startedAt!);
  return inOrder.filter(({ startedAt, duration, server, isAnswered }) => {
    const until = busyUntil.get(server) ?? Number.NEGATIVE_INFINITY;
    busyUntil.set(server, Math.max(until, startedAt! + duration));
    return isAnswered && startedAt! >= until;
  });
}

function answered(entries: readonly Entry[]): readonly Entry[] {
  return entries.filter(({ isAnswered }) => isAnswered);
}

function durationsOf(entries: readonly Entry[]): Float64Array {
  return Float64Array.from(entries, ({ duration }) => duration);
}
