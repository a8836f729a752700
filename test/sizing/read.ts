import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { formatIssue, type SourceFile } from "../../scenarios/language/index.js";
import { parsePriceBook } from "../../sim/cost/price-book.js";
import { readSizing, type SizingReading } from "../../sim/sizing/read.js";
import { size } from "../../sim/sizing/size.js";
import type { Sizing } from "../../sim/sizing/sizing.js";

const shipped = new URL("../../scenarios/sizing/", import.meta.url);
const prices = parsePriceBook(readFileSync(new URL("../../sim/cost/prices/aws.csv", import.meta.url), "utf8")).book;

interface Setup {
  readonly variant?: string;
  readonly set?: readonly string[];
}

const textOf = (file: string) => readFileSync(fileURLToPath(new URL(file, shipped)), "utf8");

/** The texts of the shipped sizing files: a document's formulas, and what it says of its sizes. */
export const mistersmith = textOf("mistersmith.yaml");
export const mistersmithClaims = textOf("mistersmith-claims.yaml");

/** Reads a sizing file that may extend the shipped one. */
export function read(text: string, setup: Setup = {}): SizingReading {
  const load = (path: string): SourceFile | { refused: string } =>
    path === "mistersmith.yaml" ? { path, text: mistersmith } : { refused: "a file that exists" };
  return readSizing({ path: "sizing.yaml", text }, { load, prices, ...setup });
}

/** Every problem of a text, in one line each. */
export function problems(text: string, setup?: Setup): readonly string[] {
  const reading = read(text, setup);
  return reading.ok ? [] : reading.issues.map(formatIssue);
}

/** The sizes of a text that has to be good. */
export function sized(text: string, setup?: Setup): Sizing {
  const reading = read(text, setup);
  if (!reading.ok) throw new Error(reading.issues.map(formatIssue).join("\n"));
  return size(reading.config, reading.book, { variant: reading.variant, version: "test" });
}
