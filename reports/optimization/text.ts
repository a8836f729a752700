import { withInterval } from "../../sim/facts/estimates.js";
import { counted } from "../../sim/facts/numbers.js";
import type { OptimizationOutcome } from "../../sim/outcome/optimized.js";
import { hanging, indent, tables, wrap } from "../layout.js";
import type { Reporter } from "../reporter.js";
import { shortPath } from "../sweep/words.js";
import { objectives as objectiveLines } from "../text/objectives.js";
import { heading, type Paint, paints } from "../text/paint.js";
import { formats } from "../units.js";
import { unknownsLines } from "../unknowns.js";
import { answerWords, costWords, droppedWords, factWords, fateWords, moreWords, shownCandidates } from "./words.js";

/** Candidates that a page lists; all are in the CSV. */
const rowsMax = 30;

type Section = (found: OptimizationOutcome, paint: Paint) => readonly string[];

/** The answer and how sure it is, its objectives, what became of the other candidates, and how they were told apart. */
export const text: Reporter<OptimizationOutcome> = {
  format: "text",
  print(found, options) {
    const paint = paints(options);
    const sections: readonly Section[] = [identity, objectives, table, unknownsLines, procedure];
    const blocks = sections.map((section) => section(found, paint).join("\n")).filter((block) => block !== "");
    return `${blocks.join("\n\n")}\n`;
  },
};

const identity: Section = (found, paint) => [
  paint.bold(`optimization of ${found.scenario}`),
  ...wrap(factWords(found), paint.width).map((line) => paint.dim(line)),
  "",
  ...hanging("  ", answerWords(found), paint.width),
];

const objectives: Section = (found, paint) =>
  objectiveLines({ kind: "predicted", objectives: found.objectives }, paint);

const table: Section = (found, paint) => {
  const { axes, candidates } = found;
  const shown = shownCandidates(found, rowsMax);
  const services = Object.keys(candidates[0].p99Ms);
  const p99 = services.map((name) => (services.length === 1 ? "p99" : `${name} p99`));
  const header = [...axes.map(({ path }) => shortPath(path, axes)), "runs", costHeader(found), "more", ...p99, ""];
  const rows = shown.map((each) => [
    ...each.values,
    String(each.replications),
    costWords(each, found).replace(/ a (month|run)/, ""),
    moreWords(each),
    ...services.map((name) => withInterval(each.p99Ms[name], formats.ms)),
    fateWords(each),
  ]);
  const rest = candidates.length - shown.length;
  const sides = `${"l".repeat(axes.length)}rrr${"r".repeat(services.length)}l`;
  return [
    heading("Candidates", paint),
    ...droppedWords(found).flatMap((line) => hanging("  ", line, paint.width)),
    "",
    ...indent(tables([header, ...rows], sides, { width: paint.width - 2, lead: axes.length })),
    ...(rest > 0 ? [paint.dim(`  and ${counted(rest, "more combination")}: --format csv has all of them`)] : []),
  ];
};

function costHeader({ costField }: OptimizationOutcome): string {
  return costField === "perMonthUsd" ? "cost a month" : "cost a run";
}

const procedure: Section = ({ procedure }, paint) => [
  heading("Procedure", paint),
  ...hanging("  ", procedure, paint.width),
];
