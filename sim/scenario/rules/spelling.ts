import { z } from "zod";
import { dataSize, duration, memory, ratio, vcpu } from "../../../scenarios/language/index.js";

/** Values as a scenario spells them, for what a rule says of them. */
export const spell = {
  time: (micros: number) => String(z.encode(duration(), Math.round(micros))),
  percent: (share: number) => String(z.encode(ratio(), Math.round(share * 100) / 100)),
  vcpu: (vcpus: number) => String(z.encode(vcpu(), vcpus)),
  memory: (mib: number) => String(z.encode(memory(), Math.round(mib))),
  size: (bytes: number) => String(z.encode(dataSize(), bytes)),
  count: (count: number) => Math.round(count).toLocaleString("en-US"),
};

/** "a", "a or b", "a, b or c". */
export function either(choices: readonly string[]): string {
  return choices.length < 2 ? choices.join() : `${choices.slice(0, -1).join(", ")} or ${choices.at(-1)}`;
}
