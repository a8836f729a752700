import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import type { Result } from "../../../reports/html/index.js";
import { historiesOf } from "../../outcome/history.js";
import type { Outcome } from "../../outcome/outcome.js";
import type { RunEvent } from "../../outcome/replication.js";
import type { Verification } from "../../outcome/verification/index.js";
import { WrongCall } from "../failures.js";
import { hasNights, toldNights } from "./night-files.js";

/** A result that stands in a folder, and what happened in it. */
export interface StoredResult {
  readonly folder: string;
  readonly result: Result;
  readonly events: readonly RunEvent[];
}

/** The files that results stand in, each with what tells that it is one. */
const kinds = {
  "outcome.json": z.looseObject({
    kind: z.enum(["predicted", "measured"]),
    services: z.record(z.string(), z.looseObject({ series: z.looseObject({}) })),
    figures: z.looseObject({ minutes: z.array(z.looseObject({})) }),
  }),
  "comparison.json": z.looseObject({
    kind: z.literal("comparison"),
    configurations: z.array(z.looseObject({})).min(2),
  }),
  "canary.json": z.looseObject({
    kind: z.literal("canary"),
    rollouts: z.array(z.looseObject({ steps: z.array(z.looseObject({ powerCurve: z.array(z.unknown()) })) })).min(1),
  }),
  "optimization.json": z.looseObject({
    kind: z.literal("optimization"),
    candidates: z.array(z.looseObject({})).min(1),
  }),
  "sensitivity.json": z.looseObject({ kind: z.literal("sensitivity"), unknowns: z.array(z.looseObject({})) }),
  "sweep.json": z.looseObject({ kind: z.literal("sweep"), points: z.array(z.looseObject({})).min(1) }),
} as const;
type FileName = keyof typeof kinds;
const names = Object.keys(kinds) as FileName[];

const verification = "verification.json";

/** Reads the results of a path: that of a folder or of a file, or the history of each scenario of a folder of nights. */
export function readResults(path: string): readonly StoredResult[] {
  if (!hasNights(path)) return [readResult(path)];
  return historiesOf(toldNights(path)).map((result) => ({ folder: path, result, events: [] }));
}

/** Reads the result of a folder, or of one of its files. */
export function readResult(path: string): StoredResult {
  if (existsSync(join(path, verification))) return readVerification(path);
  if (!existsSync(path)) throw new WrongCall([`${path}: no such folder or file`]);
  if (!statSync(path).isDirectory()) return { folder: dirname(path), ...readFile(path) };
  const name = names.find((each) => existsSync(join(path, each)));
  if (name === undefined)
    throw new WrongCall([
      `${path}: expected a folder with one of ${[...names, verification].join(", ")}, as --out writes it, ` +
        "or with nights, as sim verify --history keeps them",
    ]);
  return { folder: path, result: parsed(join(path, name), name), events: eventsOf(path) };
}

/**
 * Reads a file of any name that holds what `--format json` printed. Its events are found beside it only where it is
 * named as --out names it.
 */
function readFile(path: string): Pick<StoredResult, "result" | "events"> {
  const value = jsonOf(path, readFileSync(path, "utf8"));
  const { kind } = z.object({ kind: z.unknown() }).catch({ kind: null }).parse(value);
  const isOfKind = (name: FileName) => kinds[name].shape.kind.safeParse(kind).success;
  const name = names.find((each) => each === basename(path)) ?? names.find(isOfKind);
  if (name === undefined)
    throw new WrongCall([`${path}: expected a result that --out or --format json of sim run, compare or sweep wrote`]);
  return { result: parsed(path, name), events: name === basename(path) ? eventsOf(dirname(path)) : [] };
}

/** A verification with both of its runs, which stand in folders of their own. */
function readVerification(folder: string): StoredResult {
  const run = (name: string) => parsed(join(folder, name, "outcome.json"), "outcome.json") as Outcome;
  const path = join(folder, verification);
  const told = jsonOf(path, readFileSync(path, "utf8"));
  if (!z.looseObject({ kind: z.literal("verification"), services: z.looseObject({}) }).safeParse(told).success)
    throw new WrongCall([`${path}: expected a verification, as fleetcast writes it`]);
  const runs = { predicted: run("predicted"), measured: run("measured") };
  return { folder, result: { kind: "verification", verification: told as Verification, ...runs }, events: [] };
}

function parsed(path: string, name: FileName): Result {
  if (!existsSync(path)) throw new WrongCall([`${path}: no such file`]);
  const value = jsonOf(path, readFileSync(path, "utf8"));
  const { schema } = z
    .object({ schema: z.number().catch(1) })
    .catch({ schema: 1 })
    .parse(value);
  if (schema !== 1) throw new WrongCall([`${path}: is of schema ${schema}, which another version of fleetcast reads`]);
  const found = kinds[name].safeParse(value);
  if (found.success) return value as Result;
  const [{ path: place }] = found.error.issues;
  throw new WrongCall([
    `${path}: ${place.join(".")} is not there or not what this version writes; make the result again`,
  ]);
}

function jsonOf(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new WrongCall([`${path}: expected JSON, as fleetcast writes it`]);
  }
}

const event = z.object({
  atS: z.number(),
  service: z.string(),
  kind: z.string(),
  message: z.string(),
});

/** None where the folder has none. */
function eventsOf(folder: string): readonly RunEvent[] {
  const path = join(folder, "events.ndjson");
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.flatMap((line, index) => {
    if (line === "") return [];
    const read = event.safeParse(jsonOf(`${path}:${index + 1}`, line));
    if (!read.success) throw new WrongCall([`${path}:${index + 1}: expected an event, as fleetcast writes it`]);
    const { atS, service, kind, message } = read.data;
    return [{ at: atS * 1e6, service, kind, message }];
  });
}
