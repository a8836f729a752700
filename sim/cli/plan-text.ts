import type { PlanPreview, PlanRow } from "../../harness/plan/plan-preview.js";

/** A load plan for a person: what each demand asks for, and its first rows. */
export function planText({ demands, rows }: PlanPreview): string {
  const head = ["demand", "service", "warm-up", "scheduled", "sessions", "busiest second"];
  const asked = demands.map(({ demand, service, warmup, scheduled, sessions, busiestSecond }) =>
    [demand, service, warmup, scheduled, sessions, busiestSecond].map(String),
  );
  const first = rows.map(rowCells);
  return `${table([head, ...asked])}\n\n${table([["due", "service", "id", "what", "work in µs"], ...first])}\n`;
}

function rowCells({ dueAt, service, id, method, path, work }: PlanRow): readonly string[] {
  return [`${(dueAt / 1e6).toFixed(3)} s`, service, id, `${method} ${path}`.trimEnd(), work];
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
