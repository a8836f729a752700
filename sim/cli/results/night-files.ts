import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Night } from "../../outcome/history.js";
import { WrongCall } from "../failures.js";
import { noteOnStderr } from "../terminal.js";
import { checkWritable, makeFolder, namesIn, writeAtomically } from "./atomic-files.js";

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

/** Whether a path is a folder with nights in it. */
export function hasNights(path: string): boolean {
  const isFolder = existsSync(path) && statSync(path).isDirectory();
  return isFolder && namesIn(path).some((name) => name.endsWith(suffix));
}

/** The nights of a folder, and the files that are none: cut short by a full disk or a lost cache, or of something else. */
export interface NightsRead {
  readonly nights: readonly Night[];
  readonly damaged: readonly string[];
}

/** Reads every night of a folder. A folder without one that can be read is refused, each of its files named. */
export function readNights(folder: string): NightsRead {
  if (!existsSync(folder)) throw new WrongCall([`${folder}: no such folder`]);
  const names = namesIn(folder).filter((name) => name.endsWith(suffix));
  if (names.length === 0)
    throw new WrongCall([`${folder}: expected a folder of nights, as sim verify --history ${folder} keeps them`]);
  const damaged: string[] = [];
  const nights = names.flatMap((name): readonly Night[] => {
    const path = join(folder, name);
    const read = shape.safeParse(contentOf(path));
    if (read.success) return [read.data as unknown as Night];
    damaged.push(path);
    return [];
  });
  if (nights.length === 0)
    throw new WrongCall(damaged.map((path) => `${path}: expected a night, as sim verify --history keeps it`));
  return { nights, damaged };
}

/** What a file holds; nothing where it cannot be read. */
function contentOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}

/** The nights of a folder; files that are none are told on stderr and left out. */
export function toldNights(folder: string): readonly Night[] {
  const { nights, damaged } = readNights(folder);
  if (damaged.length > 0) noteOnStderr(leftOut(damaged, nights.length + damaged.length));
  return nights;
}

const namedMost = 3;

/** What stderr says of files that are no nights. */
function leftOut(damaged: readonly string[], all: number): string {
  const more = damaged.length > namedMost ? ` and ${damaged.length - namedMost} more` : "";
  const names = `${damaged.slice(0, namedMost).join(", ")}${more}`;
  return `${damaged.length} of ${all} nights cannot be read and ${damaged.length === 1 ? "is" : "are"} left out: ${names}`;
}
