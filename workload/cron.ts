import { Cron } from "croner";
import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import { unit } from "../scenarios/language/units/unit.js";

/** The start and time zone that turn a cron expression into instants of the run. */
export interface Calendar {
  /** Instant 0 in milliseconds since 1970-01-01T00:00Z. */
  readonly startEpochMs: number;
  /** IANA name, e.g. "Asia/Tokyo". */
  readonly timezone: string;
}

const awsExpression = /^\s*cron\((.*)\)\s*$/;

/**
 * The instants of a cron expression: five Unix fields (`45 8 * * *`), or AWS's six with a year and Sunday as day 1
 * (`cron(45 8 ? * MON-FRI *)`). A time that a clock change skips fires right after the gap; one that it repeats fires
 * once.
 */
export class CronSchedule {
  readonly #moments: Moments;
  readonly #startEpochMs: number;
  /** The latest question and its answer, which holds from the instant asked about until the answer itself. */
  #askedAt = Number.NaN;
  #next = Number.NaN;

  /** Throws croner's error for an expression or time zone that it cannot read. */
  constructor(expression: string, { startEpochMs, timezone }: Calendar) {
    this.#moments = momentsOf(expression, timezone);
    this.#startEpochMs = startEpochMs;
  }

  /** The first instant strictly after `now` (microseconds since the start); Infinity when there is none. */
  nextAfter(now: number): number {
    if (this.#askedAt <= now && now < this.#next) return this.#next;
    const next = this.#moments.nextAfter(this.#startEpochMs + Math.floor(now / 1000));
    this.#askedAt = now;
    this.#next = (next - this.#startEpochMs) * 1000;
    return this.#next;
  }
}

const answersMax = 10_000;

/**
 * The times of an expression in a zone, in milliseconds since 1970. Answers are cached, since croner takes a tenth of a
 * millisecond for each.
 */
class Moments {
  readonly #cron: Cron;
  readonly #answers = new Map<number, number>();

  constructor(expression: string, timezone: string) {
    this.#cron = parse(expression, timezone);
  }

  nextAfter(epochMs: number): number {
    const known = this.#answers.get(epochMs);
    if (known !== undefined) return known;
    const next = this.#cron.nextRun(isoFrom(epochMs))?.getTime() ?? Number.POSITIVE_INFINITY;
    if (this.#answers.size === answersMax) this.#answers.clear();
    this.#answers.set(epochMs, next);
    return next;
  }
}

const schedulesMax = 100;
const schedules = new Map<string, Moments>();

/** Shared cache of schedules: a scenario may have thousands of configurations, all with the same ones. */
function momentsOf(expression: string, timezone: string): Moments {
  const name = `${timezone} ${expression}`;
  const moments = schedules.get(name) ?? new Moments(expression, timezone);
  if (schedules.size === schedulesMax) schedules.clear();
  schedules.set(name, moments);
  return moments;
}

/** A cron expression of five Unix fields, or AWS's six in `cron(...)`. */
export const cron = unit({
  expected: "a cron expression such as 45 8 * * * or cron(45 8 * * ? *)",
  examples: ["45 8 * * *", "cron(45 8 ? * MON-FRI *)"],
  json: { type: "string" },
  value: z.string(),
  read: (written) => (typeof written === "string" && cronProblem(written) === undefined ? written : undefined),
  write: (value) => value,
  hint: (written) => (typeof written === "string" ? cronProblem(written) : undefined),
});

/** What is wrong with an expression, in croner's words; undefined when it can be read. */
export function cronProblem(expression: string): string | undefined {
  try {
    parse(expression, "UTC");
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^CronPattern: /, "") : String(error);
  }
}

/**
 * Parses an expression. Without a function to call, croner starts no timer; given the previous instant, it reads no
 * clock.
 */
function parse(expression: string, timezone: string): Cron {
  const aws = awsExpression.exec(expression);
  if (aws === null) return new Cron(expression, { timezone, mode: "5-part" });
  return new Cron(`0 ${aws[1]}`, { timezone, mode: "7-part", alternativeWeekdays: true, sloppyRanges: true });
}

function isoFrom(epochMs: number): string {
  return Temporal.Instant.fromEpochMilliseconds(epochMs).toString();
}
