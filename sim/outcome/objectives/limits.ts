import { type MetricUnit, units } from "../../facts/units.js";
import { Refusal } from "../refusal.js";
import type { Limits } from "./objective.js";

/** Reads the limit of `<=` and `>=`, or the range of `in`. */
export function parseLimits(relation: string, limit: string, unit: MetricUnit): Limits {
  if (relation === "in") return parseRange(limit, unit);
  const value = parseLimit(limit, unit);
  return isAtMost(relation) ? { min: -Infinity, max: value } : { min: value, max: Infinity };
}

/** Whether a relation sets an upper limit. */
export function isAtMost(relation: string): boolean {
  return relation === "<=" || relation === "≤";
}

/** "50..65 %": a lower end without a unit has that of the upper one. */
function parseRange(range: string, unit: MetricUnit): Limits {
  const [low, high, ...more] = range.split("..").map((end) => end.trim());
  if (high === undefined || more.length > 0) throw new Refusal("a range such as 50..65 %");
  const unitOfHigh = high.replace(/^[\s$\d.,]+/, "");
  const limits = {
    min: parseLimit(/^[\d.,]+$/.test(low) ? low + unitOfHigh : low, unit),
    max: parseLimit(high, unit),
  };
  if (limits.min > limits.max) throw new Refusal("a range from the lower to the upper end");
  return limits;
}

function parseLimit(written: string, unit: MetricUnit): number {
  const value = units[unit].read(written);
  if (value === undefined) throw new Refusal(`${units[unit].expected} as the limit`);
  return value;
}
