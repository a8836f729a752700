import { readNumber, readQuantity, type Scale } from "./quantity.js";
import { numericUnit, type Range, type Unit } from "./unit.js";

const percent: readonly Scale[] = [{ names: ["%"], over: 100 }];

const read = (written: unknown) => readQuantity(written, percent) ?? readNumber(written);

const write = (value: number) => {
  const text = `${Number((value * 100).toPrecision(15))} %`;
  return read(text) === value ? text : value;
};

/** A number without its % that is above this was surely meant as percent, where no maximum says so. */
const plainMax = 10;

/** A share of one: "60 %" or 0.6. Within 0 and 1 unless the range says otherwise; one that begins at 1 has no end. */
export function ratio(range: Range = {}): Unit<number> {
  const hasEnd = range.max !== undefined || (range.min ?? 0) < 1;
  const isPercent = (written: unknown) =>
    readQuantity(written, percent) === undefined && (readNumber(written) ?? 0) > (hasEnd ? 1 : plainMax);
  const percentHint = (written: unknown) => (isPercent(written) ? `write ${written} %` : undefined);
  return numericUnit({
    expected: "a share such as 60 % or 0.6",
    examples: ["60 %", 0.6],
    json: { type: ["string", "number"] },
    range,
    limits: hasEnd ? { min: 0, max: 1 } : {},
    read: (written) => (!hasEnd && isPercent(written) ? undefined : read(written)),
    write,
    misread: percentHint,
    hint: percentHint,
  });
}

/** A probability per month (730 hours), written as a share: "5 %". */
export function percentPerMonth(range: Range = {}): Unit<number> {
  return ratio(range);
}
