import picocolors from "picocolors";
import type { ObjectiveOutcome } from "../../sim/outcome/outcome.js";
import type { PrintOptions } from "../reporter.js";

/** The colors of a text report, or the same words without them, and how many columns it has. */
export type Paint = ReturnType<typeof picocolors.createColors> & { readonly width: number };

/** The columns of a page that goes to a file; a terminal has its own, of which a page uses so many. */
export const usualWidth = 100;
export const widths = { least: 80, most: 140 };

/** Colors, or the same words without them, for a page of so many columns. */
export const paints = ({ color, width = usualWidth }: PrintOptions): Paint => ({
  ...picocolors.createColors(color),
  width: Math.min(Math.max(width, widths.least), widths.most),
});

/** A heading of a section. */
export const heading = (words: string, paint: Paint): string => paint.bold(words);

/** The color of a verdict: only a missed target is red. */
export function verdictColor({ verdict, severity }: ObjectiveOutcome, paint: Paint): (text: string) => string {
  if (verdict === "met") return paint.green;
  if (verdict === "missed") return severity === "target" ? paint.red : paint.yellow;
  return verdict === "undecided" ? paint.yellow : paint.dim;
}
