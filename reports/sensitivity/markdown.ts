import { counted } from "../../sim/facts/numbers.js";
import type { EndOutcome, PredictedNumber, SensitivityOutcome } from "../../sim/outcome/sensitivity.js";
import { table } from "../markdown.js";
import type { Reporter } from "../reporter.js";
import { dependenceWords, effectWords, flipWords, methodWords, moversOf, numberWords, refusedWords } from "./words.js";

/** Parameters that a comment has room for in each table. */
const rowsMax = 20;

/** A table for each number, what moves it most first. */
export const markdown: Reporter<SensitivityOutcome> = {
  format: "markdown",
  print(sensitivity) {
    const { scenario, variant, seed, version, digest, asWritten } = sensitivity;
    const name = variant === null ? scenario : `${scenario} (${variant})`;
    const written = asWritten.map(({ path, value }) => `${path} ${value}`).join(", ");
    const blocks = [
      `### Sensitivity of ${name}`,
      `**${dependenceWords(sensitivity)}** ${methodWords(sensitivity).replaceAll("*", "\\*")}`,
      verdicts(sensitivity),
      ...sensitivity.predicted.map((_, place) => tornado(sensitivity, place)),
      ...refusedWords(sensitivity),
      written && `Left as written: ${written}.`,
      `<sub>seed ${seed} · fleetcast ${version} · digest \`${digest}\`</sub>`,
    ];
    return `${blocks.filter(Boolean).join("\n\n")}\n`;
  },
};

function verdicts(sensitivity: SensitivityOutcome): string {
  const rows = sensitivity.objectives.map(({ objective, verdict }) => [
    objective,
    verdict,
    flipWords(sensitivity, objective).join("<br>"),
  ]);
  return rows.length === 0 ? "" : table(["objective", "as predicted", "otherwise"], rows);
}

function tornado(sensitivity: SensitivityOutcome, place: number): string {
  const movers = moversOf(sensitivity, place);
  const number = sensitivity.predicted[place];
  const title = `**What moves ${numberWords(number)}**`;
  if (movers.length === 0) return `${title}: nothing of what was moved.`;
  const rows = movers
    .slice(0, rowsMax)
    .map(({ path, value, low, high }) => [path, value, endWords(low, place, number), endWords(high, place, number)]);
  const rest = movers.length - rows.length;
  const more = rest > 0 ? `\n\nand ${counted(rest, "more parameter")} less` : "";
  return `${title}\n\n${table(["parameter", "as predicted", "at the low end", "at the high end"], rows)}${more}`;
}

function endWords({ value, effects, isAsPredicted }: EndOutcome, place: number, number: PredictedNumber): string {
  const effect = effects[place];
  if (effect === undefined || isAsPredicted) return value;
  return `${value}: ${effectWords(effect, number).replace("*", "\\*")}`;
}
