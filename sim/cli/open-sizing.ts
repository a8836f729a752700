import { statSync } from "node:fs";
import { readDocument } from "../../scenarios/language/index.js";
import { shippedPrices, shippedSizings } from "../experiments/package-assets.js";
import { ScenarioFiles } from "../library/scenario-files.js";
import { type ReadSizing, readSizing } from "../sizing/read.js";
import { WrongCall } from "./failures.js";
import { issueLines } from "./open-scenario.js";
import type { ScenarioOptions } from "./options.js";

/** Reads a sizing file with what it extends; every problem of it is thrown at once, as a wrong call. */
export function openSizing(path: string, { variant, set }: ScenarioOptions): ReadSizing {
  const files = new ScenarioFiles(path, shippedSizings);
  const reading = readSizing(files.main, { load: files.load, prices: shippedPrices(), variant, set });
  if (!reading.ok) throw new WrongCall(issueLines(reading.issues));
  return reading;
}

/**
 * Whether a file is for `sim size`: it has roles, of itself or from what it extends, and no services. A pipe, which can be
 * read but once, is taken for a scenario.
 */
export function isSizing(path: string): boolean {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false;
  const files = new ScenarioFiles(path, shippedSizings);
  const { entries } = readDocument(files.main, { load: files.load }).tree ?? { entries: new Map() };
  return entries.has("roles") && !entries.has("services");
}
