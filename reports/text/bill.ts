import { relative } from "../../sim/facts/estimates.js";
import { quantity } from "../../sim/facts/numbers.js";
import type { Outcome } from "../../sim/outcome/outcome.js";
import { columns, hanging, indent, shortened } from "../layout.js";
import { billUsd, billWords, leftOutWords, monthWords, runCostWords } from "../words.js";
import { heading, type Paint } from "./paint.js";

const indentation = 2;
const gap = 2;

/** The bill of a run, a line per item, and how a month was made of it. */
export function bill({ cost, prices, calendar }: Outcome, paint: Paint): readonly string[] {
  if (cost.lines.length === 0) return [];
  const usd = billUsd(cost);
  const rows = cost.lines.map((line) => {
    const { amount, unit, price, sure } = billWords(line);
    return [line.service, line.item, amount, `${unit} × ${price}`, usd(line.usd), sure];
  });
  const table = columns(
    fitted([...rows, ["total", "", "", "", usd(cost.totalUsd.value ?? 0), relative(cost.totalUsd)]], paint),
    "llrlrr",
  );
  return [
    heading(calendar === undefined ? "Bill of one run" : `Bill of ${quantity(calendar.days)} days`, paint),
    ...indent([...table.slice(0, -1), paint.bold(table.at(-1)!)]),
    ...(cost.perMonthUsd.value === null ? [] : hanging("  ", monthWords(cost), paint.width)), // else the headline says why
    ...(cost.runs === undefined ? [] : hanging("  ", runCostWords(cost), paint.width)),
    ...(cost.leftOut.length > 0 ? hanging("  ", leftOutWords(cost), paint.width) : []),
    ...provenance(prices, paint),
  ];
}

/** The rows with their items cut to what the other columns leave of the page. */
function fitted(rows: readonly (readonly string[])[], paint: Paint): readonly (readonly string[])[] {
  const widest = (column: number) => Math.max(...rows.map((row) => row[column].length));
  const others = [0, 2, 3, 4, 5].reduce((sum, column) => sum + widest(column) + gap, 0);
  const room = paint.width - indentation - others;
  return rows.map(([service, item, ...rest]) => [service, shortened(item, room), ...rest]);
}

function provenance({ region, asOf, oldestRow, rowsFromMemory }: Outcome["prices"], paint: Paint): readonly string[] {
  if (region === "") return [];
  const unsure = rowsFromMemory > 0 ? `; ${rowsFromMemory} of them not checked against a price list` : "";
  return hanging("  ", `list prices of ${region} as of ${asOf}, the oldest of ${oldestRow}${unsure}`, paint.width);
}
