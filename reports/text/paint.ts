import picocolors from "picocolors";
import type { ObjectiveOutcome } from "../../sim/outcome/outcome.js";

/** The colors of a text report; the same words without them. */
export type Paint = ReturnType<typeof picocolors.createColors>;

/** Colors, or the same words without them. */
export const paints = (color: boolean): Paint => picocolors.createColors(color);

/** A heading of a section. */
export const heading = (words: string, paint: Paint): string => paint.bold(words);

/** The color of a verdict: only a missed target is red. */
export function verdictColor({ verdict, severity }: ObjectiveOutcome, paint: Paint): (text: string) => string {
  if (verdict === "met") return paint.green;
  if (verdict === "missed") return severity === "target" ? paint.red : paint.yellow;
  return verdict === "undecided" ? paint.yellow : paint.dim;
}
