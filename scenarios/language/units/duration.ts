import { readQuantity, type Scale, unitHint, writeQuantity } from "./quantity.js";
import { day, hour, minute, second } from "./time.js";
import { numericUnit, type Range, type Unit } from "./unit.js";

const scales: readonly Scale[] = [
  { names: ["d"], times: day },
  { names: ["h"], times: hour },
  { names: ["m", "min"], times: minute },
  { names: ["s"], times: second },
  { names: ["ms"], times: 1_000 },
  { names: ["us", "µs", "μs"] },
];

const read = (written: unknown) => {
  if (written === 0) return 0;
  const value = readQuantity(written, scales);
  return value === undefined ? undefined : Math.round(value);
};

/** A duration in whole microseconds: "100ms", "2m", "1h30m". A plain number is refused, but for 0. */
export function duration(range: Range = {}): Unit<number> {
  return numericUnit({
    expected: "a duration such as 100ms, 2m or 10h",
    examples: ["100ms", "1.5s", "2m", "10h", "30d", "1h30m"],
    json: { type: ["string", "number"] },
    range,
    limits: { min: 0, max: Number.MAX_SAFE_INTEGER },
    read,
    write: (value) => (value === 0 ? "0s" : writeQuantity(value, scales, { read })),
    hint: unitHint(scales),
  });
}
