import { ends, type PredictedNumber, type SensitivityOutcome } from "../../sim/outcome/sensitivity.js";
import type { Chart, RangesChart } from "../charts/chart.js";
import {
  dependenceWords,
  effectWords,
  flipWords,
  idleWords,
  methodWords,
  moversOf,
  nameWords,
  numberWords,
  rangeWords,
  refusedWords,
} from "../sensitivity/words.js";
import type { Block, Cell } from "./block.js";
import { objectivesBlocks } from "./run.js";

/** Parameters that a tornado shows; all are in the tables. */
const rowsMost = 12;

/** The page of a sensitivity: a tornado for each number, and which verdicts depend on what nobody knows. */
export function sensitivityBlocks(sensitivity: SensitivityOutcome): readonly Block[] {
  const { seed, version, predicted, objectives, asWritten } = sensitivity;
  const flips = objectives.flatMap(({ objective }) =>
    flipWords(sensitivity, objective).map((words): readonly Cell[] => [objective, { words, tone: "open" }]),
  );
  return [
    { kind: "text", text: `seed ${seed} · fleetcast ${version}` },
    { kind: "text", text: methodWords(sensitivity) },
    { kind: "text", text: dependenceWords(sensitivity), tone: flips.length === 0 ? "good" : "open" },
    ...objectivesBlocks({ kind: "predicted", objectives }),
    ...(flips.length === 0
      ? []
      : [
          {
            ...({ kind: "table", caption: "Verdicts that depend on it" } as const),
            header: ["objective", "is otherwise"],
            rows: flips,
          },
        ]),
    ...predicted.flatMap((number, place) => numberBlocks(sensitivity, number, place)),
    ...rangeBlocks(sensitivity),
    ...(asWritten.length === 0
      ? []
      : [
          { kind: "heading", text: "Left as written, since you may have measured it" } as const,
          {
            ...({ kind: "table", caption: "sim sensitivity --all moves it too" } as const),
            header: ["parameter", "value"],
            rows: asWritten.map(({ path, value }) => [path, value]),
          },
        ]),
  ];
}

function numberBlocks(sensitivity: SensitivityOutcome, number: PredictedNumber, place: number): readonly Block[] {
  const movers = moversOf(sensitivity, place);
  if (movers.length === 0)
    return [
      { kind: "heading", text: `What moves ${numberWords(number)}` },
      { kind: "text", text: "nothing of what was moved" },
    ];
  const rows = movers.flatMap((unknown) =>
    ends.flatMap((end): readonly (readonly Cell[])[] => {
      const effect = unknown[end].effects[place];
      if (effect === undefined || unknown[end].isAsPredicted) return [];
      return [
        [unknown.path, unknown[end].value, { words: effectWords(effect, number), by: effect.difference ?? Number.NaN }],
      ];
    }),
  );
  return [
    { kind: "heading", text: `What moves ${numberWords(number)}` },
    { kind: "charts", charts: [tornado(sensitivity, number, place)] },
    {
      ...{ kind: "table", caption: "Each end of each parameter, largest first", numbers: [2], rows },
      header: ["parameter", "moved to", nameWords(number.name)],
    },
  ];
}

function tornado(sensitivity: SensitivityOutcome, number: PredictedNumber, place: number): Chart & RangesChart {
  const shown = moversOf(sensitivity, place).slice(0, rowsMost);
  const bars = shown.flatMap((unknown) =>
    ends.flatMap((end) => {
      const effect = unknown[end].effects[place];
      if (effect === undefined || effect.difference === null || unknown[end].isAsPredicted) return [];
      return [
        {
          name: `${unknown.path} = ${unknown[end].value}`,
          ...{ from: 0, to: effect.difference, value: null, words: effectWords(effect, number) },
        },
      ];
    }),
  );
  return {
    ...{ kind: "ranges", title: `${nameWords(number.name)}, moved by each end`, unit: number.unit, bars },
    about: bars.map(({ name, words }) => `${name}: ${words}`).join("; "),
  };
}

function rangeBlocks(sensitivity: SensitivityOutcome): readonly Block[] {
  const { unknowns } = sensitivity;
  if (unknowns.length === 0) return [];
  const idle = idleWords(sensitivity);
  return [
    { kind: "heading", text: "Where the ranges come from" },
    {
      ...{ kind: "table", caption: "Every parameter that no public source tells" },
      header: ["parameter", "range", "because"],
      rows: unknowns.map((unknown) => [unknown.path, rangeWords(unknown), unknown.because]),
    },
    {
      kind: "list",
      items: [...(idle.length === 0 ? [] : [`moves nothing at all: ${idle.join(", ")}`]), ...refusedWords(sensitivity)],
    },
  ];
}
