import { stringify } from "csv-stringify/sync";
import type { MinuteSeries, Outcome } from "../sim/outcome/outcome.js";
import type { RunEvent } from "../sim/outcome/replication.js";
import { offsetAt } from "../sim/outcome/wall-clock.js";

const minuteUs = 60_000_000;

/**
 * `series.csv`: a row per minute and service of the first replication; an empty cell where nothing was measured. Of a month it
 * is the first day of each type, whose name comes last.
 */
export function seriesCsv({ clock, services, calendar }: Outcome): string {
  const days = calendar?.types ?? [{ name: null, clock, services }];
  const all = days.flatMap((each) => Object.values(each.services));
  const columns = [...new Set(all.flatMap(({ series }) => Object.keys(series)))];
  const rows = days.flatMap(({ name, clock, services }) => {
    const instant = instants(clock);
    return Object.entries(services).flatMap(([service, { series }]) =>
      (Object.values(series)[0] ?? []).map((_, minute) => [
        instant(minute * minuteUs),
        service,
        ...columns.map((column) => cell(series[column as keyof MinuteSeries]?.[minute])),
        ...(name === null ? [] : [name]),
      ]),
    );
  });
  return stringify([["time", "service", ...columns, ...(calendar === undefined ? [] : ["day"])], ...rows]);
}

function cell(value: number | undefined): number | null {
  return Number.isFinite(value) ? value! : null;
}

/** `events.ndjson`: scaling, interruptions, deployments and degradation of the first replication, one JSON a line. */
export function eventsNdjson(
  events: readonly RunEvent[],
  { clock, calendar }: Pick<Outcome, "clock" | "calendar">,
): string {
  const ofDays = new Map((calendar?.types ?? []).map((type) => [type.name, instants(type.clock)]));
  const usual = instants(clock);
  return events
    .map(({ at, service, kind, message, values, day }) => {
      const instant = (day !== undefined && ofDays.get(day)) || usual;
      const told = { time: instant(at), atS: at / 1e6, service, kind, message, ...(values && { values }) };
      return JSON.stringify({ ...told, ...(day !== undefined && { day }) });
    })
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
