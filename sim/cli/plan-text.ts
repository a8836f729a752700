import type { PlanPreview, PlanRow } from "../../harness/plan/plan-preview.js";
import { columns } from "../../reports/layout.js";
import { visible } from "../../scenarios/language/index.js";

/** A load plan for a person: what each demand asks for, and its first rows. */
export function planText({ demands, rows }: PlanPreview): string {
  const head = ["demand", "service", "warm-up", "scheduled", "sessions", "busiest second"];
  const asked = demands.map(({ demand, service, warmup, scheduled, sessions, busiestSecond }) =>
    [demand, service, warmup, scheduled, sessions, busiestSecond].map(String),
  );
  const first = rows.map(rowCells);
  const columnsAsked = columns([head, ...asked], "llllll");
  const columnsFirst = columns([["due", "service", "id", "what", "work in µs"], ...first], "lllll");
  return `${[...columnsAsked, "", ...columnsFirst].join("\n")}\n`;
}

function rowCells({ dueAt, service, id, method, path, work }: PlanRow): readonly string[] {
  return [`${(dueAt / 1e6).toFixed(3)} s`, service, id, visible(`${method} ${path}`.trimEnd()), work];
}
