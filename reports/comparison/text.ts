import { plusMinus } from "../../sim/facts/estimates.js";
import { counted } from "../../sim/facts/numbers.js";
import type { ComparisonOutcome, Contrast } from "../../sim/outcome/compared.js";
import { clipped, columns, hanging, indent, tables, wrap } from "../layout.js";
import type { Reporter } from "../reporter.js";
import { heading, type Paint, paints } from "../text/paint.js";
import { formatOf } from "../units.js";
import { unknownsLines } from "../unknowns.js";
import {
  configurationCost,
  costWords,
  latencyWords,
  noteWords,
  pairingWords,
  readingDifference,
  shownReadings,
  targetWords,
  verdictCounts,
} from "./words.js";

/** Columns of the longest bar of the waterfall. */
const barMax = 24;

type Section = (comparison: ComparisonOutcome, paint: Paint) => readonly string[];

/** The answer in words, the configurations, what differs, where the money goes. */
export const text: Reporter<ComparisonOutcome> = {
  format: "text",
  print(comparison, options) {
    const paint = paints(options);
    const sections: readonly Section[] = [
      identity,
      configurations,
      differences,
      waterfall,
      gates,
      notes,
      unknownsLines,
    ];
    const blocks = sections.map((section) => section(comparison, paint).join("\n")).filter((block) => block !== "");
    return `${blocks.join("\n\n")}\n`;
  },
};

const identity: Section = (comparison, paint) => {
  const { configurations, contrasts, seed, replications, version } = comparison;
  const [first] = configurations;
  const facts = `seed ${seed} · ${counted(replications, "replication")} each, with the same random numbers · fleetcast ${version}`;
  const answers = contrasts.flatMap((contrast, index) => {
    const other = configurations[index + 1];
    const parts = [costWords(contrast, comparison), ...latencyWords(contrast), targetWords(first, other)];
    return hanging("  ", `${contrast.other} ${parts.join("; ")}`, paint.width);
  });
  return [
    ...wrap(configurations.map(({ name }) => name).join(" · "), paint.width).map(paint.bold),
    ...wrap(facts, paint.width).map(paint.dim),
    ...answers,
  ];
};

const configurations: Section = (comparison, paint) => {
  const per = comparison.costField === "perMonthUsd" ? "cost a month" : "cost a run";
  const rows = comparison.configurations.map((each, index) => [
    String.fromCharCode(65 + index),
    each.name,
    configurationCost(each, comparison),
    verdictCounts(each),
  ]);
  return [
    heading("Configurations", paint),
    ...indent(tables([["", "", per, "targets"], ...rows], "llrl", { width: paint.width - 2, lead: 2 })),
  ];
};

const differences: Section = (comparison, paint) =>
  comparison.contrasts.flatMap((contrast) => {
    const rows = shownReadings(contrast).map((reading) => {
      const format = formatOf(reading.field, reading.unit);
      return [
        reading.name,
        plusMinus(reading.base, format),
        plusMinus(reading.other, format),
        readingDifference(reading),
        pairingWords(reading),
      ];
    });
    const header = ["", contrast.base, contrast.other, "difference", "variance ÷"];
    return [
      heading(`${contrast.other} against ${contrast.base}`, paint),
      ...indent(tables([header, ...rows], "lrrlr", { width: paint.width - 2 })),
    ];
  });

/** Changes of the bill from step to step: each part that changes, largest first. */
const waterfall: Section = (comparison, paint) => {
  const { steps, configurations: all } = comparison;
  const lines = steps.flatMap((step) => step.lines.map(({ difference }) => Math.abs(difference!)));
  if (lines.length === 0) return [];
  const most = Math.max(...lines);
  const per = comparison.costField === "perMonthUsd" ? "a month" : "a run";
  return [
    heading(`Where the money goes, ${per}`, paint),
    ...indent([
      `${all[0].name}: ${configurationCost(all[0], comparison)}`,
      ...steps.flatMap((step, index) => [
        ...indent(stepLines(step, most, paint)),
        `${step.other}: ${configurationCost(all[index + 1], comparison)}`,
      ]),
    ]),
  ];
};

/** Parts that are smaller than a hundredth of the largest are told together. */
function stepLines({ lines }: Contrast, most: number, paint: Paint): readonly string[] {
  const told = lines.filter(({ difference }) => Math.abs(difference!) >= most / 100);
  const differences = told.map(readingDifference);
  const room = paint.width - barMax - 8 - Math.max(0, ...differences.map(({ length }) => length));
  const rows = columns(
    told.map((line, at) => [clipped(`${line.service} ${line.item}`, room), differences[at]]),
    "lr",
  );
  const bars = told.map(({ difference }) => {
    const bar = "█".repeat(Math.max(1, Math.round((barMax * Math.abs(difference!)) / most)));
    return difference! < 0 ? paint.green(bar) : paint.red(bar);
  });
  const rest = lines.length - told.length;
  return [
    ...rows.map((row, index) => `${row}  ${bars[index]}`),
    ...(rest === 0 ? [] : [paint.dim(`and ${counted(rest, "part")} of less than a hundredth of the largest`)]),
  ];
}

const gates: Section = ({ gates }, paint) => {
  if (gates.length === 0) return [];
  const marks = {
    tripped: paint.red("✗ TRIPPED"),
    passed: paint.green("✓ passed"),
    undecided: paint.yellow("? undecided"),
  };
  const lines = gates.map(
    ({ text, verdict }) => `${verdict === "not evaluated" ? "· not evaluated" : marks[verdict]}  ${text}`,
  );
  return [heading("Gates", paint), ...indent(lines)];
};

const notes: Section = (comparison, paint) => {
  const all = noteWords(comparison);
  return all.length === 0 ? [] : [heading("Notes", paint), ...all.flatMap((line) => hanging("  ", line, paint.width))];
};
