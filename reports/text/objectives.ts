import type { ObjectiveOutcome, Outcome } from "../../sim/outcome/outcome.js";
import { columns, hanging, indent, pageWidth } from "../layout.js";
import { heading, type Paint, verdictColour } from "./paint.js";

const marks = { met: "✓ met", missed: "✗ MISSED", undecided: "? undecided", "not evaluated": "· not evaluated" };

/** Every objective with its verdict and the number behind it. */
export function objectives({ objectives }: Outcome, paint: Paint): readonly string[] {
  if (objectives.length === 0) return [];
  const leads = columns(
    objectives.map((objective) => [marks[objective.verdict], words(objective)]),
    "ll",
  );
  const width = Math.max(...leads.map((lead) => lead.length)) + 2;
  const lines = objectives.flatMap((objective, index) => {
    const [first, ...rest] = hanging(leads[index].padEnd(width), objective.detail, pageWidth - 2);
    const mark = marks[objective.verdict];
    return [verdictColour(objective, paint)(mark) + first.slice(mark.length), ...rest];
  });
  return [heading("Objectives", paint), ...indent(lines)];
}

function words({ objective, severity }: ObjectiveOutcome): string {
  return severity === "alert" ? `${objective} (alert)` : objective;
}
