import type { Outcome } from "../../sim/outcome/outcome.js";
import { money } from "../estimates.js";
import { clipped, columns, hanging, indent } from "../layout.js";
import { fixed, quantity, unitPrice } from "../numbers.js";
import { heading, type Paint } from "./paint.js";

const itemWidth = 34;

/** The bill of a run, a line per item, and how a month was made of it. */
export function bill({ cost, prices }: Outcome, paint: Paint): readonly string[] {
  if (cost.lines.length === 0) return [];
  const total = cost.totalUsd.value ?? 0;
  const decimals = total >= 1 ? 2 : 5;
  const rows = cost.lines.map((line) => [
    line.service,
    clipped(line.item, itemWidth),
    quantity(line.quantity),
    `${line.unit} × ${unitPrice(line.unitPriceUsd)}`,
    `$${fixed(line.usd, decimals)}`,
  ]);
  const table = columns([...rows, ["total", "", "", "", `$${fixed(total, decimals)}`]], "llrlr");
  return [
    heading("Bill of one run", paint),
    ...indent([...table.slice(0, -1), paint.bold(table.at(-1)!)]),
    ...month(cost.perMonthUsd, cost.perMonthBasis),
    ...provenance(prices),
  ];
}

function month(perMonthUsd: Outcome["cost"]["perMonthUsd"], basis: string): readonly string[] {
  if (perMonthUsd.value === null) return hanging("  no monthly figure: ", basis);
  return hanging("  ", `${money(perMonthUsd, " / month")}${basis === "" ? "" : ` (${basis})`}`);
}

function provenance({ region, asOf, oldestRow, rowsFromMemory }: Outcome["prices"]): readonly string[] {
  if (region === "") return [];
  const unsure = rowsFromMemory > 0 ? `; ${rowsFromMemory} of them not checked against a price list` : "";
  return hanging("  ", `list prices of ${region} as of ${asOf}, the oldest of ${oldestRow}${unsure}`);
}
