import { didYouMean } from "../../scenarios/language/issues.js";
import type { Estimate } from "../facts/estimates.js";
import { units } from "../facts/units.js";
import type { ReadingComparison } from "./comparison.js";
import { nothing } from "./estimate.js";
import { parseReference, type Reading } from "./reading.js";
import { Refusal } from "./refusal.js";
import type { SampleSheet } from "./sample.js";

/** A change of a reading that a comparison must not show. */
export interface ChangeGate {
  /** The condition as it was written: "cost.perMonth > +5 %". */
  readonly text: string;
  readonly reading: Reading;
  readonly comparison: ">" | ">=" | "<" | "<=";
  /** In the unit of the reading, or as a share of the first configuration's value. */
  readonly change: number;
  readonly isShare: boolean;
}

/** Whether a comparison trips a gate: the interval of the difference decides, where it does. */
export interface GateOutcome {
  readonly text: string;
  /** Verdict on the last configuration against the first. */
  readonly verdict: "tripped" | "passed" | "undecided" | "not evaluated";
  /** The observed change, in the unit of `change`. */
  readonly seen: number | null;
}

const form = /^(\S+?)\s*(>=|<=|>|<)\s*([+\-−]?)\s*(\S.*)$/;

/** Reads `cost.perMonth > +5 %` or `web.latencyMs.p99 > +200ms`. Throws a `Refusal`. */
export function parseGate(written: string): ChangeGate {
  const text = written.trim();
  const match = form.exec(text);
  if (match === null) throw new Refusal("a change such as 'cost.perMonth > +5 %' or 'web.p99 > +200ms'");
  const [, reference, comparison, sign, amount] = match;
  const { reading } = parseReference(reference);
  const share = /^([\d.]+)\s*%$/.exec(amount);
  const isShare = share !== null && reading.unit !== "ratio";
  const size = isShare ? Number(share[1]) / 100 : units[reading.unit].read(amount);
  if (size === undefined || Number.isNaN(size))
    throw new Refusal(`a share such as +5 %, or ${units[reading.unit].expected}`);
  const change = sign === "-" || sign === "−" ? -size : size;
  return { text, reading, comparison: comparison as ChangeGate["comparison"], change, isShare };
}

/** Throws a `Refusal` where no run of one of these sheets tells what the gate is about, so that it would never trip. */
export function checkGate({ reading }: ChangeGate, sheets: readonly SampleSheet[]): void {
  const told = sheets.map(({ readings }) => readings.map(({ field }) => field));
  if (told.every((fields) => fields.includes(reading.field))) return;
  const subjectOf = (field: string) => field.slice(0, field.indexOf("."));
  const shared = told.reduce((all, fields) => all.filter((field) => fields.includes(field)));
  const subjects = [...new Set(shared.map(subjectOf))];
  const subject = subjectOf(reading.field);
  if (!subjects.includes(subject)) {
    const hint = didYouMean(subject, subjects);
    throw new Refusal(`one of ${subjects.join(", ")} before the dot`, hint);
  }
  const known = shared.filter((field) => subjectOf(field) === subject);
  throw new Refusal(`a metric that ${subject} tells, such as ${known.slice(0, 3).join(", ")}`);
}

/**
 * Holds a gate against the difference of its reading between two configurations, or against its share of the first, which has
 * an interval of its own: where both scatter together, a share is known better than the difference.
 */
export function judgeGate({ text, comparison, change, isShare }: ChangeGate, compared: ReadingComparison): GateOutcome {
  const { value: seen, low, high } = isShare ? (compared.share ?? nothing) : differenceOf(compared);
  if (seen === null) return { text, verdict: "not evaluated", seen };
  const trips = (value: number) => isTripped(comparison, value, change);
  if (low === null || high === null) return { text, verdict: trips(seen) ? "undecided" : "passed", seen };
  const ends = [low, high].map(trips);
  const verdict = ends.every(Boolean) ? "tripped" : ends.some(Boolean) ? "undecided" : "passed";
  return { text, verdict, seen };
}

function differenceOf({ difference, interval }: ReadingComparison): Estimate {
  return { ...nothing, value: difference, low: interval?.low ?? null, high: interval?.high ?? null };
}

function isTripped(comparison: ChangeGate["comparison"], value: number, change: number): boolean {
  switch (comparison) {
    case ">":
      return value > change;
    case ">=":
      return value >= change;
    case "<":
      return value < change;
    case "<=":
      return value <= change;
  }
}
