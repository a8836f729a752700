import { z } from "zod";
import { failureCauses } from "../../sim/facts/aspects/requests.js";

import { Refusal } from "../../sim/outcome/refusal.js";
import { fromSparse, type HistogramSnapshot, toSparse } from "../../sim/statistics/index.js";
import { endings } from "./ending.js";
import type { MeasuredSnapshot } from "./snapshot.js";

const count = z.int().min(0);
const counts = z.record(z.string(), count);
const pairs = z.array(z.tuple([count, count]).readonly()).readonly();

const histogram = z.codec(
  z.strictObject({ sum: z.number(), max: z.number(), buckets: pairs }),
  z.custom<HistogramSnapshot>(),
  { decode: fromSparse, encode: toSparse },
);

const column = z.codec(z.array(count), z.custom<Uint32Array>(), {
  decode: (numbers) => Uint32Array.from(numbers),
  encode: (numbers) => Array.from(numbers),
});

const minute = z.strictObject({
  arrived: count,
  completed: count,
  degraded: count,
  failed: count,
  timedOut: count,
  interrupted: count,
  latency: histogram,
  within: z.array(count).readonly(),
});

const service = z.strictObject({
  scheduled: count,
  attempts: count,
  degraded: count,
  ends: z.record(z.enum(endings), count),
  statuses: counts,
  failedBy: z.record(z.enum(failureCauses), count),
  counters: counts,
  times: z.strictObject({ latency: histogram, service: histogram, clientWait: histogram }),
  minutes: z.array(minute).readonly(),
});

const demand = z.strictObject({
  demand: z.string(),
  intended: column,
  sent: column,
  intendedPerWindow: column,
  sentPerWindow: column,
  lag: histogram,
});

const generator = z.strictObject({
  processes: count,
  cpuShare: z.number(),
  eventLoopDelayP99Ms: z.number(),
  eventLoopDelayMaxMs: z.number(),
});

/** The shape of `measured.json`: all counts, so that the measurements of several machines merge exactly. */
const measuredShape = z.strictObject({
  services: z.record(z.string(), service),
  /** Missing in files of older versions, which did not measure demands separately. */
  apart: z.record(z.string(), service).default({}),
  load: z.array(demand).readonly(),
  generator,
});

/** Writes a `measured.json`. */
export function measuredJson(snapshot: MeasuredSnapshot): string {
  return `${JSON.stringify(z.encode(measuredShape, snapshot))}\n`;
}

/** Reads a `measured.json`. Throws `Refusal` for any other text, and for versions that counted differently. */
export function readMeasured(text: string): MeasuredSnapshot {
  const { data, error } = measuredShape.safeParse(parsed(text));
  if (error === undefined) return data;
  const [{ path, message }] = error.issues;
  throw new Refusal(
    `the counts of a measured run as this version writes them (${path.join(".") || "text"}: ${message})`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
