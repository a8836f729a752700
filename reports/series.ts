import { stringify } from "csv-stringify/sync";
import type { MinuteSeries, Outcome } from "../sim/outcome/outcome.js";
import { instants } from "./instants.js";

const minuteUs = 60_000_000;

/** `series.csv`: a row per minute and service of the first replication; an empty cell where nothing was measured. */
export function seriesCsv({ clock, services }: Outcome): string {
  const instant = instants(clock);
  const columns = [...new Set(Object.values(services).flatMap(({ series }) => Object.keys(series)))];
  const rows = Object.entries(services).flatMap(([service, { series }]) =>
    series.arrived.map((_, minute) => [
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
