import { readNumber, readQuantity, type Scale } from "./quantity.js";
import { numericUnit, type Range, type Unit } from "./unit.js";

const percent: readonly Scale[] = [{ names: ["%"], over: 100 }];

const read = (written: unknown) => readQuantity(written, percent) ?? readNumber(written);

const write = (value: number) => {
  const text = `${Number((value * 100).toPrecision(15))} %`;
  return read(text) === value ? text : value;
};

/** A share of one: "60 %" or 0.6. Within 0 and 1 unless the range says otherwise. */
export function ratio(range: Range = {}): Unit<number> {
  return numericUnit({
    expected: "a share such as 60 % or 0.6",
    examples: ["60 %", 0.6],
    json: { type: ["string", "number"] },
    range,
    limits: { min: 0, max: 1 },
    read,
    write,
    misread: (written) => (typeof written === "number" && written > 1 ? `write ${written} %` : undefined),
  });
}

/** A probability per month (730 hours), written as a share: "5 %". */
export function percentPerMonth(range: Range = {}): Unit<number> {
  return ratio(range);
}
