import { alone, estimated, money, plusMinus, relative } from "../sim/facts/estimates.js";
import {
  absent,
  counted,
  type Format,
  fixed,
  milliseconds,
  nameWords,
  percent,
  quantity,
  unitPrice,
} from "../sim/facts/numbers.js";
import type { AuditCheck, MeasuredService } from "../sim/outcome/measured.js";
import type { BracketEnd, Outcome } from "../sim/outcome/outcome.js";
import { formatOf } from "./units.js";

type BillLine = Outcome["cost"]["lines"][number];

/** A line of the bill in words, with the price's own quantity: "2,073,985", "WRU", "$0.715 / 1,000,000". */
export interface BillWords {
  readonly amount: string;
  readonly unit: string;
  readonly price: string;
  /** Relative interval of both quantity and amount, since the price is certain: "± 1.3 %". */
  readonly sure: string;
}

/** The words of a line; its unit begins with a number where the price list has a price for so many, as "1000000 WRU". */
export function billWords({ quantity: amount, unit, unitPriceUsd, usd, estimates }: BillLine): BillWords {
  const [many, one] = /^(\d+) (.+)$/.exec(unit)?.slice(1) ?? ["1", unit];
  const price = unitPrice(unitPriceUsd);
  return {
    amount: quantity(amount * Number(many)),
    unit: one,
    price: many === "1" ? price : `${price} / ${quantity(Number(many))}`,
    sure: relative(estimates?.usd ?? alone(usd)),
  };
}

/** The cost of a month and what it is made of; empty where there is none. */
export function monthWords({ perMonthUsd, perMonthBasis: basis, lines }: Outcome["cost"]): string {
  if (perMonthUsd.value === null) return "";
  const isPart = / h of a month of 730 h$/.test(basis) && !basis.includes(" 730.0 h ");
  const byCalendar = isPart && lines.some(({ unit }) => unit === "hour");
  const all = byCalendar ? "; what stands day and night, as a load balancer, for all 730 h" : "";
  return `${money(perMonthUsd, " / month")}${basis === "" ? "" : ` (${basis}${all})`}`;
}

/** What a bill leaves out, and its cost at typical values; empty where it leaves out nothing. */
export function leftOutWords({ leftOut }: Outcome["cost"]): string {
  if (leftOut.length === 0) return "";
  const isMonthly = leftOut.every(({ perMonthUsd }) => perMonthUsd !== null);
  const parts = leftOut.map(({ item, usd, perMonthUsd, estimates }) => {
    const known = isMonthly ? (estimates?.perMonthUsd ?? alone(perMonthUsd)) : (estimates?.usd ?? alone(usd));
    return `${item} ${plusMinus(known, cents)}`;
  });
  return (
    `not billed: ${parts.join(", ")} ${isMonthly ? "a month" : "a run"} at typical values ` +
    "(add infrastructure: typical, or what you have; 0 where there is none)"
  );
}

/** Cost of a launched run, on average and by flow; empty where none is launched. */
export function runCostWords({ runs }: Outcome["cost"]): string {
  if (runs === undefined) return "";
  const flows = Object.entries(runs.flows).map(([flow, { estimates, ...costs }]) => {
    const { usd, perRunUsd, perSucceededRunUsd } = estimated(costs, estimates);
    return `${flow} ${money(usd)} (${money(perRunUsd)} a run, ${money(perSucceededRunUsd)} one that succeeds)`;
  });
  return (
    `all that is billed, over launched runs: ${money(runs.perRunUsd)}; over those that succeed: ` +
    `${money(runs.perSucceededRunUsd)} · tasks alone by flow: ${flows.join(", ")}`
  );
}

/** Format of a bill's amounts: to the cent, or finer where the total is less than a dollar. */
export function billUsd({ totalUsd }: Outcome["cost"]): (usd: number) => string {
  return (totalUsd.value ?? 0) >= 1 ? cents : (usd) => `$${fixed(usd, 5)}`;
}

function cents(usd: number): string {
  return `$${fixed(usd, 2)}`;
}

/** Precision of the numbers where somebody asked for it; otherwise empty. */
export function precisionWords({ precision, replications }: Outcome): string {
  if (precision === undefined) return "";
  const { asked, isReached, measure, halfWidth } = precision;
  const verdict = isReached ? "reached" : "NOT REACHED";
  const width = halfWidth === null ? "without an interval" : `± ${percent(halfWidth)}`;
  return `a precision of ${percent(asked)} is ${verdict} with ${counted(replications, "replication")}: the widest interval is that of ${measure}, ${width}`;
}

/**
 * Results that depend on the age of the metric that scaling acts on, as a sentence without its end; empty where none
 * does.
 */
export function bracketWords({ brackets }: Outcome): string {
  if (brackets === undefined) return "";
  const moved = brackets.moved.map(({ name, field, unit, allAge, fresh, estimates }) => {
    const format = formatOf(field, unit);
    const words = (end: BracketEnd) => plusMinus(estimates?.[end] ?? alone({ allAge, fresh }[end]), format);
    return `${name} ${words("allAge")} or ${words("fresh")}`;
  });
  const verdicts = brackets.verdicts.map(({ objective, allAge, fresh }) => `'${objective}' ${allAge} or ${fresh}`);
  const told = [...moved, ...verdicts];
  return told.length === 0 ? "" : `if it is as old as the lag allows, or nearly fresh: ${told.join(", ")}`;
}

/** Topic of that sentence. */
export const bracketTopic = "how old the metric is that scaling acts on is not known";

/** How requests ended: "11,970 answered · 27 timed out"; ways that did not occur are left out. */
export function endsWords({ ends }: MeasuredService): string {
  return occurred(ends)
    .map(([ending, count]) => `${quantity(count)} ${nameWords(ending)}`)
    .join(" · ");
}

const redirect = /^30[12378]$/;

/** "11,970 × 200 · 27 × 302 (not followed)". */
export function statusWords({ statuses }: MeasuredService): string {
  return occurred(statuses)
    .map(([status, count]) => `${quantity(count)} × ${status}${redirect.test(status) ? " (not followed)" : ""}`)
    .join(" · ");
}

const sumOfMicros = /Micros$/;

/**
 * Counts by the drivers; a sum of microseconds ("pongMicros") is printed as the mean of what it belongs to ("pongs").
 */
export function counterWords({ counters }: MeasuredService): string {
  const told = occurred(counters).filter(([name]) => !sumOfMicros.test(name));
  return told
    .map(([name, count]) => {
      const micros = counters[`${name.replace(/s$/, "")}Micros`];
      const mean = micros === undefined ? "" : ` (${milliseconds(micros / count / 1_000)} on average)`;
      return `${quantity(count)} ${nameWords(name)}${mean}`;
    })
    .join(" · ");
}

function occurred(counts: Readonly<Record<string, number>>): readonly (readonly [name: string, count: number])[] {
  return Object.entries(counts).filter(([, count]) => count > 0);
}

const auditFormats: Readonly<Record<AuditCheck["unit"], Format>> = {
  ms: (value) => milliseconds(value, 2),
  ratio: percent,
  count: quantity,
  p: (value) => (value < 0.001 ? "< 0.001" : quantity(value)),
};

/** Value that a check of the audit found. */
export function auditValue({ value, unit }: AuditCheck): string {
  return value === null ? absent : auditFormats[unit](value);
}
