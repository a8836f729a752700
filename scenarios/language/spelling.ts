import { z } from "zod";
import { dataSize, duration, memory, ratio, vcpu } from "./index.js";
import type { Unit } from "./units/unit.js";

const time = duration();
const share = ratio();
const cores = vcpu();
const mebibytes = memory();
const bytes = dataSize();

/**
 * Spells values as a scenario does, for the messages of rules. A value that no unit can spell, such as an unbounded
 * sum, becomes a number.
 */
export const spell = {
  time: (micros: number) => spelled(time, Math.round(micros)),
  percent: (value: number) => spelled(share, Math.round(value * 100) / 100),
  vcpu: (vcpus: number) => spelled(cores, vcpus),
  memory: (mib: number) => spelled(mebibytes, Math.round(mib)),
  size: (value: number) => spelled(bytes, value),
  count: (count: number) => Math.round(count).toLocaleString("en-US"),
};

function spelled(unit: Unit<number>, value: number): string {
  const written = Number.isFinite(value) ? z.safeEncode(unit, value) : null;
  return String(written?.success ? written.data : value);
}

/** Joins choices: "a", "a or b", "a, b or c". */
export const either = (choices: readonly string[]) => listed(choices, "or");

/** Joins things: "a", "a and b", "a, b and c". */
export const all = (things: readonly string[]) => listed(things, "and");

function listed(things: readonly string[], word: string): string {
  return things.length < 2 ? things.join() : `${things.slice(0, -1).join(", ")} ${word} ${things.at(-1)}`;
}
