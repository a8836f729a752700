import type { ObjectiveOutcome } from "../../sim/outcome/outcome.js";
import { columns, hanging, indent, pageWidth } from "../layout.js";
import { heading, type Paint, verdictColor } from "./paint.js";

const marks = { met: "✓ met", missed: "✗ MISSED", undecided: "? undecided", "not evaluated": "· not evaluated" };
const alertRaised = "! alert";
/** An objective that is longer has its detail below it. */
const leadMax = 60;

/** A result that was held against objectives. */
export interface Judged {
  readonly objectives: readonly ObjectiveOutcome[];
}

/** Every objective with its verdict and the number behind it. */
export function objectives({ objectives }: Judged, paint: Paint): readonly string[] {
  if (objectives.length === 0) return [];
  const leads = columns(
    objectives.map((objective) => [mark(objective), words(objective)]),
    "ll",
  );
  const width = Math.max(0, ...leads.map((lead) => lead.length).filter((length) => length <= leadMax)) + 2;
  const lines = objectives.flatMap((objective, index) => {
    const lead = leads[index].trimEnd();
    const isLong = lead.length + 2 > width;
    const detail = hanging(isLong ? " ".repeat(width) : lead.padEnd(width), objective.detail, pageWidth - 2);
    const [first, ...rest] = isLong ? [...hanging("", lead, pageWidth - 2), ...detail] : detail;
    const { length } = mark(objective);
    return [verdictColor(objective, paint)(first.slice(0, length)) + first.slice(length), ...rest];
  });
  return [heading("Objectives", paint), ...indent(lines)];
}

function mark({ verdict, severity }: ObjectiveOutcome): string {
  return verdict === "missed" && severity === "alert" ? alertRaised : marks[verdict];
}

function words({ objective, severity }: ObjectiveOutcome): string {
  return severity === "alert" ? `${objective} (alert)` : objective;
}
