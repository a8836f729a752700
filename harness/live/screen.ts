import { createColors } from "picocolors";
import { nameWords } from "../../sim/facts/numbers.js";
import { units } from "../../sim/facts/units.js";
import type { ServiceOutcome } from "../../sim/outcome/outcome.js";
import { Histogram } from "../../sim/statistics/histogram.js";
import type { LoadProgress } from "../generator/order.js";
import type { MeasuredSnapshot } from "../record/snapshot.js";
import { releasedOf, sumOf } from "./sent-rate.js";

/** What is shown of a run under way. */
export interface LiveProgress extends LoadProgress {
  /** One line that names what is driven. */
  readonly title: string;
  /** Length of the run without warm-up, in microseconds. */
  readonly duration: number;
  /** Requests and messages per second that are expected now, and that were released lately; null when not known. */
  readonly askedRate: number | null;
  readonly sentRate: number | null;
  /** Predictions by service, if one was made. */
  readonly predicted: Readonly<Record<string, ServiceOutcome>> | null;
  /** Number of running tasks by service, if the fleet is watched. */
  readonly running: Readonly<Record<string, number>> | null;
}

export interface ScreenOptions {
  readonly columns: number;
  readonly color: boolean;
}

const columnsMax = 100;
const servicesMax = 10;
/**
 * Widths of the table's columns besides the names of services, which get 13 characters on 80 columns and at most 18.
 */
const cells = { quantile: 9, band: 16, failed: 9, tasks: 7 } as const;
const cellsWidth = 2 * (cells.quantile + cells.band) + cells.failed + cells.tasks;
const nameWidth = { min: 8, max: 18 } as const;
const quantiles = { p50: 0.5, p99: 0.99 } as const;

/** The screen of a run: at most 20 lines of 100 characters. */
export function liveScreen(progress: LiveProgress, { columns, color }: ScreenOptions): string {
  const { bold, red } = createColors(color);
  const width = Math.min(columns, columnsMax);
  const names = Math.max(nameWidth.min, Math.min(width - cellsWidth, nameWidth.max));
  const cut = (line: string) => (line.length <= width ? line : `${line.slice(0, width - 1)}…`);
  const services = Object.keys(progress.measured.services);
  const shown = services.slice(0, servicesMax);
  const more = services.length - shown.length;
  const errors = errorWords(progress.measured);
  return [
    cut(progress.title),
    cut(timeWords(progress)),
    "",
    cut(rateWords(progress)),
    "",
    bold(cut("".padEnd(names) + header(progress))),
    ...shown.map((service) => cut(service.slice(0, names - 1).padEnd(names) + serviceCells(service, progress))),
    ...(more > 0 ? [cut(`... and ${more} more services`)] : []),
    "",
    errors === "" ? "no errors" : red(cut(`errors: ${errors}`)),
  ].join("\n");
}

/** The same information in one line, for a log. */
export function liveLine(progress: LiveProgress): string {
  const { measured } = progress;
  const latencies = Object.keys(measured.services).map((service) => {
    const { p50, p99 } = latencyOf(service, measured);
    return `${service} p50 ${p50}, p99 ${p99}`;
  });
  const errors = errorWords(measured);
  return [timeWords(progress), rateWords(progress), ...latencies, ...(errors === "" ? [] : [errors])].join(" · ");
}

/** How far the run has come. */
export function timeWords({ now, duration }: LiveProgress): string {
  if (now < 0) return `warming up, ${clockWords(Math.ceil(-now / 1e6))} before time zero`;
  const [passed, all] = [Math.floor(now / 1e6), Math.ceil(duration / 1e6)];
  if (passed >= all) return `${clockWords(all)} are over, waiting for the last answers`;
  return `${clockWords(passed)} of ${clockWords(all)}, ${clockWords(all - passed)} left`;
}

function clockWords(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** The rates asked for and sent, and the requests in flight and ended. */
export function rateWords({ measured, askedRate, sentRate }: LiveProgress): string {
  const sent = releasedOf(measured);
  const ended = sumOf(Object.values(measured.services).map(({ scheduled }) => scheduled));
  const inFlight = `${whole(Math.max(0, sent - ended))} in flight`;
  const rate = (value: number | null) => (value === null ? "–" : `${value.toFixed(1)}/s`);
  return `asked ${rate(askedRate)}, sent ${rate(sentRate)} · ${inFlight}, ${whole(ended)} ended`;
}

function header({ predicted, running }: LiveProgress): string {
  const band = predicted === null ? "" : "predicted".padStart(cells.band);
  const tasks = running === null ? "" : "tasks".padStart(cells.tasks);
  const column = (name: keyof typeof quantiles) => name.padStart(cells.quantile) + band;
  return `${column("p50")}${column("p99")}${"failed".padStart(cells.failed)}${tasks}`;
}

function serviceCells(service: string, { measured, predicted, running }: LiveProgress): string {
  const latency = latencyOf(service, measured);
  const column = (name: keyof typeof quantiles) => {
    const range = predicted?.[service]?.latencyMs?.[name].predictedRange ?? null;
    const band = range === null ? "–" : range.map((ms) => units.ms.print(ms)).join("–");
    return latency[name].padStart(cells.quantile) + (predicted === null ? "" : band.padStart(cells.band));
  };
  const { scheduled, ends } = measured.services[service];
  const failed = scheduled === 0 ? "–" : units.ratio.print((scheduled - ends.answered) / scheduled);
  const tasks = running === null ? "" : String(running[service] ?? "–").padStart(cells.tasks);
  return `${column("p50")}${column("p99")}${failed.padStart(cells.failed)}${tasks}`;
}

function latencyOf(service: string, { services }: MeasuredSnapshot): Record<keyof typeof quantiles, string> {
  const histogram = Histogram.from(services[service].times.latency);
  const print = (p: number) => (histogram.count === 0 ? "–" : units.ms.print(histogram.quantile(p) / 1_000));
  return { p50: print(quantiles.p50), p99: print(quantiles.p99) };
}

/** Failures by cause, the most frequent first; empty when there are none. */
export function errorWords({ services }: MeasuredSnapshot): string {
  const causes = new Map<string, number>();
  for (const { failedBy } of Object.values(services)) {
    for (const [cause, count] of Object.entries(failedBy)) causes.set(cause, (causes.get(cause) ?? 0) + count);
  }
  const seen = [...causes].filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a);
  return seen.map(([cause, count]) => `${nameWords(cause)} ${whole(count)}`).join(", ");
}

function whole(count: number): string {
  return count.toLocaleString("en-US");
}
