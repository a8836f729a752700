import { Temporal } from "temporal-polyfill";

/** Wall-clock times, in milliseconds as if they were UTC, that a zone's clocks skip or show twice when they are changed. */
export interface ClockChange {
  readonly kind: "skips" | "repeats";
  readonly from: number;
  /** Shown as ever again. */
  readonly to: number;
}

/** The changes of a zone's clocks between two moments (epoch milliseconds). */
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

/** A local date and time in milliseconds as if it were UTC. */
export function asIfUtc(local: string): number {
  return Temporal.PlainDateTime.from(local).toZonedDateTime("UTC").epochMilliseconds;
}

/** Milliseconds as if they were UTC as a local date and time, to the minute. */
export function localText(asIfUtcMs: number): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(asIfUtcMs).toZonedDateTimeISO("UTC");
  return zoned.toPlainDateTime().toString({ smallestUnit: "minute" });
}
