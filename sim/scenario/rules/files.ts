import type { Path } from "../../../scenarios/language/index.js";
import { createDistribution } from "../../../workload/distributions/index.js";
import { InputError } from "../../../workload/input-error.js";
import { LaunchTimes } from "../../capacity/launch.js";
import { orInputError } from "./planned-demands.js";
import type { ScenarioRule } from "./rule.js";

/** The tables that distributions, curves, arrivals and request templates are read from are there and can be read. */
export const tableFiles: ScenarioRule = ({ data: { tables }, demands }) => ({
  code: "file",
  check(scenario, report) {
    const made: (readonly [at: Path, made: unknown])[] = demands
      .of(scenario)
      .map((each, index) => [["demand", index], each]);
    for (const [index, { http }] of scenario.demand.entries()) {
      const { feeder } = http;
      if (feeder) made.push([["demand", index, "http"], orInputError(() => tables.columns(feeder.file))]);
    }
    for (const [name, { launch, task, writeBuffer }] of Object.entries(scenario.services)) {
      const { flushTakes } = writeBuffer;
      made.push(
        [["services", name, "launch"], orInputError(() => new LaunchTimes(scenario.seed, name, launch, tables))],
        [["services", name, "writeBuffer", "flushTakes"], orInputError(() => createDistribution(flushTakes, tables))],
      );
      for (const [key, drawn] of Object.entries(task.pauses ?? {})) {
        const at = ["services", name, "task", "pauses", key];
        made.push([at, orInputError(() => createDistribution(drawn, tables))]);
      }
    }
    for (const [at, error] of made) {
      if (!(error instanceof InputError)) continue;
      const { file, expected, got } = error;
      report(pathOfFile(file, scenario, at), { severity: "error", expected, got, hint: `in ${file}` });
    }
  },
});

/** Where below a path a file is named: the path itself where it is not found. */
function pathOfFile(file: string, scenario: unknown, at: Path): Path {
  const value = at.reduce<unknown>(
    (above, step) => (above as Readonly<Record<string | number, unknown>>)[step],
    scenario,
  );
  return findFile(file, value, at) ?? at;
}

function findFile(file: string, value: unknown, at: Path): Path | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, below] of Object.entries(value)) {
    const path = [...at, Array.isArray(value) ? Number(key) : key];
    const found = key === "file" && below === file ? path : findFile(file, below, path);
    if (found) return found;
  }
  return undefined;
}
