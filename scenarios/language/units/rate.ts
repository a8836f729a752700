import { readQuantity, type Scale, unitHint, writeQuantity } from "./quantity.js";
import { numericUnit, type Range, type Unit } from "./unit.js";

const perSecondScales: readonly Scale[] = [
  { names: ["/s"] },
  { names: ["/min", "/m"], over: 60 },
  { names: ["/h"], over: 3_600 },
  { names: ["/d"], over: 86_400 },
];

const perMinuteScales: readonly Scale[] = [
  { names: ["/min", "/m"] },
  { names: ["/s"], times: 60 },
  { names: ["/h"], over: 60 },
  { names: ["/d"], over: 1_440 },
];

/** A rate per second, as a float: "150/s", "200/min", "12/h". A plain number is refused, but for 0. */
export function rate(range: Range = {}): Unit<number> {
  return rateUnit("a rate such as 150/s, 200/min or 12/h", ["150/s", "200/min", "12/h"], perSecondScales, range);
}

/** A rate per minute, as a float: "200/min", "3/s". A plain number is refused, but for 0. */
export function perMinute(range: Range = {}): Unit<number> {
  return rateUnit("a rate such as 200/min or 3/s", ["200/min", "3/s"], perMinuteScales, range);
}

function rateUnit(expected: string, examples: string[], scales: readonly Scale[], range: Range): Unit<number> {
  const read = (written: unknown) => (written === 0 ? 0 : readQuantity(written, scales));
  return numericUnit({
    expected,
    examples,
    json: { type: ["string", "number"] },
    range,
    limits: { min: 0 },
    read,
    write: (value) => writeQuantity(value, scales, { read }),
    hint: unitHint(scales),
  });
}
