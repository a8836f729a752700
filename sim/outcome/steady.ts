import { warmUpOf } from "../statistics/warm-up.js";
import { factsOf } from "./replication.js";
import type { Run } from "./runs.js";

/**
 * What keeps runs from showing a steady state, service by service: p99 by the minute, on average over runs, that still moves
 * with the beginning. Nothing where it does not.
 */
export function unsteadyWarnings(runs: readonly Run[]): readonly string[] {
  return Object.keys(runs[0].replication.services).flatMap((service) => {
    const columns = runs.flatMap(({ replication }) => factsOf(replication, service).minutes.p99Ms ?? []);
    if (columns.length === 0) return [];
    const minutes = Array.from(columns[0].keys(), (minute) => {
      const told = columns.map((column) => column[minute]).filter((value) => !Number.isNaN(value));
      return told.reduce((sum, value) => sum + value, 0) / told.length;
    });
    return wordsOf(service, warmUpOf(minutes.filter((value) => !Number.isNaN(value))));
  });
}

function wordsOf(service: string, minutes: number | null): readonly string[] {
  if (minutes === 0) return [];
  const hint = "by MSER-5 of its p99 by the minute";
  return minutes === null
    ? [`${service} shows no steady state in the time that is simulated, ${hint}: run longer (clock.duration)`]
    : [`${service} is steady ${minutes} minutes after the start only, ${hint}: make clock.warmup as much longer`];
}
