import { counted } from "../../sim/facts/numbers.js";
import type { HistoryOutcome } from "../../sim/outcome/history.js";
import type { Chart, TimeChart } from "../charts/chart.js";
import { driftWords, lastOf, nightValue, nightWords, testWords } from "../history/words.js";
import type { Block, Cell } from "./block.js";

const minuteMs = 60_000;

/** The page of a history: every number over the nights, with where it drifted. */
export function historyBlocks(history: HistoryOutcome): readonly Block[] {
  const { series, nights } = history;
  const rows = series.map((each): readonly Cell[] => [
    each.name,
    lastOf(each),
    each.drifts.length === 0
      ? ""
      : { words: each.drifts.map((drift) => driftWords(each, drift, nights)).join("; "), tone: "open" },
  ]);
  return [
    { kind: "text", text: nightWords(history) },
    { kind: "table", caption: "What is followed", header: ["number", "last", "drift"], rows, numbers: [1] },
    { kind: "text", text: testWords(history) },
    { kind: "charts", charts: series.map((each) => seriesChart(each, nights)) },
  ];
}

function seriesChart(series: HistoryOutcome["series"][number], nights: HistoryOutcome["nights"]): Chart & TimeChart {
  const startMs = Date.parse(nights[0].at);
  const minuteOf = (night: number) => (Date.parse(nights[night].at) - startMs) / minuteMs;
  const inOrder = nightsInOrder(series);
  const [least, most] = [inOrder[0], inOrder.at(-1)].map((night) => nightValue(series, night ?? -1));
  return {
    ...{ kind: "time", title: series.name, unit: series.unit, perSecond: false, startMs, limits: [] },
    about: `${series.name} over ${counted(nights.length, "night")}: ${least} in the lowest, ${most} in the highest; ${counted(series.drifts.length, "drift")}.`,
    lines: [
      {
        name: series.name,
        as: "line",
        points: series.values.map((value, night) => [minuteOf(night), value]),
        band: [],
      },
    ],
    marks: series.drifts.map((drift) => ({
      minute: minuteOf(drift.at),
      kind: "drift",
      text: driftWords(series, drift, nights),
    })),
  };
}

/** Nights that tell the number, the lowest first. */
function nightsInOrder({ values }: HistoryOutcome["series"][number]): readonly number[] {
  const told = values.flatMap((value, night) => (value === null ? [] : [{ value, night }]));
  return told.toSorted((a, b) => a.value - b.value).map(({ night }) => night);
}
