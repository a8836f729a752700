import type { DrillReport } from "../../sim/outcome/verification/index.js";
import { readableJson } from "../json.js";
import type { Reporter } from "../reporter.js";

/** `drill.json`: keys in their fixed order. */
export function drillJson(report: DrillReport): string {
  return readableJson(report);
}

/** One JSON document for programs. */
export const json: Reporter<DrillReport> = { format: "json", print: drillJson };
