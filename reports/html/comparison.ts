import { plusMinus } from "../../sim/facts/estimates.js";
import { counted, percent } from "../../sim/facts/numbers.js";
import type { ComparisonOutcome, Contrast } from "../../sim/outcome/compared.js";
import type { Chart, RangesChart, WaterfallChart } from "../charts/chart.js";
import {
  configurationCost,
  costWords,
  latencyWords,
  pairingWords,
  readingDifference,
  shownReadings,
  targetWords,
  verdictCounts,
} from "../comparison/words.js";
import { formatOf } from "../units.js";
import { unknownsBlocks } from "../unknowns.js";
import type { Block, Cell, Tone } from "./block.js";

/** Parts of the bill smaller than this share of the largest change are drawn as one. */
const drawnShare = 0.02;

/** The page of a comparison: the answer in words, where the money goes, what differs. */
export function comparisonBlocks(comparison: ComparisonOutcome): readonly Block[] {
  const { configurations, contrasts, seed, replications, version, gates, warnings } = comparison;
  return [
    {
      kind: "text",
      text: `seed ${seed} · ${counted(replications, "replication")} each, with the same random numbers · fleetcast ${version}`,
    },
    { kind: "list", items: contrasts.map((contrast, index) => answer(comparison, contrast, index)) },
    ...unknownsBlocks(comparison),
    { kind: "heading", text: "Configurations" },
    {
      ...{ kind: "table", caption: "Each by itself", numbers: [1] },
      header: ["configuration", perWords(comparison), "targets"],
      rows: configurations.map((each): readonly Cell[] => [
        each.name,
        { words: configurationCost(each, comparison), by: each.cost[comparison.costField].value ?? Number.NaN },
        verdictCounts(each),
      ]),
    },
    { kind: "heading", text: "Where the money goes" },
    { kind: "charts", charts: waterfall(comparison) },
    ...contrasts.flatMap(differences),
    ...(gates.length === 0
      ? []
      : [
          { kind: "heading", text: "Gates" } as const,
          {
            ...({ kind: "table", caption: "What must not have changed" } as const),
            header: ["gate", "verdict"],
            rows: gates.map(({ text, verdict }): readonly Cell[] => [
              text,
              { words: verdict, tone: gateTone(verdict) },
            ]),
          },
        ]),
    ...(warnings.length === 0
      ? []
      : [{ kind: "heading", text: "Notes" } as const, { kind: "list", items: warnings } as const]),
  ];
}

function answer(comparison: ComparisonOutcome, contrast: Contrast, index: number): string {
  const [first] = comparison.configurations;
  const parts = [
    costWords(contrast, comparison),
    ...latencyWords(contrast),
    targetWords(first, comparison.configurations[index + 1]),
  ];
  return `${contrast.other} ${parts.join("; ")}`;
}

function perWords({ costField }: ComparisonOutcome): string {
  return costField === "perMonthUsd" ? "cost a month" : "cost a run";
}

function gateTone(verdict: string): Tone {
  if (verdict === "tripped") return "bad";
  return verdict === "passed" ? "good" : "open";
}

function differences(contrast: Contrast): readonly Block[] {
  const readings = shownReadings(contrast);
  const isPaired = readings.some((reading) => pairingWords(reading) !== "");
  const rows = readings.map((reading): readonly Cell[] => {
    const format = formatOf(reading.field, reading.unit);
    return [
      reading.name,
      { words: plusMinus(reading.base, format), by: reading.base.value ?? Number.NaN },
      { words: plusMinus(reading.other, format), by: reading.other.value ?? Number.NaN },
      { words: readingDifference(reading), by: reading.difference ?? Number.NaN },
      ...(isPaired ? [pairingWords(reading)] : []),
    ];
  });
  return [
    { kind: "heading", text: `${contrast.other} against ${contrast.base}` },
    { kind: "charts", charts: pairedDifferences(contrast) },
    {
      ...{ kind: "table", caption: "What differs, seed by seed, with 95 % intervals", numbers: [1, 2, 3, 4] },
      header: ["measure", contrast.base, contrast.other, "difference", ...(isPaired ? ["variance ÷"] : [])],
      rows,
    },
  ];
}

/** Differences of several units beside each other: each as a share of what the first has. */
function pairedDifferences(contrast: Contrast): readonly (Chart & RangesChart)[] {
  const bars = shownReadings(contrast).flatMap((reading) => {
    const { name, share } = reading;
    if (share === null || share.value === null) return [];
    const { value, low, high } = share;
    return [{ name, from: low ?? value, to: high ?? value, value, words: readingDifference(reading) }];
  });
  if (bars.length === 0) return [];
  const about = bars.map(({ name, value, words }) => `${name} ${words} (${percent(value)})`).join("; ");
  const title = `${contrast.other} against ${contrast.base}: difference of each measure, with 95 % intervals`;
  return [{ kind: "ranges", title, about, unit: "ratio", bars }];
}

function waterfall(comparison: ComparisonOutcome): readonly (Chart & WaterfallChart)[] {
  const { configurations, steps, costField } = comparison;
  const costs = configurations.map(({ cost }) => cost[costField].value);
  if (costs.includes(null)) return [];
  const total = (index: number) => ({
    ...{ name: configurations[index].name, isTotal: true, from: 0, to: costs[index]! },
    words: configurationCost(configurations[index], comparison),
  });
  const most = Math.max(0, ...steps.flatMap(({ lines }) => lines.map(({ difference }) => Math.abs(difference ?? 0))));
  const bars = steps.flatMap(({ lines }, index) => {
    let at = costs[index]!;
    const isLarge = ({ difference }: (typeof lines)[number]) => Math.abs(difference ?? 0) >= drawnShare * most;
    const large = lines.filter(isLarge).map((line) => {
      const from = at;
      at += line.difference ?? 0;
      return { name: `${line.service} ${line.item}`, isTotal: false, from, to: at, words: readingDifference(line) };
    });
    const rest = {
      name: "the rest",
      isTotal: false,
      from: at,
      to: costs[index + 1]!,
      words: formatOf("usd", "USD")(costs[index + 1]! - at),
    };
    return [...large, ...(Math.abs(rest.to - rest.from) > 0.005 ? [rest] : []), total(index + 1)];
  });
  const about = steps.map((_, index) => answer(comparison, comparison.contrasts[index], index)).join(". ");
  return [{ kind: "waterfall", title: "Cost, part by part", about, bars: [total(0), ...bars] }];
}
