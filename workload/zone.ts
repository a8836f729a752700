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

/** Temporal says no by throwing. */
function isAccepted(construct: () => unknown): boolean {
  try {
    construct();
    return true;
  } catch {
    return false;
  }
}
