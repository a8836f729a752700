import { type Line, lossTopic } from "../../sim/facts/aspect.js";
import { money } from "../../sim/facts/estimates.js";
import { quantity } from "../../sim/facts/numbers.js";
import type { ObjectiveOutcome, Outcome } from "../../sim/outcome/outcome.js";
import { headlines } from "../aspects.js";
import { hanging } from "../layout.js";
import { bracketTopic, bracketWords } from "../words.js";
import { loadVerdict } from "./measured.js";
import { type Paint, verdictColor } from "./paint.js";

/** The three answers first: does it hold, what does it cost, what is lost. */
export function headline(outcome: Outcome, paint: Paint): readonly string[] {
  const said = headlines(outcome);
  const rows: readonly Line[] = [
    ...said.filter(([topic]) => topic !== lossTopic),
    ...(outcome.measured ? [] : costs(outcome)).map((line, index): Line => [index === 0 ? "cost" : "", line]),
    ...said.filter(([topic]) => topic === lossTopic),
  ];
  return [
    ...verdict(outcome.objectives, paint),
    ...rows.flatMap(([topic, words]) => hanging(`  ${topic.padEnd(6)}`, words, paint.width)),
    ...split(outcome, paint),
    ...loadVerdict(outcome, paint),
  ];
}

function split(outcome: Outcome, paint: Paint): readonly string[] {
  const words = bracketWords(outcome);
  return words === "" ? [] : hanging("  lag   ", `${bracketTopic}; ${words}`, paint.width);
}

/** Numbers of targets that are met, missed or undecided, and of alerts raised. */
export function verdict(objectives: readonly ObjectiveOutcome[], paint: Paint): readonly string[] {
  if (objectives.length === 0) return [paint.dim("  no objectives are stated")];
  const targets = objectives.filter(({ severity }) => severity === "target");
  const alerts = objectives.filter(({ severity }) => severity === "alert");
  const raised = alerts.filter(({ verdict }) => verdict === "missed");
  return [
    ...(targets.length > 0 ? [`  ${targetsLine(targets, paint)}`] : []),
    ...(raised.length > 0 ? [paint.yellow(`  alerts: ${raised.length} of ${alerts.length} raised`)] : []),
  ];
}

const worstFirst = ["missed", "undecided", "met", "not evaluated"] as const;

function targetsLine(targets: readonly ObjectiveOutcome[], paint: Paint): string {
  const found = worstFirst
    .map((verdict) => targets.filter((target) => target.verdict === verdict))
    .filter((same) => same.length > 0);
  const counts = found.map((same) => `${same.length} ${same[0].verdict === "missed" ? "MISSED" : same[0].verdict}`);
  return verdictColor(found[0][0], paint)(paint.bold(`targets: ${counts.join(", ")}`));
}

function costs({ cost, calendar }: Outcome): readonly string[] {
  const { perMonthUsd, totalUsd, perThousandRequestsUsd, perMonthBasis, runs } = cost;
  const [each, of] =
    perThousandRequestsUsd.value === null && runs !== undefined
      ? [runs.perRunUsd, "launched run"]
      : [perThousandRequestsUsd, "thousand requests"];
  const span = calendar === undefined ? " / run" : ` / ${quantity(calendar.days)} days`;
  const run = `${money(totalUsd, span)} · ${money(each)} per ${of}`;
  if (perMonthUsd.value === null) return [run, `no monthly figure: ${perMonthBasis}`];
  return [`${money(perMonthUsd, " / month")} · ${run}`];
}
