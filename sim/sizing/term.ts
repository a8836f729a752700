import { z } from "zod";
import { memory, vcpu } from "../../scenarios/language/index.js";
import { type Unit, unit } from "../../scenarios/language/units/unit.js";

/** A load as a formula names it: `agents`, or one kind of it, as `websocket connections`. */
export interface LoadName {
  readonly kind: string | null;
  readonly load: string;
}

/**
 * One summand of a container's need: an amount between `low` and `high`, once per container or once per so many of a
 * load. A formula is a map of such summands by their purpose.
 */
export interface Term {
  readonly low: number;
  readonly high: number;
  readonly per: (LoadName & { readonly count: number }) | null;
}

/** vCPU: `0.25 vCPU`, `0.5 vCPU per 50 agents`, `0.25 vCPU to 0.5 vCPU per agent`. */
export function vcpuTerm(): Unit<Term> {
  return termUnit(vcpu(), "vCPUs such as 0.25 vCPU or 0.5 vCPU per 50 agents", [
    "0.25 vCPU",
    "0.5 vCPU per 50 agents",
    "0.25 vCPU to 0.5 vCPU per agent",
  ]);
}

/** Memory in MiB: `256 MB`, `100 MB per 100 agents`, `150 MB per 100 websocket connections`. */
export function memoryTerm(): Unit<Term> {
  return termUnit(memory(), "a memory size such as 256 MB or 100 MB per 100 agents", [
    "256 MB",
    "100 MB per 100 agents",
    "150 MB per 100 websocket connections",
  ]);
}

const form = /^(.+?)(?: to (.+?))?(?: per (?:([\d,]+) )?(?:([A-Za-z][\w-]*) )?([A-Za-z][\w-]*))?$/;

const termShape = z.strictObject({
  low: z.number(),
  high: z.number(),
  per: z.strictObject({ kind: z.string().nullable(), load: z.string(), count: z.number() }).nullable(),
});

function termUnit(amount: Unit<number>, expected: string, examples: string[]): Unit<Term> {
  const readAmount = (text: string | number) => amount.safeDecode(text).data;
  return unit<Term>({
    expected,
    examples,
    json: { type: ["string", "number"] },
    value: termShape,
    read: (written) => (typeof written === "number" ? plain(readAmount(written)) : readTerm(written, readAmount)),
    write: ({ low, high, per }) => {
      const amounts = [low, ...(high === low ? [] : [high])].map((each) => z.encode(amount, each));
      return per === null
        ? amounts.length === 1
          ? amounts[0]
          : amounts.join(" to ")
        : `${amounts.join(" to ")}${perWords(per)}`;
    },
    hint: (written) => hintOf(written, readAmount),
  });
}

function plain(amount: number | undefined): Term | undefined {
  return amount === undefined ? undefined : { low: amount, high: amount, per: null };
}

function readTerm(written: unknown, readAmount: (text: string) => number | undefined): Term | undefined {
  const match = typeof written === "string" ? form.exec(written.trim().replace(/\s+/g, " ")) : null;
  if (match === null) return undefined;
  const [, from, to, count, kind = null, load] = match;
  const low = readAmount(from);
  const high = to === undefined ? low : readAmount(to);
  if (low === undefined || high === undefined || high < low) return undefined;
  if (load === undefined) return { low, high, per: null };
  const per = count === undefined ? 1 : Number(count.replaceAll(",", ""));
  return per > 0 ? { low, high, per: { kind, load, count: per } } : undefined;
}

function perWords({ kind, load, count }: NonNullable<Term["per"]>): string {
  return ` per ${[...(count === 1 ? [] : [count]), ...(kind === null ? [] : [kind]), load].join(" ")}`;
}

function hintOf(written: unknown, readAmount: (text: string) => number | undefined): string | undefined {
  if (typeof written !== "string") return undefined;
  const [range] = written.split(" per ");
  const [low, high] = range.split(/ to |[-–]/).map((text) => readAmount(text.trim()));
  if (low !== undefined && high !== undefined && high < low) return "a range goes from the less to the more";
  if (/\d\s*[-–]\s*\d/.test(range)) return "write a range as 0.25 vCPU to 0.5 vCPU";
  return / per | to |\//.test(written)
    ? "write <amount>, <amount> per <load> or <amount> to <amount> per 50 <load>"
    : undefined;
}
