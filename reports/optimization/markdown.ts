import { withInterval } from "../../sim/facts/estimates.js";
import { counted } from "../../sim/facts/numbers.js";
import type { OptimizationOutcome } from "../../sim/outcome/optimized.js";
import { objectives, table } from "../markdown.js";
import type { Reporter } from "../reporter.js";
import { shortPath } from "../sweep/words.js";
import { formats } from "../units.js";
import { unknownsMarkdown } from "../unknowns.js";
import { answerWords, costWords, droppedWords, factWords, fateWords, moreWords, shownCandidates } from "./words.js";

/** Candidates that a comment has room for. */
const rowsMax = 50;

/** The same as the page, for a comment on a pull request. */
export const markdown: Reporter<OptimizationOutcome> = {
  format: "markdown",
  print(found) {
    const { scenario, procedure } = found;
    const dropped = droppedWords(found)
      .map((line) => `- ${line}`)
      .join("\n");
    const blocks = [
      `### Optimization of ${scenario}`,
      answerWords(found),
      objectives({ kind: "predicted", objectives: found.objectives }),
      dropped,
      candidates(found),
      unknownsMarkdown(found),
      `${factWords(found)}. Procedure: ${procedure}.`,
    ];
    return `${blocks.filter(Boolean).join("\n\n")}\n`;
  },
};

function candidates(found: OptimizationOutcome): string {
  const { axes, candidates, costField } = found;
  const services = Object.keys(candidates[0].p99Ms);
  const shown = shownCandidates(found, rowsMax);
  const rows = shown.map((each) => [
    ...each.values.map((value) => (each.fate === "best" ? `**${value}**` : value)),
    String(each.replications),
    costWords(each, found).replace(/ a (month|run)/, ""),
    moreWords(each),
    ...services.map((name) => withInterval(each.p99Ms[name], formats.ms)),
    fateWords(each),
  ]);
  const header = [
    ...axes.map(({ path }) => shortPath(path, axes)),
    "runs",
    costField === "perMonthUsd" ? "cost a month" : "cost a run",
    "more than the best",
    ...services.map((name) => `${name} p99`),
    "",
  ];
  const rest = found.candidates.length - shown.length;
  return [table(header, rows), ...(rest > 0 ? [`and ${counted(rest, "more combination")}`] : [])].join("\n\n");
}
