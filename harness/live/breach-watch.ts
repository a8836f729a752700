import { findServiceMetric } from "../../sim/facts/service-metrics.js";
import { units } from "../../sim/facts/units.js";
import { expandObjectives, limitInMicroseconds, type Objective } from "../../sim/outcome/objectives/objective.js";
import { missesAllowed } from "../../sim/outcome/objectives/score.js";
import { isInside } from "../../sim/outcome/objectives/verdict.js";
import { record } from "../../sim/outcome/record.js";
import { Histogram } from "../../sim/statistics/histogram.js";
import type { LoadProgress } from "../generator/order.js";
import type { ServiceSnapshot } from "../record/snapshot.js";

/** The window of an objective without `for`, in microseconds. */
const usualWindow = 30_000_000;
/** Aspects that answers show while load runs. */
const toldByAnswers = ["latency", "requests"] as const;
/** A window with fewer requests outside the limit is not enough evidence. */
const evidenceMin = 20;

/** Numbers of requests outside the limit and of all that ended, since the start of the run. */
interface Count {
  readonly at: number;
  readonly outside: number;
  readonly ended: number;
}

/** An objective of `staging.abort`, and what it counts in a snapshot. */
interface Watched {
  readonly objective: Objective;
  /** A service, or "service/demand". */
  readonly subject: string;
  readonly window: number;
  /** Limits on the share of requests outside. */
  readonly limits: Objective["limits"];
  readonly outside: (snapshot: ServiceSnapshot) => number;
  /** One per observation; the oldest is just as old as the window. */
  readonly counts: Count[];
}

/**
 * Ends the load when an objective of `staging.abort` is breached over its window, which is 30 s unless it has a `for`.
 */
export class BreachWatch {
  readonly #watched: readonly Watched[];

  constructor(objectives: readonly Objective[], services: readonly string[]) {
    const told = record(services, () => toldByAnswers);
    this.#watched = expandObjectives(objectives, told).map(watch);
  }

  /** Describes a breach in a sentence; null while all objectives hold. */
  observe({ now, measured }: LoadProgress): string | null {
    const breaches = this.#watched.map((watched) => {
      const snapshot = measured.services[watched.subject] ?? measured.apart[watched.subject];
      return now < 0 || snapshot === undefined ? null : breachOf(watched, now, snapshot);
    });
    return breaches.find((breach) => breach !== null) ?? null;
  }
}

function watch(objective: Objective): Watched {
  const { subject, metric, limits, sustained } = objective;
  const quantile = findServiceMetric(metric)!.quantile;
  return {
    objective,
    subject: (subject as { readonly service: string }).service,
    window: sustained ?? usualWindow,
    limits: quantile === undefined ? limits : { min: Number.NEGATIVE_INFINITY, max: missesAllowed(quantile) },
    outside: outsideOf(objective),
    counts: [],
  };
}

/** Returns how an objective counts the requests outside its limits. */
function outsideOf({ metric, limits }: Objective): Watched["outside"] {
  if (findServiceMetric(metric)?.quantile !== undefined) {
    return ({ scheduled, ends, times }) => {
      const within = Histogram.from(times.latency).countAtMost(limitInMicroseconds(limits));
      return scheduled - Math.min(within, ends.answered);
    };
  }
  if (metric === "errorRate") return ({ scheduled, ends }) => scheduled - ends.answered;
  return ({ degraded }) => degraded;
}

function breachOf({ objective, window, limits, outside, counts }: Watched, now: number, snapshot: ServiceSnapshot) {
  const latest = { at: now, outside: outside(snapshot), ended: snapshot.scheduled };
  counts.push(latest);
  while (counts.length > 1 && counts[1].at <= now - window) counts.shift();
  const [oldest] = counts;
  if (now - oldest.at < window) return null;
  const missed = latest.outside - oldest.outside;
  const ended = latest.ended - oldest.ended;
  if (missed < evidenceMin || isInside(missed / ended, limits)) return null;
  const share = `${units.ratio.print(missed / ended)} of ${ended} requests`;
  return `${objective.text}: breached by ${share} in the last ${units.s.print(window / 1e6)}`;
}
