import { readNumber, readQuantity, type Scale, unitHint, writeQuantity } from "./quantity.js";
import { numericUnit, type Range, type Unit } from "./unit.js";

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

/** An amount of data in whole bytes: "12 KB", "1.86 GB". 1 KB is 1,024 B, as AWS counts. A plain number is refused, but for 0. */
export function dataSize(range: Range = {}): Unit<number> {
  return numericUnit({
    expected: "a size such as 12 KB, 512 MiB or 1.86 GB",
    examples: ["512 B", "12 KB", "512 MiB", "1.86 GB"],
    json: { type: ["string", "number"] },
    range,
    limits: { min: 0, max: Number.MAX_SAFE_INTEGER },
    read: readBytes,
    write: (value) => (value === 0 ? "0 B" : writeQuantity(value, byteScales, { space: " ", read: readBytes })),
    hint: unitHint(byteScales, " "),
  });
}

/** Memory in MiB: "2 GB" is 2,048, as is a plain 2048 (AWS's own spelling). */
export function memory(range: Range = {}): Unit<number> {
  return numericUnit({
    expected: "a memory size such as 2 GB, 512 MiB or 2048 (MiB)",
    examples: ["2 GB", "512 MiB", 2048],
    json: { type: ["string", "number"] },
    range,
    limits: { min: 0, max: Number.MAX_SAFE_INTEGER },
    read: readMemory,
    write: (value) => (value === 0 ? "0 MiB" : writeQuantity(value, memoryScales, { space: " ", read: readMemory })),
    hint: unitHint(memoryScales, " "),
  });
}
