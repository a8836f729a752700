import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SourceFile } from "../scenarios/language/index.js";
import { shippedPrices, shippedScenarios } from "../sim/experiments/package-assets.js";
import { type ReadScenario, readScenario, type Scenario } from "../sim/scenario/index.js";

/** A scenario by its text; it may extend those that are shipped. */
export function read(text: string): Scenario {
  return readWhole(text).scenario;
}

/** The same with its source and all that was read for it, and with values of some paths instead of its own. */
export function readWhole(text: string, set: readonly string[] = []): ReadScenario {
  const load = (path: string): SourceFile => ({
    path,
    text: readFileSync(join(shippedScenarios, path), "utf8"),
  });
  const reading = readScenario({ path: "bench.yaml", text }, { load, prices: shippedPrices(), set });
  if (!reading.ok) throw new Error(JSON.stringify(reading.issues, null, 2));
  return reading;
}
