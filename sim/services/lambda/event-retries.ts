import { z } from "zod";
import { duration, flag, integer } from "../../../scenarios/language/index.js";
import { minute, second } from "../../../scenarios/language/units/time.js";
import { type End, THROTTLED } from "../../facts/ends.js";
import { ATTEMPT_SHIFT, Row } from "../../work/row.js";

/** How Lambda retries an asynchronous event that was throttled or failed, in Lambda's own names where it has some. */
export const asynchronousShape = z.strictObject({
  maximumRetryAttempts: integer({ min: 0, max: 2 }).prefault(2).meta({
    description: "Tries after an error of the function; throttled events do not count.",
    aws: "MaximumRetryAttempts",
  }),
  maximumEventAge: duration({ min: 60_000_000, max: 21_600_000_000 })
    .prefault("6h")
    .meta({ description: "How old an event may get before it is given up.", aws: "MaximumEventAgeInSeconds" }),
  deadLetter: flag().prefault(true).meta({
    description: "Somebody keeps the events that are given up: a dead-letter queue, or a destination on failure.",
    aws: "DeadLetterConfig",
  }),
});

/**
 * In a row's attempt bits the lower eight count throttles, as far as the delay grows with them; the bits above count
 * errors.
 */
const ERRORS_SHIFT = ATTEMPT_SHIFT + 8;
const THROTTLES_MASK = 0xff;
const ERRORS_MASK = 0xf;

const firstSpacing = second;
const longestSpacing = 5 * minute;
/** Delay after the first error; after the second it is twice that. */
const afterError = minute;

/**
 * When Lambda invokes a function again for an asynchronous event: after an error one minute later and then two, as often as it
 * is told to; while it is throttled, after one second, two, four and so on up to five minutes, until the event is too old.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html
 */
export class EventRetries {
  readonly keepsFailed: boolean;
  readonly #errorsMost: number;
  readonly #ageMost: number;

  constructor({ maximumRetryAttempts, maximumEventAge, deadLetter }: z.output<typeof asynchronousShape>) {
    this.keepsFailed = deadLetter;
    this.#errorsMost = maximumRetryAttempts;
    this.#ageMost = maximumEventAge;
  }

  /** Microseconds until the next attempt of the event in a row, which this one is counted in; null where it is given up. */
  delay(words: Int32Array, row: number, end: End, age: number): number | null {
    const delay = end === THROTTLED ? this.#afterThrottle(words, row) : this.#afterError(words, row);
    return delay === null || age + delay > this.#ageMost ? null : delay;
  }

  #afterThrottle(words: Int32Array, row: number): number {
    const throttles = (words[row + Row.FLAGS] >> ATTEMPT_SHIFT) & THROTTLES_MASK;
    if (throttles < THROTTLES_MASK) words[row + Row.FLAGS] += 1 << ATTEMPT_SHIFT;
    return Math.min(longestSpacing, firstSpacing * 2 ** throttles);
  }

  #afterError(words: Int32Array, row: number): number | null {
    const errors = (words[row + Row.FLAGS] >> ERRORS_SHIFT) & ERRORS_MASK;
    if (errors >= this.#errorsMost) return null;
    words[row + Row.FLAGS] += 1 << ERRORS_SHIFT;
    return afterError * (errors + 1);
  }
}
