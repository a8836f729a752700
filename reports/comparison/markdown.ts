import { plusMinus } from "../../sim/facts/estimates.js";
import { counted } from "../../sim/facts/numbers.js";
import type { ComparisonOutcome } from "../../sim/outcome/compared.js";
import { table } from "../markdown.js";
import type { Reporter } from "../reporter.js";
import { formatOf } from "../units.js";
import { unknownsMarkdown } from "../unknowns.js";
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

/** Tables that fit a comment on a pull request. */
export const markdown: Reporter<ComparisonOutcome> = {
  format: "markdown",
  print(comparison) {
    const blocks = [title, gates, configurations, differences, waterfall, notes, unknownsMarkdown].map((block) =>
      block(comparison),
    );
    return `${blocks.filter(Boolean).join("\n\n")}\n`;
  },
};

function title(comparison: ComparisonOutcome): string {
  const { configurations, contrasts, seed, replications, version } = comparison;
  const answers = contrasts.map((contrast, index) => {
    const parts = [costWords(contrast, comparison), ...latencyWords(contrast)];
    return `**${contrast.other}** ${[...parts, targetWords(configurations[0], configurations[index + 1])].join("; ")}.`;
  });
  const facts = `seed ${seed} · ${counted(replications, "replication")} each, with the same random numbers · fleetcast ${version}`;
  const head = `### ${configurations.map(({ name }) => name).join(" against ")}`;
  return [head, ...answers, facts].join("\n\n");
}

function configurations(comparison: ComparisonOutcome): string {
  const per = comparison.costField === "perMonthUsd" ? "cost a month" : "cost a run";
  const rows = comparison.configurations.map((each) => [
    each.name,
    configurationCost(each, comparison),
    verdictCounts(each),
  ]);
  return table(["configuration", per, "targets"], rows);
}

function differences({ contrasts }: ComparisonOutcome): string {
  return contrasts
    .map((contrast) => {
      const rows = shownReadings(contrast).map((reading) => {
        const format = formatOf(reading.field, reading.unit);
        const { name, base, other } = reading;
        return [
          name,
          plusMinus(base, format),
          plusMinus(other, format),
          readingDifference(reading),
          pairingWords(reading),
        ];
      });
      return table(["", contrast.base, contrast.other, "difference (95 %)", "variance ÷"], rows);
    })
    .join("\n\n");
}

function notes(comparison: ComparisonOutcome): string {
  return noteWords(comparison)
    .map((line) => `- ${line}`)
    .join("\n");
}

/** Parts of the bill that a comment has room for. */
const partsMax = 60;

function waterfall({ steps }: ComparisonOutcome): string {
  const rows = steps.flatMap(({ other, lines }) =>
    lines.map((line) => [other, line.service, line.item, readingDifference(line)]),
  );
  const shown = table(["step", "service", "part of the bill", "difference (95 %)"], rows.slice(0, partsMax));
  return rows.length > partsMax ? `${shown}\n\nand ${counted(rows.length - partsMax, "more part")} of the bill` : shown;
}

function gates({ gates }: ComparisonOutcome): string {
  const marks = {
    tripped: "❌ tripped",
    passed: "✅ passed",
    undecided: "❔ undecided",
    "not evaluated": "not evaluated",
  };
  return table(
    ["gate", "verdict"],
    gates.map(({ text, verdict }) => [`\`${text}\``, marks[verdict]]),
  );
}
