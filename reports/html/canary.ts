import { withInterval } from "../../sim/facts/estimates.js";
import { counted, percent } from "../../sim/facts/numbers.js";
import type { CanaryOutcome, CanaryRollout, CanaryRule, CanaryStep } from "../../sim/outcome/canary/outcome.js";
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
} from "../canary/words.js";
import type { Chart, PointsChart, RangesChart } from "../charts/chart.js";
import { unknownsBlocks } from "../unknowns.js";
import type { Block, Cell, TableBlock, Tone } from "./block.js";

/** The page of a canary: the answer, each step with its power, and what the rules make of releases. */
export function canaryBlocks(outcome: CanaryOutcome): readonly Block[] {
  const { seed, replications, version, verdict, warnings, assumptions } = outcome;
  const tone: Tone = verdict === "decides" ? "good" : "bad";
  return [
    {
      kind: "text",
      text: `seed ${seed} · ${counted(replications, "replication")} of each rollout · fleetcast ${version}`,
    },
    ...verdictWords(outcome).map((text) => ({ kind: "text", text, tone }) as const),
    {
      kind: "list",
      items: [questionWords(outcome), ...trafficWords(outcome), costWords(outcome)].filter((words) => words !== ""),
    },
    ...unknownsBlocks(outcome),
    ...outcome.rollouts.flatMap((rollout) => [...stepBlocks(rollout, outcome), ...ruleBlocks(rollout, outcome)]),
    { kind: "heading", text: "Taken for granted" },
    { kind: "list", items: [...warnings, ...assumptions] },
  ];
}

function stepBlocks(rollout: CanaryRollout, outcome: CanaryOutcome): readonly Block[] {
  const errors = rollout.steps
    .filter(({ share }) => share < 1)
    .map(errorWords)
    .filter((words) => words !== "");
  return [
    { kind: "heading", text: `How long each step has to last: ${rollout.name}` },
    stepTable(rollout, outcome),
    testTable(rollout, outcome),
    { kind: "charts", charts: [powerChart(rollout, outcome), timeChart(rollout)].filter((chart) => chart !== null) },
    ...(errors.length === 0
      ? []
      : [
          { kind: "text", text: "Until a rise of errors to the limit of the abort rule is found:" } as const,
          { kind: "list", items: errors } as const,
        ]),
  ];
}

const verdictTones: Readonly<Record<CanaryStep["verdict"], Tone>> = {
  "long enough": "good",
  "too short": "bad",
  "no time planned": "plain",
};

function stepTable({ steps }: CanaryRollout, outcome: CanaryOutcome): TableBlock {
  const rise = riseWords(outcome.question.regression);
  return {
    ...{ kind: "table", caption: "Each step", numbers: [0, 1, 2, 3, 4, 5] },
    header: ["share", "planned", "answers", `${rise} needs`, "power", "finds from", "verdict"],
    rows: steps.map((step): readonly Cell[] => [
      { words: percent(step.share), by: step.share },
      { words: step.plannedMinutes === 0 ? "no time" : timeWords(step.plannedMinutes), by: step.plannedMinutes },
      { words: answersWords(step), by: step.canary.value ?? Number.NaN },
      { words: needWords(askedNeed(step, outcome)), by: askedNeed(step, outcome).requests ?? Infinity },
      { words: powerWords(step), by: step.power ?? Number.NaN },
      { words: smallestWords(step), by: step.smallestFound ?? Number.NaN },
      {
        words: step.verdict === "too short" ? `${step.verdict}: ${remedyWords(step)}` : step.verdict,
        tone: verdictTones[step.verdict],
      },
    ]),
  };
}

function testTable({ steps }: CanaryRollout, outcome: CanaryOutcome): TableBlock {
  const rise = riseWords(outcome.question.regression);
  const simulated = steps.filter(({ falseAlarms }) => falseAlarms.value !== null);
  return {
    ...{ kind: "table", caption: "The test of p99 in the simulated runs", numbers: [0] },
    header: [
      "share",
      `finds ${rise} on the answers needed`,
      "false alarms then",
      "false alarms at the end of the step",
      "looked at all the while",
      "p99 of a healthy canary",
      "variance between runs ÷ expected",
      "error told by",
    ],
    rows: simulated.map((step): readonly Cell[] => [
      { words: percent(step.share), by: step.share },
      shareWords(askedNeed(step, outcome).powerSimulated),
      shareWords(askedNeed(step, outcome).falseAlarms),
      shareWords(step.falseAlarms),
      shareWords(step.falseAlarmsPeeking),
      withInterval(step.healthyRise, riseWords),
      estimated(step.scatter),
      formWords(step.test),
    ]),
  };
}

function powerChart({ steps }: CanaryRollout, { question }: CanaryOutcome): (Chart & PointsChart) | null {
  const groups = steps
    .filter(({ plannedMinutes, powerCurve }) => plannedMinutes > 0 && powerCurve.length > 0)
    .map(({ share, plannedMinutes, powerCurve }) => ({
      name: `${percent(share)} for ${timeWords(plannedMinutes)}`,
      as: "line" as const,
      points: powerCurve.map(({ regression, power }) => ({
        ...{ x: regression, y: power },
        words: `${riseWords(regression)} is found with ${percent(power)}`,
      })),
    }));
  if (groups.length === 0) return null;
  const rise = riseWords(question.regression);
  const found = steps
    .filter(({ power }) => power !== null)
    .map((step) => `${percent(step.share)}: ${powerWords(step)}`);
  return {
    ...{ kind: "points", title: "Power: how surely a step finds a rise of p99 in its time", groups },
    about: `The probability of finding ${rise}, by share of the traffic: ${found.join(", ")}.`,
    x: { name: "rise of p99", unit: "ratio" },
    y: { name: "found", unit: "ratio" },
  };
}

function timeChart({ steps }: CanaryRollout): (Chart & PointsChart) | null {
  const groups = steps
    .filter(({ share }) => share < 1)
    .map(({ share, needs }) => ({
      name: percent(share),
      as: "line" as const,
      points: needs.flatMap((need) => {
        const { regression, minutes } = need;
        const words = `${riseWords(regression)} at ${percent(share)}: ${timeNeeded(need)}`;
        return minutes === null ? [] : [{ x: regression, y: minutes, words }];
      }),
    }))
    .filter(({ points }) => points.length > 0);
  if (groups.length === 0) return null;
  return {
    ...{ kind: "points", title: "Time until a rise of p99 is found, by the share of the traffic", groups },
    about: groups.map(({ points }) => points.map(({ words }) => words).join(", ")).join(". "),
    x: { name: "rise of p99", unit: "ratio" },
    y: { name: "time", unit: "min" },
  };
}

function ruleBlocks({ name, rules, steps, releaseRise }: CanaryRollout, outcome: CanaryOutcome): readonly Block[] {
  const own = (releaseRise ?? []).flatMap((rise, at) =>
    rise.value === null ? [] : [`${withInterval(rise, riseWords)} at ${percent(steps[at].share)}`],
  );
  return [
    { kind: "heading", text: `What rules make of releases: ${name}` },
    ...(own.length === 0
      ? []
      : [{ kind: "text", text: `p99 of the scenario's own release: ${own.join(", ")}` } as const]),
    { kind: "charts", charts: [falseAbortChart(rules), detectionChart(rules)] },
    ruleTable(rules, outcome),
    {
      ...{ kind: "folded", title: "Every rise, with the time until a rule ends the release and who has seen it" },
      blocks: rules.map(detectionTable),
    },
  ];
}

function falseAbortChart(rules: readonly CanaryRule[]): Chart & RangesChart {
  const bars = rules.flatMap((rule) =>
    (
      [
        ["healthy", rule.falseAborts],
        ["traffic doubles", rule.falseAbortsInSpikes],
      ] as const
    ).flatMap(([when, share]) =>
      share === null || share.value === null
        ? []
        : [
            {
              name: `${when}: ${rule.rule}`,
              ...{ from: share.low ?? share.value, to: share.high ?? share.value, value: share.value },
              words: shareWords(share),
            },
          ],
    ),
  );
  return {
    ...{ kind: "ranges", title: "How often a healthy release is ended, with 95 % intervals", unit: "ratio", bars },
    about: bars.map(({ name, words }) => `${name}: ${words}`).join("; "),
  };
}

function detectionChart(rules: readonly CanaryRule[]): Chart & PointsChart {
  const groups = rules.map(({ rule, falseAborts, detections }) => ({
    name: rule,
    as: "line" as const,
    points: [{ regression: 0, aborted: falseAborts }, ...detections].flatMap(({ regression, aborted }) =>
      aborted.value === null
        ? []
        : [{ x: regression, y: aborted.value, words: `${rule}, p99 ${riseWords(regression)}: ${shareWords(aborted)}` }],
    ),
  }));
  return {
    ...{ kind: "points", title: "Share of rollouts that each rule ends, by the rise of p99", groups },
    about: groups.map(({ points }) => points.map(({ words }) => words).join(", ")).join(". "),
    x: { name: "rise of p99", unit: "ratio" },
    y: { name: "ended", unit: "ratio" },
  };
}

function ruleTable(rules: readonly CanaryRule[], { question }: CanaryOutcome): TableBlock {
  return {
    ...{ kind: "table", caption: "Every rule: the share of rollouts that it ends, with 95 % intervals" },
    header: [
      "rule",
      "a healthy release",
      "while traffic doubles",
      "the scenario's own release",
      `p99 ${riseWords(question.regression)}`,
    ],
    rows: rules.map((rule): readonly Cell[] => [
      ruleName(rule),
      shareWords(rule.falseAborts),
      shareWords(rule.falseAbortsInSpikes),
      shareWords(rule.release),
      rule.detections
        .filter(({ regression }) => regression === question.regression)
        .map(detectionWords)
        .join(""),
    ]),
  };
}

function detectionTable(rule: CanaryRule): TableBlock {
  return {
    ...{ kind: "table", caption: ruleName(rule), numbers: [0] },
    header: ["p99", "ended; requests until then"],
    rows: rule.detections.map((detection): readonly Cell[] => [
      { words: riseWords(detection.regression), by: detection.regression },
      detectionWords(detection),
    ]),
  };
}
