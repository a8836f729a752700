import { z } from "zod";
import {
  decode,
  duration,
  formatIssue,
  integer,
  type Loaded,
  memory,
  name,
  oneOfKind,
  type ReadOptions,
  type Rule,
  rate,
  ratio,
  readDocument,
  text,
  timeSpan,
  vcpu,
} from "../../scenarios/language/index.js";

const constant = { kind: "constant", about: "Always the same.", shape: z.strictObject({ rate: rate() }) } as const;
const daily = {
  kind: "daily",
  about: "A busy part of the day.",
  shape: z.strictObject({
    peak: rate(),
    trough: rate().optional(),
    peakHours: timeSpan().prefault("09:00-23:00"),
  }),
} as const;

const plainRate = z.codec(rate(), z.strictObject({ kind: z.literal("constant"), rate: z.number() }), {
  decode: (value) => ({ kind: "constant" as const, rate: value }),
  encode: ({ rate }) => rate,
});

/** A small language with everything that the reader has to handle. */
export const exampleShape = z.strictObject({
  name: name().optional(),
  about: text().optional(),
  region: z.enum(["us-east-1", "ap-northeast-1"]),
  demand: z
    .array(
      z.strictObject({
        name: name(),
        curve: oneOfKind([constant, daily], { shorthand: plainRate }),
        timeout: duration().prefault("30s"),
      }),
    )
    .min(1),
  services: z.record(
    name(),
    z.strictObject({
      task: z.strictObject({ cpu: vcpu(), memory: memory() }),
      bounds: z.strictObject({ min: integer(), maxCapacity: integer() }).optional(),
      targets: z.array(ratio()).prefault([]),
    }),
  ),
});

export type Example = z.output<typeof exampleShape>;

export const exampleText = `
name: night
region: us-east-1
demand:
  - name: turns
    curve: { kind: daily, peak: 150/s }
  - name: pings
    curve: 20/s
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    bounds: { min: 1, maxCapacity: 5 }
variants:
  calm: { demand: { turns: { curve: { peak: 20/s } } } }
  even: { demand: { turns: { curve: { kind: constant, rate: 5/s } } } }
`.trimStart();

interface Setup extends Omit<ReadOptions, "load"> {
  readonly files?: Readonly<Record<string, string>>;
}

/** Reads a text named main.yaml that may extend the given files. */
export function load(text: string, { files = {}, ...options }: Setup = {}): Loaded {
  return readDocument(
    { path: "main.yaml", text },
    {
      ...options,
      load: (path) => (path in files ? { path, text: files[path] } : { refused: "a file that exists" }),
    },
  );
}

/** The value of a text that must be correct. */
export function readGood(text: string, setup?: Setup): Example {
  const reading = decode(load(text, setup), exampleShape);
  if (!reading.ok) throw new Error(reading.issues.map(formatIssue).join("\n"));
  return reading.value;
}

/** The lines that a user sees for a text with problems; none for a correct one. */
export function linesOf(text: string, setup?: Setup, rules?: readonly Rule<Example>[]): readonly string[] {
  const reading = decode(load(text, setup), exampleShape, rules);
  return (reading.ok ? reading.warnings : reading.issues).map(formatIssue);
}
