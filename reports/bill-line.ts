import { fixed, quantity, unitPrice } from "../sim/facts/numbers.js";
import type { Outcome } from "../sim/outcome/outcome.js";

type BillLine = Outcome["cost"]["lines"][number];

/** What a line of the bill charges for, one by one where the price is for many: "2,073,985", "WRU", "$0.715 / 1,000,000". */
export interface BillWords {
  readonly amount: string;
  readonly unit: string;
  readonly price: string;
}

/** The words of a line; its unit begins with a number where the price list has a price for so many, as "1000000 WRU". */
export function billWords({ quantity: amount, unit, unitPriceUsd }: BillLine): BillWords {
  const [many, one] = /^(\d+) (.+)$/.exec(unit)?.slice(1) ?? ["1", unit];
  const price = unitPrice(unitPriceUsd);
  return {
    amount: quantity(amount * Number(many)),
    unit: one,
    price: many === "1" ? price : `${price} / ${quantity(Number(many))}`,
  };
}

/** What a bill leaves out, with what each would come to at typical values; nothing where it leaves out nothing. */
export function leftOutWords({ leftOut }: Outcome["cost"]): string {
  if (leftOut.length === 0) return "";
  const isMonthly = leftOut.every(({ perMonthUsd }) => perMonthUsd !== null);
  const parts = leftOut.map(({ item, usd, perMonthUsd }) => `${item} $${fixed(isMonthly ? perMonthUsd! : usd, 2)}`);
  return (
    `not billed: ${parts.join(", ")} ${isMonthly ? "a month" : "a run"} at typical values ` +
    "(add infrastructure: typical, or what you have; 0 where there is none)"
  );
}

/** How amounts of a bill are written: to the cent, or finer where all of it is less than a dollar. */
export function billUsd({ totalUsd }: Outcome["cost"]): (usd: number) => string {
  const decimals = (totalUsd.value ?? 0) >= 1 ? 2 : 5;
  return (usd) => `$${fixed(usd, decimals)}`;
}
