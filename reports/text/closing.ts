import { type Estimate, money, withInterval } from "../../sim/facts/estimates.js";
import { percent, quantity } from "../../sim/facts/numbers.js";
import type { Outcome, StratumOutcome } from "../../sim/outcome/outcome.js";
import { calendarTable, calendarWords, chartedWords } from "../calendar.js";
import { ladderOwners, ladderTable, ladderWords, type Table } from "../ladder.js";
import { columns, hanging, indent, tables } from "../layout.js";
import { formatOf } from "../units.js";
import { heading, type Paint } from "./paint.js";

/** The types of a month's days side by side, in as many tables as the page needs. */
export function calendar(outcome: Outcome, paint: Paint): readonly string[] {
  if (outcome.calendar === undefined) return [];
  const { header, rows } = withoutMonth(calendarTable(outcome));
  const sides = `l${"r".repeat(header.length - 1)}`;
  return [
    heading(`The month: ${calendarWords(outcome.calendar)}`, paint),
    ...indent(tables([header, ...rows], sides, { width: paint.width - 2 })),
    ...hanging("  ", chartedWords(outcome.calendar), paint.width),
  ];
}

/** The page begins with the month. */
function withoutMonth({ header, rows }: Table): Table {
  return { header: header.slice(0, -1), rows: rows.map((row) => row.slice(0, -1)) };
}

/** The classes of runs that were simulated apart, side by side. */
export function strata({ strata }: Outcome, paint: Paint): readonly string[] {
  if (strata.length === 0) return [];
  const measures = [...new Set(strata.flatMap((stratum) => Object.keys(stratum.measures)))];
  const rows = [
    ["", ...strata.map((stratum) => stratum.name)],
    ["probability", ...strata.map((stratum) => percent(stratum.probability))],
    ["replications", ...strata.map((stratum) => quantity(stratum.replications))],
    ...measures.map((measure) => [measure, ...strata.map((stratum) => cell(stratum, measure))]),
  ];
  return [
    heading("Rare events, simulated apart", paint),
    ...indent(tables(rows, `l${"r".repeat(strata.length)}`, { width: paint.width - 2 })),
    ...strata
      .filter(({ about }) => about !== "")
      .flatMap(({ name, about }) => hanging(`  ${name}: `, about, paint.width)),
  ];
}

function cell({ measures }: StratumOutcome, measure: string): string {
  const estimate: Estimate | undefined = measures[measure];
  return estimate === undefined ? "" : withInterval(estimate, formatOf(measure));
}

/** Saving of each technique, alone and on top of the others, and why these do not add up. */
export function ladder({ ladder }: Outcome, paint: Paint): readonly string[] {
  if (ladder === undefined) return [];
  const per = ladder.compute === "cost.perMonth" ? "a month" : "a run";
  const width = paint.width - 2;
  const sidesOf = ({ header }: Table) => `l${"r".repeat(header.length - 1)}`;
  const aligned = (table: Table) => tables([table.header, ...table.rows], sidesOf(table), { width });
  const whole = ladderTable(ladder, { shares: true });
  const isRoom = widest(columns([whole.header, ...whole.rows], sidesOf(whole))) <= width;
  return [
    heading(`Savings ladder: what techniques take off ${money(ladder.cost)} ${per}`, paint),
    ...indent(aligned(isRoom ? whole : ladderTable(ladder, { shares: false }))),
    ...ladderWords(ladder).flatMap((words) => hanging("  ", words, paint.width)),
    "",
    ...indent(aligned(ladderOwners(ladder))),
  ];
}

function widest(lines: readonly string[]): number {
  return Math.max(...lines.map(({ length }) => length));
}

/** Claims of a document beside our figures. */
export function claims({ claims }: Outcome, paint: Paint): readonly string[] {
  if (claims.length === 0) return [];
  return [
    heading("Claims", paint),
    ...claims.flatMap(({ document, compute, computed, unit, why }) => [
      ...hanging("  the document says  ", document, paint.width),
      ...hanging(
        "  we compute         ",
        `${withInterval(computed, formatOf(compute, unit))} · ${compute}`,
        paint.width,
      ),
      ...(why === null ? [] : hanging("  why                ", why, paint.width)),
    ]),
  ];
}

/** The assumptions, since a number is worth no more than those. */
export function assumptions({ assumptions }: Outcome, paint: Paint): readonly string[] {
  if (assumptions.length === 0) return [];
  return [heading("Assumptions", paint), ...assumptions.flatMap((words) => hanging("  · ", words, paint.width))];
}

/** Warnings about the meaning of the figures. */
export function warnings({ warnings = [] }: Outcome, paint: Paint): readonly string[] {
  if (warnings.length === 0) return [];
  return [heading("Warnings", paint), ...warnings.flatMap((words) => hanging("  · ", words, paint.width))];
}
