import { z } from "zod";
import {
  numericUnit,
  quantityJson,
  type Range,
  readQuantity,
  type Scale,
  type Unit,
  unit,
  unitHint,
  writeQuantity,
} from "./unit.js";

/** Spans of time in microseconds, the unit of all time in the program. */
export const second = 1_000_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** Minutes in a day on the clock. */
export const minutesPerDay = 1_440;

/** Hours in the month of AWS's monthly prices and promises: 365 × 24 ÷ 12. */
export const hoursPerMonth = 730;

const scales: readonly Scale[] = [
  { names: ["d"], times: day },
  { names: ["h"], times: hour },
  { names: ["m", "min"], times: minute },
  { names: ["s"], times: second },
  { names: ["ms"], times: 1_000 },
  { names: ["us", "µs", "μs"] },
];

const readDuration = (written: unknown) => {
  if (written === 0) return 0;
  const value = readQuantity(written, scales);
  return value === undefined ? undefined : Math.round(value);
};

/** A duration in whole microseconds: "100ms", "2m", "1h30m". A plain number is refused, except for 0. */
export function duration(range: Range = {}): Unit<number> {
  return numericUnit({
    expected: "a duration such as 100ms, 2m or 10h",
    examples: ["100ms", "1.5s", "2m", "10h", "30d", "1h30m"],
    json: quantityJson(scales, { isBare: false, minimum: 0, maximum: 0 }),
    range,
    limits: { min: 0, max: Number.MAX_SAFE_INTEGER },
    read: readDuration,
    write: (value) => (value === 0 ? "0s" : writeQuantity(value, scales, { read: readDuration })),
    hint: unitHint(scales),
  });
}

/** The pattern by which editors check a time of day. */
const clock = "\\s*\\d{1,2}:[0-5]\\d\\s*";

/** A part of the day in minutes since midnight. It crosses midnight when `to` is not after `from`. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** A time of day in minutes since midnight: "09:00". */
export function timeOfDay(): Unit<number> {
  return unit({
    expected: "a time of day such as 09:00",
    examples: ["09:00", "23:30"],
    json: { type: "string", pattern: `^${clock}$` },
    value: z.number(),
    read: (written) => {
      const minutes = typeof written === "string" ? readMinutes(written) : undefined;
      return minutes === minutesPerDay ? undefined : minutes;
    },
    write: writeMinutes,
    hint: (written) => (typeof written === "string" && written.trim() === "24:00" ? "midnight is 00:00" : undefined),
  });
}

/** A part of the day: "09:00-23:00"; "22:00-06:00" crosses midnight, "00:00-24:00" is the whole day. */
export function timeSpan(): Unit<TimeSpan> {
  return unit<TimeSpan>({
    expected: "a part of the day such as 09:00-23:00",
    examples: ["09:00-23:00", "22:00-06:00"],
    json: { type: "string", pattern: `^${clock}[-–]${clock}$` },
    value: z.strictObject({ from: z.number(), to: z.number() }),
    read: (written) => {
      const ends = typeof written === "string" ? written.split(/[-–]/).map(readMinutes) : [];
      const [from, to] = ends;
      if (ends.length !== 2 || from === undefined || to === undefined) return undefined;
      return from === to || from === minutesPerDay ? undefined : { from, to };
    },
    write: ({ from, to }) => `${writeMinutes(from)}-${writeMinutes(to)}`,
  });
}

function readMinutes(text: string): number | undefined {
  const match = /^\s*(\d{1,2}):(\d{2})\s*$/.exec(text);
  if (!match) return undefined;
  const [hours, minutes] = [Number(match[1]), Number(match[2])];
  const total = hours * 60 + minutes;
  return minutes > 59 || total > minutesPerDay ? undefined : total;
}

function writeMinutes(total: number): string {
  const pad = (part: number) => String(part).padStart(2, "0");
  return `${pad(Math.floor(total / 60))}:${pad(total % 60)}`;
}
