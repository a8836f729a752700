import { money } from "../../sim/facts/estimates.js";
import { counted } from "../../sim/facts/numbers.js";
import type { Axis, PointOutcome, SweepOutcome } from "../../sim/outcome/swept.js";

/** The last part of a path, or as many of its last parts as tell it from the other axes. */
export function shortPath(path: string, axes: readonly Axis[]): string {
  const parts = path.split(".");
  const ends = (count: number) => axes.map((axis) => axis.path.split(".").slice(-count).join("."));
  for (let count = 1; count < parts.length; count++) {
    const own = parts.slice(-count).join(".");
    if (ends(count).filter((end) => end === own).length === 1) return own;
  }
  return path;
}

/** Number of combinations that hold every target. */
export function feasibleWords({ points }: SweepOutcome): string {
  const all = points.filter(({ isFeasible }) => isFeasible).length;
  const targets = points.some(({ objectives }) => objectives.some(({ severity }) => severity === "target"));
  return targets
    ? `${all} of ${counted(points.length, "combination")} ${all === 1 ? "holds" : "hold"} every target`
    : "no target is stated";
}

/** Cost of a combination, with its interval. */
export function pointCost({ cost }: PointOutcome, { costField }: Pick<SweepOutcome, "costField">): string {
  return money(cost[costField]);
}

/** Whether a combination holds its targets, in a word or by the first that it misses. */
export function verdictOf({ objectives, isFeasible, aborted }: PointOutcome): string {
  if (aborted !== null) return `aborted: ${aborted}`;
  const targets = objectives.filter(({ severity }) => severity === "target");
  if (targets.length === 0) return "";
  if (isFeasible) return "met";
  const missed = targets.filter(({ verdict }) => verdict === "missed").map(({ objective }) => objective);
  return missed.length > 0 ? `missed: ${missed.join("; ")}` : "undecided";
}
