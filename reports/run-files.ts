import { stringify } from "csv-stringify/sync";
import type { MinuteSeries, Outcome } from "../sim/outcome/outcome.js";
import type { RunEvent } from "../sim/outcome/replication.js";
import { offsetAt } from "../sim/outcome/wall-clock.js";

const minuteUs = 60_000_000;

/** `series.csv`: a row per minute and service of the first replication; an empty cell where nothing was measured. */
export function seriesCsv({ clock, services }: Outcome): string {
  const instant = instants(clock);
  const columns = [...new Set(Object.values(services).flatMap(({ series }) => Object.keys(series)))];
  const rows = Object.entries(services).flatMap(([service, { series }]) =>
    (Object.values(series)[0] ?? []).map((_, minute) => [
      instant(minute * minuteUs),
      service,
      ...columns.map((column) => cell(series[column as keyof MinuteSeries]?.[minute])),
    ]),
  );
  return stringify([["time", "service", ...columns], ...rows]);
}

function cell(value: number | undefined): number | null {
  return Number.isFinite(value) ? value! : null;
}

/** `events.ndjson`: scaling, interruptions, deployments and degradation of the first replication, one JSON a line. */
export function eventsNdjson(events: readonly RunEvent[], clock: Outcome["clock"]): string {
  const instant = instants(clock);
  return events
    .map(({ at, service, kind, message, values }) =>
      JSON.stringify({ time: instant(at), atS: at / 1e6, service, kind, message, ...(values && { values }) }),
    )
    .map((line) => `${line}\n`)
    .join("");
}

/** Turns microseconds since the start of a run into ISO instants, each with the offset that its zone then has. */
export function instants(clock: Outcome["clock"]): (at: number) => string {
  const startMs = Date.parse(clock.start);
  return (at) => {
    const { minutes, iso } = offsetAt(clock, at);
    const wallClock = new Date(startMs + Math.floor(at / 1_000) + minutes * 60_000).toISOString();
    return `${wallClock.replace(/\.000Z$|Z$/, "")}${iso}`;
  };
}
