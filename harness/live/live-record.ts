import type { MinuteColumns } from "../../sim/facts/facts.js";
import { Histogram } from "../../sim/statistics/histogram.js";
import type { MeasuredSnapshot, ServiceSnapshot } from "../record/snapshot.js";
import type { LiveProgress } from "./screen.js";

/** Minutes since clock.start, with a fraction, and a value; null when there is none. */
export type LivePoint = readonly [minute: number, value: number | null];

/** What was seen of a service, by the columns of its minutes and in their units. */
export type LiveColumns = Partial<Record<keyof MinuteColumns, readonly LivePoint[]>>;

/** A run under way, as lines to be drawn. */
export interface LiveLines {
  /** Requests and messages per second. */
  readonly asked: readonly LivePoint[];
  readonly sent: readonly LivePoint[];
  readonly services: Readonly<Record<string, LiveColumns>>;
}

const minute = 60_000_000;
/** Time that counts look back, in microseconds. Quantiles look back a minute, as predicted ones do. */
const countWindow = 10_000_000;
const quantileWindow = minute;
/**
 * Largest number of points of a line. A longer run keeps every second point, then every fourth, so that little is sent
 * to a page.
 */
const pointsMax = 600;

interface Look {
  readonly at: number;
  readonly measured: MeasuredSnapshot;
}

/** Remembers measurements while load runs, so that a page opened later shows the past too. */
export class LiveRecord {
  readonly #recent: Look[] = [];
  readonly #lines = new Map<string, ThinningLine>();
  readonly #services = new Set<string>();

  /** Takes in the latest measurement, except during the warm-up. */
  observe({ now, measured, askedRate, sentRate, running }: LiveProgress): void {
    if (now < 0) return;
    this.#recent.push({ at: now, measured });
    while (this.#recent.length > 2 && this.#recent[1].at <= now - quantileWindow) this.#recent.shift();
    this.#add(now, "asked", askedRate);
    this.#add(now, "sent", sentRate);
    const [oldest] = this.#recent;
    const before = this.#recent.findLast(({ at }) => at <= now - countWindow) ?? oldest;
    for (const [name, seen] of Object.entries(measured.services)) {
      this.#services.add(name);
      if (before.at < now) {
        const counts = gainedCounts(before.measured.services[name], seen, now - before.at);
        const quantiles = gainedQuantiles(oldest.measured.services[name], seen);
        for (const [column, value] of Object.entries({ ...counts, ...quantiles }))
          this.#add(now, `${name} ${column}`, value);
      }
      if (running !== null) this.#add(now, `${name} running`, running[name] ?? null);
    }
  }

  lines(): LiveLines {
    const points = (line: string) => this.#lines.get(line)?.points ?? [];
    const services = [...this.#services].map((name) => {
      const columns = columnNames.map((column) => [column, points(`${name} ${column}`)] as const);
      return [name, Object.fromEntries(columns.filter(([, seen]) => seen.length > 0))] as const;
    });
    return { asked: points("asked"), sent: points("sent"), services: Object.fromEntries(services) };
  }

  #add(now: number, name: string, value: number | null): void {
    const line = this.#lines.get(name) ?? new ThinningLine();
    this.#lines.set(name, line);
    line.add([round(now / minute), value === null || !Number.isFinite(value) ? null : round(value)]);
  }
}

const columnNames = ["completed", "degraded", "failed", "p50Ms", "p99Ms", "running"] as const;

/** The increase of a service's counts over `elapsed` microseconds, as a rate per minute. */
function gainedCounts(before: ServiceSnapshot, now: ServiceSnapshot, elapsed: number) {
  const perMinute = (count: (seen: ServiceSnapshot) => number) => ((count(now) - count(before)) * minute) / elapsed;
  return {
    completed: perMinute(({ ends, degraded }) => ends.answered - degraded),
    degraded: perMinute(({ degraded }) => degraded),
    failed: perMinute(({ scheduled, ends }) => scheduled - ends.answered),
  };
}

/** Quantiles of the answers since `before`. */
function gainedQuantiles(before: ServiceSnapshot, now: ServiceSnapshot) {
  const latency = Histogram.from(now.times.latency).without(before.times.latency);
  return { p50Ms: latency.quantile(0.5) / 1_000, p99Ms: latency.quantile(0.99) / 1_000 };
}

/** A line of at most `pointsMax` points in order of time: its older points are thinned out as it grows. */
class ThinningLine {
  #points: LivePoint[] = [];
  #stride = 1;
  #seen = 0;

  get points(): readonly LivePoint[] {
    return this.#points;
  }

  add(point: LivePoint): void {
    if (this.#seen++ % this.#stride !== 0) return;
    this.#points.push(point);
    if (this.#points.length <= pointsMax) return;
    this.#points = this.#points.filter((_, index) => index % 2 === 0);
    this.#stride *= 2;
  }
}

function round(value: number): number {
  return Number(value.toPrecision(5));
}
