import { type Judged, openTargets } from "../../sim/outcome/exit-code.js";
import type { ObjectiveOutcome } from "../../sim/outcome/outcome.js";
import { columns, hanging, indent, wrap } from "../layout.js";
import { heading, type Paint, verdictColor } from "./paint.js";

const marks = { met: "✓ met", missed: "✗ MISSED", undecided: "? undecided", "not evaluated": "· not evaluated" };
const alertRaised = "! alert";
/** Columns that the detail of an objective has at least: of a longer objective it stands below. */
const detailLeast = 40;

/** Every objective with its verdict and the number behind it. */
export function objectives(judged: Judged & Audited, paint: Paint): readonly string[] {
  const { objectives } = judged;
  if (objectives.length === 0) return [];
  const leads = columns(
    objectives.map((objective) => [mark(objective), words(objective)]),
    "ll",
  );
  const width =
    Math.max(0, ...leads.map((lead) => lead.length).filter((length) => length <= paint.width - detailLeast)) + 2;
  const lines = objectives.flatMap((objective, index) => {
    const lead = leads[index].trimEnd();
    const isLong = lead.length + 2 > width;
    const detail = hanging(isLong ? " ".repeat(width) : lead.padEnd(width), objective.detail, paint.width - 2);
    const [first, ...rest] = isLong ? [...hanging("", lead, paint.width - 2), ...detail] : detail;
    const { length } = mark(objective);
    return [verdictColor(objective, paint)(first.slice(0, length)) + first.slice(length), ...rest];
  });
  const closing = wrap(unjudgedWords(judged), paint.width - 2).filter(Boolean);
  return [heading("Objectives", paint), ...indent([...lines, ...closing.map((line) => paint.dim(line))])];
}

/** The audit that shows whether the load was the one asked for; absent for a prediction. */
export interface Audited {
  readonly audit?: { readonly valid: boolean };
  readonly measured?: { readonly audit: { readonly valid: boolean } };
}

/** Consequence of targets that were not evaluated, as a sentence; empty where there are none. */
export function unjudgedWords(judged: Judged & Audited): string {
  if ((judged.audit ?? judged.measured?.audit)?.valid === false) return ""; // it exits 4, whatever else
  const unjudged = openTargets(judged).filter(({ verdict }) => verdict === "not evaluated");
  if (unjudged.length === 0) return "";
  return `not evaluated is not met: with --strict ${unjudged.length === 1 ? "it exits" : "they exit"} 3, as if undecided`;
}

function mark({ verdict, severity }: ObjectiveOutcome): string {
  return verdict === "missed" && severity === "alert" ? alertRaised : marks[verdict];
}

function words({ objective, severity }: ObjectiveOutcome): string {
  return severity === "alert" ? `${objective} (alert)` : objective;
}
