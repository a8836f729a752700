import { compareRuns, type Reading, type Run } from "../../outcome/index.js";
import { type Cell, decimals, difference, table } from "./markdown.js";
import { costOfRun, failedBetween, minutesAbove, missedBetween, named, worstMinute } from "./readings.js";
import type { Study } from "./study.js";

const limit = 3_000_000;

/** Remedies for the crunch; the first is the base of comparison. */
const variants = [
  { name: "nothing is done", variant: "no-kill-switch" },
  { name: "no crunch", variant: "no-crunch" },
  { name: "kill switch, on-demand plentiful", variant: undefined },
  { name: "kill switch, on-demand scarce", variant: "scarce" },
  { name: "fallback to on-demand after 5 min", variant: "fallback" },
  { name: "cheaper answers above 80 % CPU", variant: "degrading" },
] as const;

interface Column {
  readonly title: string;
  readonly reading: Reading;
  readonly cell: Cell;
}

const seconds = decimals(2, 0.001, " s");
const percent = decimals(2, 100, " %");

const whole: readonly Column[] = [
  { title: "p99", reading: named("p99"), cell: seconds },
  { title: "p99 of the worst minute", reading: worstMinute, cell: seconds },
  { title: "minutes above 3 s", reading: minutesAbove(limit), cell: decimals(1) },
  { title: "5xx", reading: named("errorRate"), cell: decimals(3, 100, " %") },
  { title: "capacity late by", reading: named("scalingLag"), cell: decimals(1, 1 / 60, " min") },
  { title: "cost", reading: costOfRun, cell: decimals(2) },
];

/** Stages in minutes of the run: the crunch comes at 15, the kill switch at 30, Spot is back from 75. */
const stages = [
  { title: "before", from: 0, to: 15 },
  { title: "notices", from: 15, to: 20 },
  { title: "short", from: 20, to: 30 },
  { title: "kill switch", from: 30, to: 45 },
  { title: "later", from: 45, to: 75 },
  { title: "Spot is back", from: 75, to: 90 },
];

/** What losing capacity in a crunch does to users, and what each remedy does about it. */
export const spotCascade: Study = {
  name: "spot-cascade",
  about: "a crunch at minute 15 with and without the kill switch at minute 30, paired by seed",
  async report(simulate) {
    const results: { readonly name: string; readonly runs: readonly Run[] }[] = [];
    for (const { name, variant } of variants) {
      results.push({ name, runs: await simulate("spot-cascade", variant === undefined ? {} : { variant }) });
    }
    const [base] = results;
    const rows = (columns: readonly Column[]) =>
      results.map(({ name, runs }) => [name, ...means(base.runs, runs, columns)]);
    const differences = results.slice(1).map(({ name, runs }) => [name, ...changes(base.runs, runs)]);
    const stageTitles = stages.map(({ title, from, to }) => `${title} (${from}–${to})`);
    return [
      ["### The whole run", table(["", ...whole.map(({ title }) => title)], rows(whole))],
      ["### Difference to doing nothing", table(["", ...whole.map(({ title }) => title)], differences)],
      ["### Not answered within 3 s, by stage (minutes)", table(["", ...stageTitles], rows(missed))],
      ["### 5xx, by stage (minutes)", table(["", ...stageTitles], rows(failed))],
    ]
      .flat()
      .join("\n\n");
  },
};

const missed = stages.map(({ title, from, to }) => ({ title, reading: missedBetween(from, to, limit), cell: percent }));
const failed = stages.map(({ title, from, to }) => ({ title, reading: failedBetween(from, to), cell: percent }));

function means(base: readonly Run[], runs: readonly Run[], columns: readonly Column[]): readonly string[] {
  return compare(base, runs, columns).map(({ other }, index) => columns[index].cell(other.value));
}

function changes(base: readonly Run[], runs: readonly Run[]): readonly string[] {
  return compare(base, runs, whole).map((comparison, index) => difference(comparison, whole[index].cell));
}

function compare(base: readonly Run[], runs: readonly Run[], columns: readonly Column[]) {
  return compareRuns(
    base,
    runs,
    columns.map(({ reading }) => reading),
  );
}
