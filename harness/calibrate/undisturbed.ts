import type { Entry } from "./observation.js";

/** So many of them, or half of all, tell more than all requests together, disturbed as these are. */
export const enough = 100;

/** The answered requests to learn a service time from. */
export interface Selection {
  readonly durations: Float64Array;
  readonly isUndisturbed: boolean;
}

/**
 * The requests that found their server without any other: what they took is the service time itself, at any load, where
 * requests are served in order of arrival. Whom an arrival finds does not depend on how long it will take, so that they
 * are a fair sample. Where there are too few, or nobody knows, all requests.
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
