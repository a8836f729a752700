import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Night } from "../../outcome/history.js";
import { WrongCall } from "../failures.js";
import { checkWritable, makeFolder, writeAtomically } from "./atomic-files.js";

const suffix = ".night.json";

/** Sees, before any load is driven, that a folder can take one night more. */
export function prepareHistory(folder: string): void {
  checkWritable(folder);
}

/** Keeps a night as a file of its own, by the instant it was kept: nights of several jobs do not meet. */
export function keepNight(folder: string, night: Night): void {
  makeFolder(folder);
  const stem = night.at.replaceAll(":", "-");
  const path = (count: number) => join(folder, `${stem}${count === 1 ? "" : `-${count}`}${suffix}`);
  let count = 1;
  while (existsSync(path(count))) count++;
  writeAtomically(path(count), `${JSON.stringify(night, null, 1)}\n`);
}

const shape = z.looseObject({
  kind: z.literal("night"),
  at: z.iso.datetime(),
  scenario: z.string(),
  variant: z.string().nullable(),
  version: z.string(),
  valid: z.boolean(),
  verdicts: z.object({ met: z.number(), missed: z.number(), open: z.number() }),
  numbers: z.array(z.looseObject({ name: z.string(), unit: z.string(), value: z.number().nullable() })),
});

/** Every night of a folder; what is no night is refused, all of it at once. */
export function readNights(folder: string): readonly Night[] {
  if (!existsSync(folder)) throw new WrongCall([`${folder}: no such folder`]);
  const names = readdirSync(folder).filter((name) => name.endsWith(suffix));
  if (names.length === 0)
    throw new WrongCall([`${folder}: expected a folder of nights, as sim verify --history ${folder} keeps them`]);
  const problems: string[] = [];
  const nights = names.flatMap((name): readonly Night[] => {
    const read = shape.safeParse(parsed(readFileSync(join(folder, name), "utf8")));
    if (read.success) return [read.data as unknown as Night];
    problems.push(`${join(folder, name)}: expected a night, as sim verify --history keeps it`);
    return [];
  });
  if (problems.length > 0) throw new WrongCall(problems);
  return nights;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
