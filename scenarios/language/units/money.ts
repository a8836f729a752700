import { readNumber } from "./quantity.js";
import { numericUnit, type Range, type Unit } from "./unit.js";

const read = (written: unknown) =>
  readNumber(typeof written === "string" ? written.replace(/^(\s*-?)\s*(?:\$|USD\b)/, "$1") : written);

/** US dollars: "$1,500", "USD 12.50" or a plain number. */
export function money(range: Range = {}): Unit<number> {
  return numericUnit({
    expected: "US dollars such as $1,500 or 12.5",
    examples: ["$1,500", 12.5],
    json: { type: ["string", "number"] },
    range,
    limits: { min: 0 },
    read,
    write: (value) => `$${value}`,
  });
}
