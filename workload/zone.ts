import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import { type Unit, unit } from "../scenarios/language/units/unit.js";

/** A time zone by its IANA name. */
export function timezone(): Unit<string> {
  return unit({
    expected: "a time zone such as Asia/Tokyo or UTC",
    examples: ["UTC", "Asia/Tokyo", "Europe/Berlin"],
    json: { type: "string" },
    value: z.string(),
    read: (written) => (typeof written === "string" && isZone(written) ? written : undefined),
    write: (value) => value,
  });
}

/** A local date and time without a zone. */
export function localStart(): Unit<string> {
  return unit({
    expected: "a local date and time such as 2026-03-02T23:00",
    examples: ["2026-03-02T23:00"],
    json: { type: "string" },
    value: z.string(),
    read: (written) => (typeof written === "string" && isLocalStart(written) ? written : undefined),
    write: (value) => value,
    hint: (written) =>
      /(Z|[+-]\d{2}:?\d{2}|\])$/.test(String(written)) ? "leave out the offset: timezone gives it" : undefined,
  });
}

function isZone(name: string): boolean {
  return isAccepted(() => Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name));
}

function isLocalStart(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(text) && isAccepted(() => Temporal.PlainDateTime.from(text));
}

/** Whether a constructor of Temporal accepts its argument, rather than throwing. */
function isAccepted(construct: () => unknown): boolean {
  try {
    construct();
    return true;
  } catch {
    return false;
  }
}

/**
 * A range of wall-clock times, in milliseconds as if they were UTC, that a change of a zone's clocks skips or shows
 * twice.
 */
export interface ClockChange {
  readonly kind: "skips" | "repeats";
  readonly from: number;
  /** End of the range, exclusive. */
  readonly to: number;
}

/** The changes of a zone's clocks between two instants (milliseconds since 1970). */
export function clockChanges(zone: string, fromMs: number, toMs: number): readonly ClockChange[] {
  const changes: ClockChange[] = [];
  let before = Temporal.Instant.fromEpochMilliseconds(fromMs).toZonedDateTimeISO(zone);
  for (;;) {
    const after = before.getTimeZoneTransition("next");
    if (!after || after.epochMilliseconds > toMs) return changes;
    const offsets = [before, after].map(({ offsetNanoseconds }) => offsetNanoseconds / 1e6);
    const [left, reached] = offsets.map((offset) => after.epochMilliseconds + offset);
    if (left !== reached)
      changes.push({
        kind: left < reached ? "skips" : "repeats",
        from: Math.min(left, reached),
        to: Math.max(left, reached),
      });
    before = after;
  }
}

/** A local date and time, in milliseconds as if it were UTC. */
export function asIfUtc(local: string): number {
  return Temporal.PlainDateTime.from(local).toZonedDateTime("UTC").epochMilliseconds;
}

/** Formats milliseconds, as if they were UTC, as a local date and time to the minute. */
export function localText(asIfUtcMs: number): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(asIfUtcMs).toZonedDateTimeISO("UTC");
  return zoned.toPlainDateTime().toString({ smallestUnit: "minute" });
}
