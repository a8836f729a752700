/** Printed where there is no number. */
export const absent = "–";

/** Formats a number with its unit; `digits` is the number of significant digits, for units that leave a choice. */
export type Format = (value: number, digits?: number) => string;

const english = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat("en-US", options);
const whole = english({ maximumFractionDigits: 0 });
const threeDigits = english({ maximumSignificantDigits: 3 });
const listPrice = english({ minimumFractionDigits: 2, maximumFractionDigits: 10 });

/** A minute without a running task has no utilization, and other numbers may be missing too. */
function ofNumbers(format: Format): Format {
  return (value, digits) => (Number.isFinite(value) ? format(value, digits) : absent);
}

/** A quantity with thousands separators: whole from a hundred on, three significant digits below. */
export const quantity = ofNumbers((value) => {
  if (value !== 0 && Math.abs(value) < 0.001) return value.toExponential(1);
  return (Math.abs(value) >= 100 ? whole : threeDigits).format(value);
});

/** A number with exactly so many decimals and thousands separators. */
export const fixed = ofNumbers((value, decimals = 0) =>
  english({ minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value),
);

/** US dollars: whole from a thousand on, cents from one dollar on, three significant digits below. */
export const dollars = ofNumbers((usd) => {
  const amount = Math.abs(usd);
  const digits = amount >= 1000 ? whole.format(amount) : amount >= 1 ? fixed(amount, 2) : threeDigits.format(amount);
  return `${usd < 0 ? "−" : ""}$${digits}`;
});

/** A unit price in US dollars with all the digits that a price list gives. */
export const unitPrice = ofNumbers((usd) => `$${listPrice.format(usd)}`);

/** A share of one as per cent, with more decimals the nearer it is to nothing or to all: 55 %, 99.98 %, 0.013 %. */
export const percent = ofNumbers((ratio) => {
  if (ratio !== 0 && Math.abs(ratio) < 1e-7) return `${(ratio * 100).toExponential(1)} %`;
  const rest = Math.min(Math.abs(ratio), Math.abs(1 - ratio)) * 100;
  const decimals = rest === 0 || rest >= 10 ? 0 : Math.min(6, 1 - Math.floor(Math.log10(rest)));
  return `${english({ maximumFractionDigits: decimals }).format(ratio * 100)} %`;
});

/** A latency in milliseconds, in the unit a person would choose: 480 ms, 2.40 s, 3.51 min. */
export const milliseconds = ofNumbers((ms, digits = 3) => {
  const { format } = english({ minimumSignificantDigits: digits, maximumSignificantDigits: digits });
  if (ms === 0) return "0 ms";
  if (ms < 999.5) return `${format(ms)} ms`;
  return ms < 119_500 ? `${format(ms / 1000)} s` : `${format(ms / 60_000)} min`;
});

/** A span in seconds, in the unit a person would choose: 45 s, 6.1 min, 10 h, 30 days. */
export const seconds = ofNumbers((s) => {
  if (s < 119.5) return `${threeDigits.format(s)} s`;
  if (s < 7200) return `${threeDigits.format(s / 60)} min`;
  return s < 72 * 3600 ? `${threeDigits.format(s / 3600)} h` : `${threeDigits.format(s / 86_400)} days`;
});

/** A count with its noun: "1 task", "3 tasks". */
export function counted(count: number, noun: string): string {
  return `${quantity(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** A field's name as words: "queueFull" is "queue full". */
export function nameWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
