import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SourceFile } from "../scenarios/language/index.js";
import { shippedPrices, shippedScenarios } from "../sim/experiments/package-assets.js";
import { type ReadScenario, readScenario, type Scenario } from "../sim/scenario/index.js";

/** Reads a scenario from its text, which may extend the shipped ones. */
export function read(text: string): Scenario {
  return readWhole(text).scenario;
}

/** Reads the same with its source and everything it was read from, and with `set` values in place of its own. */
export function readWhole(text: string, set: readonly string[] = []): ReadScenario {
  const load = (path: string): SourceFile => ({
    path,
    text: readFileSync(join(shippedScenarios, path), "utf8"),
  });
  const reading = readScenario({ path: "bench.yaml", text }, { load, prices: shippedPrices(), set });
  if (!reading.ok) throw new Error(JSON.stringify(reading.issues, null, 2));
  return reading;
}
