import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SourceFile } from "../scenarios/language/index.js";
import { shippedPrices, shippedScenarios } from "../sim/experiments/package-assets.js";
import { readScenario, type Scenario } from "../sim/scenario/index.js";

/** A scenario by its text; it may extend those that are shipped. */
export function read(text: string): Scenario {
  const load = (path: string): SourceFile => ({
    path,
    text: readFileSync(join(shippedScenarios, path), "utf8"),
  });
  const reading = readScenario({ path: "bench.yaml", text }, { load, prices: shippedPrices() });
  if (!reading.ok) throw new Error(JSON.stringify(reading.issues, null, 2));
  return reading.scenario;
}
