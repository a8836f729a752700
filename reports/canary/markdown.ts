import { counted, percent } from "../../sim/facts/numbers.js";
import type { CanaryOutcome, CanaryRollout } from "../../sim/outcome/canary/outcome.js";
import { table } from "../markdown.js";
import type { Reporter } from "../reporter.js";
import { unknownsMarkdown } from "../unknowns.js";
import {
  answersWords,
  askedNeed,
  costWords,
  detectionWords,
  needWords,
  powerWords,
  questionWords,
  remedyWords,
  riseWords,
  ruleName,
  shareWords,
  smallestWords,
  timeWords,
  trafficWords,
  verdictWords,
} from "./words.js";

/** Tables that fit a comment on a pull request. */
export const markdown: Reporter<CanaryOutcome> = {
  format: "markdown",
  print(outcome) {
    const blocks = [
      title(outcome),
      ...outcome.rollouts.flatMap((rollout) => [stepTable(rollout, outcome), ruleTable(rollout, outcome)]),
      unknownsMarkdown(outcome),
      notes(outcome),
    ];
    return `${blocks.filter(Boolean).join("\n\n")}\n`;
  },
};

function title(outcome: CanaryOutcome): string {
  const { scenario, variant, service, seed, replications, version } = outcome;
  const name = variant === null ? scenario : `${scenario} (${variant})`;
  return [
    `### Canary of ${service} in ${name}`,
    ...verdictWords(outcome).map((line) => `**${line}**`),
    [questionWords(outcome), ...trafficWords(outcome), costWords(outcome)].filter(Boolean).join(". "),
    `seed ${seed} · ${counted(replications, "replication")} of each rollout · fleetcast ${version}`,
  ].join("\n\n");
}

function stepTable({ name, steps }: CanaryRollout, outcome: CanaryOutcome): string {
  const { regression } = outcome.question;
  const header = [
    "share",
    "planned",
    "answers",
    `${riseWords(regression)} needs`,
    "power",
    "simulated",
    "finds from",
    "verdict",
  ];
  const rows = steps.map((step) => [
    percent(step.share),
    step.plannedMinutes === 0 ? "no time" : timeWords(step.plannedMinutes),
    answersWords(step),
    needWords(askedNeed(step, outcome)),
    powerWords(step),
    shareWords(step.powerSimulated),
    smallestWords(step),
    step.verdict === "too short" ? `${step.verdict}: ${remedyWords(step)}` : step.verdict,
  ]);
  return `#### Steps: ${name}\n\n${table(header, rows)}`;
}

function ruleTable({ name, rules }: CanaryRollout, { question: { regression } }: CanaryOutcome): string {
  const header = [
    "rule",
    "aborts a healthy release",
    "while traffic doubles",
    "the scenario's own release",
    `p99 ${riseWords(regression)}`,
  ];
  const rows = rules.map((rule) => [
    ruleName(rule),
    shareWords(rule.falseAborts),
    shareWords(rule.falseAbortsInSpikes),
    shareWords(rule.release),
    rule.detections
      .filter((each) => each.regression === regression)
      .map(detectionWords)
      .join(""),
  ]);
  return `#### Rules: ${name}\n\n${table(header, rows)}`;
}

function notes({ warnings, assumptions }: CanaryOutcome): string {
  return [...warnings, ...assumptions].map((line) => `- ${line}`).join("\n");
}
