import {
  numericUnit,
  quantityJson,
  type Range,
  readNumber,
  readQuantity,
  type Scale,
  type Unit,
  unitHint,
  writeQuantity,
} from "./unit.js";

const percent: readonly Scale[] = [{ names: ["%"], over: 100 }];

const readRatio = (written: unknown) => readQuantity(written, percent) ?? readNumber(written);

const writeRatio = (value: number) => {
  const text = `${Number((value * 100).toPrecision(15))} %`;
  return readRatio(text) === value ? text : value;
};

/** A number without % above this was probably meant as a percentage, when no maximum says so. */
const plainMax = 10;

/**
 * A share of one: "60 %" or 0.6. Between 0 and 1 unless the range says otherwise; a range that begins at 1 or above has
 * no upper limit.
 */
export function ratio(range: Range = {}): Unit<number> {
  const hasEnd = range.max !== undefined || (range.min ?? 0) < 1;
  const isPercent = (written: unknown) =>
    readQuantity(written, percent) === undefined && (readNumber(written) ?? 0) > (hasEnd ? 1 : plainMax);
  const percentHint = (written: unknown) => (isPercent(written) ? `write ${written} %` : undefined);
  return numericUnit({
    expected: "a share such as 60 % or 0.6",
    examples: ["60 %", 0.6],
    json: quantityJson(percent, {
      isBare: true,
      minimum: range.min ?? 0,
      maximum: hasEnd ? (range.max ?? 1) : plainMax,
    }),
    range,
    limits: hasEnd ? { min: 0, max: 1 } : {},
    read: (written) => (!hasEnd && isPercent(written) ? undefined : readRatio(written)),
    write: writeRatio,
    misread: percentHint,
    hint: percentHint,
  });
}

/** A probability per month (730 hours), written as a share: "5 %". */
export function percentPerMonth(range: Range = {}): Unit<number> {
  return ratio(range);
}

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

/** A rate per second, as a float: "150/s", "200/min", "12/h". A plain number is refused, except for 0. */
export function rate(range: Range = {}): Unit<number> {
  return rateUnit("a rate such as 150/s, 200/min or 12/h", ["150/s", "200/min", "12/h"], perSecondScales, range);
}

/** A rate per minute, as a float: "200/min", "3/s". A plain number is refused, except for 0. */
export function perMinute(range: Range = {}): Unit<number> {
  return rateUnit("a rate such as 200/min or 3/s", ["200/min", "3/s"], perMinuteScales, range);
}

function rateUnit(expected: string, examples: string[], scales: readonly Scale[], range: Range): Unit<number> {
  const read = (written: unknown) => (written === 0 ? 0 : readQuantity(written, scales));
  return numericUnit({
    expected,
    examples,
    json: quantityJson(scales, { isBare: false, minimum: 0, maximum: 0 }),
    range,
    limits: { min: 0 },
    read,
    write: (value) => writeQuantity(value, scales, { read }),
    hint: unitHint(scales),
  });
}

const byteScales: readonly Scale[] = [
  { names: ["TB", "TiB"], times: 1024 ** 4 },
  { names: ["GB", "GiB"], times: 1024 ** 3 },
  { names: ["MB", "MiB"], times: 1024 ** 2 },
  { names: ["KB", "kB", "KiB"], times: 1024 },
  { names: ["B"] },
];

const memoryScales: readonly Scale[] = [
  { names: ["TB", "TiB"], times: 1024 ** 2 },
  { names: ["GB", "GiB"], times: 1024 },
  { names: ["MiB", "MB"] },
  { names: ["KiB", "KB", "kB"], over: 1024 },
];

const readBytes = (written: unknown) => {
  if (written === 0) return 0;
  const value = readQuantity(written, byteScales);
  return value === undefined ? undefined : Math.round(value);
};

const readMemory = (written: unknown) => readQuantity(written, memoryScales) ?? readNumber(written);

/**
 * An amount of data in whole bytes: "12 KB", "1.86 GB". 1 KB is 1,024 B, as AWS counts. A plain number is refused,
 * except for 0.
 */
export function dataSize(range: Range = {}): Unit<number> {
  return numericUnit({
    expected: "a size such as 12 KB, 512 MiB or 1.86 GB",
    examples: ["512 B", "12 KB", "512 MiB", "1.86 GB"],
    json: quantityJson(byteScales, { isBare: false, minimum: 0, maximum: 0 }),
    range,
    limits: { min: 0, max: Number.MAX_SAFE_INTEGER },
    read: readBytes,
    write: (value) => (value === 0 ? "0 B" : writeQuantity(value, byteScales, { space: " ", read: readBytes })),
    hint: unitHint(byteScales, " "),
  });
}

/** Memory in MiB: "2 GB" is 2,048, as is a plain 2048 (AWS's own notation). */
export function memory(range: Range = {}): Unit<number> {
  return numericUnit({
    expected: "a memory size such as 2 GB, 512 MiB or 2048 (MiB)",
    examples: ["2 GB", "512 MiB", 2048],
    json: quantityJson(memoryScales, { isBare: true, minimum: range.min ?? 0, maximum: range.max }),
    range,
    limits: { min: 0, max: Number.MAX_SAFE_INTEGER },
    read: readMemory,
    write: (value) => (value === 0 ? "0 MiB" : writeQuantity(value, memoryScales, { space: " ", read: readMemory })),
    hint: unitHint(memoryScales, " "),
  });
}

const vcpuScales: readonly Scale[] = [{ names: ["vCPU", "vcpu", "VCPU", "vCPUs"] }];

/**
 * Plain numbers up to `vcpuMax` are vCPUs, and from `cpuUnitsMin` on AWS's CPU units (1,024 per vCPU); numbers in
 * between are ambiguous and refused.
 */
interface Plain {
  readonly vcpuMax: number;
  readonly cpuUnitsMin: number;
}

/** The limits for a task, which has at least 256 CPU units. */
const ofTask: Plain = { vcpuMax: 16, cpuUnitsMin: 128 };
/** The limits for one container of a task, for which 64 CPU units are usual. */
const ofContainer: Plain = { vcpuMax: 2, cpuUnitsMin: 17 };

/** Processing power of a task in vCPUs: "0.5 vCPU", 0.5, or AWS's CPU units (512; 1,024 make a vCPU). */
export function vcpu(range: Range = {}): Unit<number> {
  return power(range, ofTask);
}

/** Processing power of one container in vCPUs, for which few CPU units are usual: "0.1 vCPU", 0.1, or 64. */
export function containerVcpu(range: Range = {}): Unit<number> {
  return power(range, ofContainer);
}

function power(range: Range, plain: Plain): Unit<number> {
  const readVcpu = (written: unknown) => readQuantity(written, vcpuScales) ?? readPlain(readNumber(written), plain);
  return numericUnit({
    expected: "vCPUs such as 1 vCPU, 0.5 vCPU or 1024 (CPU units)",
    examples: ["1 vCPU", ".25 vCPU", 1024],
    json: quantityJson(vcpuScales, { isBare: true, minimum: 0, not: between(plain) }),
    range,
    limits: { min: 0, max: 1_000_000 },
    read: readVcpu,
    write: (value) => writeQuantity(value, vcpuScales, { space: " ", read: readVcpu }),
    hint: (written) => {
      const number = readNumber(written);
      return number === undefined
        ? undefined
        : `write ${number} vCPU, or ${number / 1024} vCPU for ${number} CPU units`;
    },
  });
}

/** Plain numbers that are neither vCPUs nor CPU units. */
function between({ vcpuMax, cpuUnitsMin }: Plain) {
  return { type: "number" as const, exclusiveMinimum: vcpuMax, exclusiveMaximum: cpuUnitsMin };
}

function readPlain(number: number | undefined, { vcpuMax, cpuUnitsMin }: Plain): number | undefined {
  if (number === undefined || (number > vcpuMax && number < cpuUnitsMin)) return undefined;
  return number <= vcpuMax ? number : number / 1024;
}

const readMoney = (written: unknown) =>
  readNumber(typeof written === "string" ? written.replace(/^(\s*-?)\s*(?:\$|USD\b)/, "$1") : written);

/** US dollars: "$1,500", "USD 12.50" or a plain number. */
export function money(range: Range = {}): Unit<number> {
  return numericUnit({
    expected: "US dollars such as $1,500 or 12.5",
    examples: ["$1,500", 12.5],
    json: {
      type: ["string", "number"],
      pattern: `^\\s*-?\\s*(?:\\$|USD\\b)?\\s*[+-]?[\\d.,]+(?:[eE][+-]?\\d+)?\\s*$`,
      minimum: range.min ?? 0,
      maximum: range.max,
    },
    range,
    limits: { min: 0 },
    read: readMoney,
    write: (value) => `$${value}`,
  });
}
