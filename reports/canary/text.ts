import { withInterval } from "../../sim/facts/estimates.js";
import { absent, counted, percent } from "../../sim/facts/numbers.js";
import type { CanaryOutcome, CanaryRollout, CanaryRule } from "../../sim/outcome/canary/outcome.js";
import { hanging, indent, tables, wrap } from "../layout.js";
import type { Reporter } from "../reporter.js";
import { heading, type Paint, paints } from "../text/paint.js";
import { unknownsLines } from "../unknowns.js";
import {
  answersWords,
  askedNeed,
  costWords,
  detectionWords,
  errorWords,
  estimated,
  formWords,
  needWords,
  powerWords,
  questionWords,
  remedyWords,
  riseWords,
  ruleName,
  shareWords,
  smallestWords,
  timeNeeded,
  timeWords,
  trafficWords,
  verdictWords,
} from "./words.js";

type Section = (outcome: CanaryOutcome, paint: Paint) => readonly string[];

/** The answer first, then each step, then what the rules make of releases. */
export const text: Reporter<CanaryOutcome> = {
  format: "text",
  print(outcome, options) {
    const paint = paints(options);
    const rules: readonly Section[] = outcome.rollouts.map((rollout) => (of, paint) => rulesOf(rollout, of, paint));
    const sections = [identity, steps, times, errors, tested, alarms, ...rules, unknownsLines, notes];
    const blocks = sections.map((section) => section(outcome, paint).join("\n")).filter((block) => block !== "");
    return `${blocks.join("\n\n")}\n`;
  },
};

const identity: Section = (outcome, paint) => {
  const { scenario, variant, service, seed, replications, version, verdict } = outcome;
  const name = variant === null ? scenario : `${scenario} (${variant})`;
  const answer = verdict === "decides" ? paint.green : paint.red;
  const lines = [questionWords(outcome), ...trafficWords(outcome), costWords(outcome)].filter(Boolean);
  return [
    paint.bold(`canary of ${service} in ${name}`),
    paint.dim(`seed ${seed} · ${counted(replications, "replication")} of each rollout · fleetcast ${version}`),
    ...verdictWords(outcome)
      .flatMap((line) => hanging("  ", line, paint.width))
      .map((line) => answer(line)),
    ...lines.flatMap((line) => hanging("  ", line, paint.width)),
  ];
};

const steps: Section = (outcome, paint) => {
  const { regression } = outcome.question;
  const header = [
    "share",
    "planned",
    "answers",
    `${riseWords(regression)} needs`,
    "power",
    "simulated",
    "finds from",
    "",
  ];
  return outcome.rollouts.flatMap(({ name, steps }, index) => [
    ...(index === 0 ? [] : [""]),
    heading(`How long each step has to last: ${name}`, paint),
    ...indent(
      tables(
        [
          header,
          ...steps.map((step) => [
            percent(step.share),
            step.plannedMinutes === 0 ? "no time" : timeWords(step.plannedMinutes),
            answersWords(step),
            needWords(askedNeed(step, outcome)),
            powerWords(step),
            shareWords(step.powerSimulated),
            smallestWords(step),
            step.plannedMinutes === 0 ? "" : step.verdict,
          ]),
        ],
        "rrrlrlrl",
        { width: paint.width - 2 },
      ),
    ),
    ...steps
      .filter(({ verdict }) => verdict === "too short")
      .flatMap((step) => hanging(`  ${percent(step.share)} `, remedyWords(step), paint.width)),
  ]);
};

const times: Section = ({ rollouts: [{ steps }] }, paint) => {
  const rises = steps[0].needs.map(({ regression }) => riseWords(regression));
  const rows = steps.map(({ share, needs }) => [percent(share), ...needs.map(timeNeeded)]);
  return [
    heading("Time until a rise of p99 is found, by the share of the traffic", paint),
    ...indent(tables([["share", ...rises], ...rows], "r".repeat(rises.length + 1), { width: paint.width - 2 })),
  ];
};

const errors: Section = ({ rollouts: [{ steps }] }, paint) => {
  const lines = steps
    .filter(({ share }) => share < 1)
    .map(errorWords)
    .filter(Boolean);
  if (lines.length === 0) return [];
  return [
    heading("Until a rise of errors to the limit of the abort rule is found", paint),
    ...lines.flatMap((line) => hanging("  ", line, paint.width)),
  ];
};

const tested: Section = (outcome, paint) => {
  const rows = outcome.rollouts[0].steps
    .map((step) => ({ ...step, need: askedNeed(step, outcome) }))
    .filter(({ powerSimulated }) => powerSimulated.value !== null)
    .map(({ share, need, test }) => [
      percent(share),
      needWords(need),
      ...(need.powerSimulated.value === null
        ? ["the simulated step ends before", absent]
        : [shareWords(need.powerSimulated), shareWords(need.falseAlarms)]),
      formWords(test),
    ]);
  if (rows.length === 0) return [];
  const { regression } = outcome.question;
  const header = ["share", "answers", `finds ${riseWords(regression)}`, "false alarms", "error told by"];
  return [
    heading(`The test of p99 in the simulated runs, on the answers that ${riseWords(regression)} needs`, paint),
    ...indent(tables([header, ...rows], "rllll", { width: paint.width - 2 })),
  ];
};

const alarms: Section = ({ rollouts: [{ steps }], question }, paint) => {
  const rows = steps
    .filter(({ falseAlarms }) => falseAlarms.value !== null)
    .map(({ share, falseAlarms, falseAlarmsPeeking, healthyRise, scatter }) => [
      percent(share),
      shareWords(falseAlarms),
      shareWords(falseAlarmsPeeking),
      withInterval(healthyRise, riseWords),
      estimated(scatter),
    ]);
  if (rows.length === 0) return [];
  const header = [
    ...["share", "at the end of the step", "looked at all the while"],
    ...["p99 of a healthy canary", "variance between runs ÷ expected"],
  ];
  return [
    heading(`False alarms of the test of p99, at ${percent(question.level)}`, paint),
    ...indent(tables([header, ...rows], "rllll", { width: paint.width - 2 })),
  ];
};

function rulesOf(
  { name, steps, rules, releaseRise }: CanaryRollout,
  _: CanaryOutcome,
  paint: Paint,
): readonly string[] {
  const own = releaseRise?.flatMap((rise, at) =>
    rise.value === null ? [] : [`${withInterval(rise, riseWords)} at ${percent(steps[at].share)}`],
  );
  return [
    heading(`What rules make of releases: ${name}`, paint),
    ...(own === undefined || own.length === 0
      ? []
      : hanging("  ", `p99 of the scenario's own release: ${own.join(", ")}`, paint.width)),
    ...rules.flatMap((rule) => [
      ...wrap(ruleName(rule), paint.width - 2).map((line) => `  ${paint.bold(line)}`),
      ...indent(tables(ruleRows(rule, steps), "ll", { width: paint.width - 4 }), 4),
    ]),
  ];
}

/** A rule that ends nothing takes one row. */
function ruleRows(rule: CanaryRule, steps: CanaryRollout["steps"]): readonly (readonly string[])[] {
  const { falseAborts, falseBySteps, falseAbortsInSpikes, release, detections } = rule;
  const all = [falseAborts, falseAbortsInSpikes, release, ...detections.map(({ aborted }) => aborted)];
  if (all.every((share) => share === null || share.value === 0)) {
    return [
      [`ends no release, healthy or up to ${riseWords(detections.at(-1)?.regression ?? 0)}`, shareWords(falseAborts)],
    ];
  }
  const byStep = falseBySteps
    .map((share, at) => ({ share, step: steps[at] }))
    .filter(({ step }) => step !== undefined && step.plannedMinutes > 0);
  return [
    ["a healthy release", shareWords(falseAborts)],
    ...(falseAborts.value === 0
      ? []
      : byStep.map(({ share, step }) => [`  at ${percent(step.share)}`, shareWords(share)])),
    ...(falseAbortsInSpikes === null ? [] : [["while traffic doubles", shareWords(falseAbortsInSpikes)]]),
    ...(release === null ? [] : [["the scenario's own", shareWords(release)]]),
    ...detections.map((detection) => [`p99 ${riseWords(detection.regression)}`, detectionWords(detection)]),
  ];
}

const notes: Section = ({ warnings, assumptions }, paint) => [
  heading("Taken for granted", paint),
  ...[...warnings, ...assumptions].flatMap((line) => hanging("  ", line, paint.width)),
];
