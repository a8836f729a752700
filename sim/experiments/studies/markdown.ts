import type { ReadingComparison } from "../../outcome/index.js";

/** A Markdown table; all but the first column are numbers. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = header.map((_, column) => (column === 0 ? "---" : "---:"));
  return [header, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** A number in a cell; – where there is none. */
export type Cell = (value: number | null) => string;

/** A cell with so many decimals, of a value in some multiple of its unit. */
export function decimals(digits: number, scale = 1, unit = ""): Cell {
  return (value) => (value === null || Number.isNaN(value) ? "–" : `${(value * scale).toFixed(digits)}${unit}`);
}

/** A paired difference with its 95 % interval; without one where the runs hardly differ. */
export function difference({ difference, interval }: ReadingComparison, cell: Cell): string {
  const signed = (value: number) => (value > 0 ? `+${cell(value)}` : cell(value).replace("-", "−"));
  if (difference === null) return "–";
  if (difference === 0) return "0";
  return interval === null
    ? signed(difference)
    : `${signed(difference)} (${signed(interval.low)} to ${signed(interval.high)})`;
}
