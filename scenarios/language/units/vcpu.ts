import { readNumber, readQuantity, type Scale, writeQuantity } from "./quantity.js";
import { numericUnit, type Range, type Unit } from "./unit.js";

const scales: readonly Scale[] = [{ names: ["vCPU", "vcpu", "VCPU", "vCPUs"] }];

/** The largest plain number taken as vCPUs, and the smallest taken as AWS's CPU units (1,024 a vCPU). */
const vcpuMax = 16;
const cpuUnitsMin = 128;

const read = (written: unknown) => readQuantity(written, scales) ?? readPlain(readNumber(written));

/** Processing power in vCPU: "0.5 vCPU", 0.5, or AWS's CPU units (512; 1,024 are a vCPU). A plain number between 16 and 128 is refused. */
export function vcpu(range: Range = {}): Unit<number> {
  return numericUnit({
    expected: "vCPUs such as 1 vCPU, 0.5 vCPU or 1024 (CPU units)",
    examples: ["1 vCPU", ".25 vCPU", 1024],
    json: { type: ["string", "number"] },
    range,
    limits: { min: 0, max: 1_000_000 },
    read,
    write: (value) => writeQuantity(value, scales, { space: " ", read }),
    hint: (written) => {
      const number = readNumber(written);
      return number === undefined ? undefined : `write ${number} vCPU, or ${number * 1024} for CPU units`;
    },
  });
}

function readPlain(number: number | undefined): number | undefined {
  if (number === undefined || (number > vcpuMax && number < cpuUnitsMin)) return undefined;
  return number <= vcpuMax ? number : number / 1024;
}
