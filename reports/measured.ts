import { absent, type Format, milliseconds, nameWords, percent, quantity } from "../sim/facts/numbers.js";
import type { AuditCheck, MeasuredService } from "../sim/outcome/measured.js";

/** How requests ended: "11,970 answered · 27 timed out"; only ways that occurred. */
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

/** What drivers saw; a sum of microseconds ("pongMicros") is told as the mean of what it belongs to ("pongs"). */
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

/** What a check of the audit found. */
export function auditValue({ value, unit }: AuditCheck): string {
  return value === null ? absent : auditFormats[unit](value);
}
