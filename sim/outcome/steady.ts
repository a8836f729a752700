import { seriesMin, type WarmUp, warmUpOf } from "../statistics/warm-up.js";
import { factsOf } from "./replication.js";
import type { Run } from "./runs.js";

/**
 * What keeps runs from showing a steady state, service by service: p99 by the minute that surely begins elsewhere, by what all
 * runs show together, or too little to tell. Nothing where it does not.
 */
export function unsteadyWarnings(runs: readonly Run[]): readonly string[] {
  if (runs.length < seriesMin)
    return [`whether p99 is steady cannot be told of fewer than ${seriesMin} runs: --replications 10`];
  return Object.keys(runs[0].replication.services).flatMap((service) => {
    const columns = runs.flatMap(({ replication }) => factsOf(replication, service).minutes.p99Ms ?? []);
    if (columns.length === 0) return [];
    const told = [...columns[0].keys()].filter((minute) => columns.some((column) => !Number.isNaN(column[minute])));
    if (told.length === 0) return [];
    return wordsOf(service, warmUpOf(columns.map((column) => told.map((minute) => column[minute]))));
  });
}

function wordsOf(service: string, warmUp: WarmUp | null): readonly string[] {
  if (warmUp === null)
    return [`whether ${service} is steady cannot be told of fewer than fifty minutes: run longer (clock.duration)`];
  const { cut, isTooShort } = warmUp;
  if (cut === 0) return [];
  const hint = "by MSER-5 of its p99 by the minute";
  return isTooShort
    ? [`${service} shows no steady state in the time that is simulated, ${hint}: run longer (clock.duration)`]
    : [`${service} is steady ${cut} minutes after the start only, ${hint}: make clock.warmup as much longer`];
}
