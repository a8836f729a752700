import type { AuditCheck } from "../../sim/outcome/measured.js";
import type { AuditedDemand, WindowCounts } from "./audited-demand.js";
import { checked } from "./check.js";
import type { AuditLimits } from "./limits.js";
import { percent } from "./words.js";

/** Windows of 100 ms, 1 s and 10 s. */
const scales = [
  { name: "100 ms", windows: 1 },
  { name: "1 s", windows: 10 },
  { name: "10 s", windows: 100 },
] as const;

/** Whether requests left as bunched as they were asked for, at every scale: bunches make queues, gaps hide them. */
export function auditDispersion({ facts, count, windows }: AuditedDemand, limits: AuditLimits): AuditCheck {
  const { waitingChange, requestsMin } = limits;
  const check = { name: `${facts.name}: dispersion`, limit: `<= ${percent(waitingChange)}`, unit: "ratio" as const };
  if (count < requestsMin) return { ...check, value: null, passed: true, detail: "too few sends to tell" };
  const indices = scales.map(({ name, windows: length }) => ({
    name,
    sent: dispersionIndex(windows, windows.sent, length),
    intended: dispersionIndex(windows, windows.intended, length),
  }));
  const value = Math.max(...indices.map(({ sent, intended }) => Math.abs((sent + 1) / (intended + 1) - 1)));
  const told = indices.map(({ name, sent, intended }) => `${sent.toFixed(2)} of ${intended.toFixed(2)} at ${name}`);
  return checked({
    ...check,
    value,
    passed: value <= waitingChange,
    detail: told.join(", "),
    remedy: "bunches make queues and gaps hide them: more processes keep the times",
  });
}

/** Σ (count − expected)² ÷ Σ expected over windows put together; Poisson is 1 on any curve. */
function dispersionIndex({ intended, expected }: WindowCounts, counts: Uint32Array, length: number): number {
  const total = intended.reduce((sum, count) => sum + count, 0);
  const shares = expected.reduce((sum, share) => sum + share, 0);
  let squares = 0;
  for (let from = 0; from < counts.length; from += length) {
    const count = sumOf(counts, from, length);
    squares += (count - (total * sumOf(expected, from, length)) / shares) ** 2;
  }
  return squares / total;
}

function sumOf(column: Uint32Array | Float64Array, from: number, length: number): number {
  let sum = 0;
  for (let i = from; i < Math.min(from + length, column.length); i++) sum += column[i];
  return sum;
}
