import { counted } from "../../sim/facts/numbers.js";
import {
  type EndEffect,
  ends,
  type PredictedNumber,
  type SensitivityOutcome,
  type UnknownOutcome,
} from "../../sim/outcome/sensitivity.js";
import { clipped, hanging, indent, wrap } from "../layout.js";
import type { Reporter } from "../reporter.js";
import { heading, type Paint, paints, verdictColor } from "../text/paint.js";
import {
  dependenceWords,
  effectWords,
  flipWords,
  idleWords,
  methodWords,
  moversOf,
  numberWords,
  rangeWords,
  refusedWords,
} from "./words.js";

/** Parameters that a tornado shows; all are in the CSV. */
const rowsMax = 10;
/** Columns beside the value of a parameter, its bar and the effect: the indentation and what stands between them. */
const beside = 7;

type Section = (sensitivity: SensitivityOutcome, paint: Paint) => readonly string[];

/** A tornado for each number, then what verdicts depend on, and where the ranges come from. */
export const text: Reporter<SensitivityOutcome> = {
  format: "text",
  print(sensitivity, options) {
    const paint = paints(options);
    const sections: readonly Section[] = [identity, ...sensitivity.predicted.map(tornado), verdicts, ranges, asWritten];
    const blocks = sections.map((section) => section(sensitivity, paint).join("\n")).filter((block) => block !== "");
    return `${blocks.join("\n\n")}\n`;
  },
};

const identity: Section = (sensitivity, paint) => {
  const { scenario, variant, seed, version } = sensitivity;
  return [
    paint.bold(`sensitivity of ${scenario}${variant === null ? "" : ` (${variant})`}`),
    paint.dim(`seed ${seed} · fleetcast ${version}`),
    ...wrap(methodWords(sensitivity), paint.width),
    ...wrap(dependenceWords(sensitivity), paint.width).map(paint.bold),
  ];
};

/** Bars from the middle to both sides, each end of a parameter a row. */
function tornado(number: PredictedNumber, place: number): Section {
  return (sensitivity, paint) => {
    const movers = moversOf(sensitivity, place);
    const shown = movers.slice(0, rowsMax);
    const rest = movers.length - shown.length;
    const effects = shown.flatMap((unknown) => ends.map((end) => unknown[end].effects[place]));
    const scale = Math.max(...effects.map((effect) => Math.abs(effect?.difference ?? 0)));
    const room =
      paint.width - beside - Math.max(0, ...effects.map((effect) => (effect ? effectWords(effect, number).length : 0)));
    const half = Math.max(4, Math.round(room / 4));
    const valueWidth = Math.max(8, room - 2 * half);
    return [
      heading(`What moves ${numberWords(number)}`, paint),
      ...(movers.length === 0 ? ["  nothing of what was moved"] : []),
      ...shown.flatMap((unknown) => [
        `  ${unknown.path}`,
        ...bars(unknown, number, place, { scale, half, valueWidth }).map((line) => `    ${line}`),
      ]),
      ...(rest > 0 ? [paint.dim(`  and ${counted(rest, "more parameter")} less: --format csv has all of them`)] : []),
    ];
  };
}

/** Scale of a tornado: value and length of its longest bar, and the room for values. */
interface Drawing {
  readonly scale: number;
  /** Characters on each side of a bar's middle. */
  readonly half: number;
  readonly valueWidth: number;
}

function bars(unknown: UnknownOutcome, number: PredictedNumber, place: number, drawing: Drawing): readonly string[] {
  const { valueWidth } = drawing;
  return ends.flatMap((end) => {
    const { value, effects, isAsPredicted } = unknown[end];
    const effect = effects[place];
    if (effect === undefined || isAsPredicted) return [];
    return [`${clipped(value, valueWidth).padEnd(valueWidth)} ${bar(effect, drawing)} ${effectWords(effect, number)}`];
  });
}

function bar({ difference }: EndEffect, { scale, half }: Drawing): string {
  const length = Math.round((half * Math.abs(difference ?? 0)) / scale);
  const filled = "█".repeat(length);
  const isLess = (difference ?? 0) < 0;
  return `${(isLess ? filled : "").padStart(half)}│${(isLess ? "" : filled).padEnd(half)}`;
}

const verdicts: Section = (sensitivity, paint) => {
  const { objectives } = sensitivity;
  if (objectives.length === 0) return [];
  return [
    heading("Objectives", paint),
    ...objectives.flatMap((objective) => [
      `  ${verdictColor(objective, paint)(objective.verdict.padEnd(13))} ${objective.objective}`,
      ...flipWords(sensitivity, objective.objective).flatMap((words) => hanging(" ".repeat(16), words, paint.width)),
    ]),
  ];
};

const ranges: Section = (sensitivity, paint) => {
  const { unknowns } = sensitivity;
  if (unknowns.length === 0) return [];
  const idle = idleWords(sensitivity);
  return [
    heading("Where the ranges come from", paint),
    ...unknowns.flatMap((unknown) => [
      `  ${unknown.path}`,
      ...indent(wrap(`${rangeWords(unknown)}: ${unknown.because}`, paint.width - 4), 4),
    ]),
    ...(idle.length === 0 ? [] : ["", ...indent(wrap(`moves nothing at all: ${idle.join(", ")}`, paint.width - 2))]),
    ...refusedWords(sensitivity).flatMap((words) => indent(wrap(words, paint.width - 2))),
  ];
};

const asWritten: Section = ({ asWritten }, paint) => {
  if (asWritten.length === 0) return [];
  return [
    heading("Left as written, since you may have measured it (--all moves it too)", paint),
    ...asWritten.flatMap(({ path, value }) => hanging(`  ${path}  `, value, paint.width)),
  ];
};
