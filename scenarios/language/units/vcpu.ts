import { readNumber, readQuantity, type Scale, writeQuantity } from "./quantity.js";
import { numericUnit, type Range, type Unit } from "./unit.js";

const scales: readonly Scale[] = [{ names: ["vCPU", "vcpu", "VCPU", "vCPUs"] }];

/** Plain numbers up to `vcpuMax` are vCPUs, from `cpuUnitsMin` on AWS's CPU units (1,024 a vCPU); between them, nobody can tell. */
interface Plain {
  readonly vcpuMax: number;
  readonly cpuUnitsMin: number;
}

/** Of a task, which has 256 CPU units at least. */
const ofTask: Plain = { vcpuMax: 16, cpuUnitsMin: 128 };
/** Of one container of a task: 64 CPU units are a usual one. */
const ofContainer: Plain = { vcpuMax: 2, cpuUnitsMin: 17 };

/** Processing power of a task in vCPU: "0.5 vCPU", 0.5, or AWS's CPU units (512; 1,024 are a vCPU). */
export function vcpu(range: Range = {}): Unit<number> {
  return power(range, ofTask);
}

/** Processing power of one container in vCPU, where few CPU units are usual: "0.1 vCPU", 0.1, or 64. */
export function containerVcpu(range: Range = {}): Unit<number> {
  return power(range, ofContainer);
}

function power(range: Range, plain: Plain): Unit<number> {
  const read = (written: unknown) => readQuantity(written, scales) ?? readPlain(readNumber(written), plain);
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
      return number === undefined
        ? undefined
        : `write ${number} vCPU, or ${number / 1024} vCPU for ${number} CPU units`;
    },
  });
}

function readPlain(number: number | undefined, { vcpuMax, cpuUnitsMin }: Plain): number | undefined {
  if (number === undefined || (number > vcpuMax && number < cpuUnitsMin)) return undefined;
  return number <= vcpuMax ? number : number / 1024;
}
