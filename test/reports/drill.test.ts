import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { drillReporters } from "../../reports/drill/index.js";
import type { DrillReport, ServiceDrill } from "../../sim/outcome/verification/index.js";
import { verified } from "./verification-fixture.js";

const kept = { acknowledged: 1_221, kept: 1_200, deadLettered: 21, lost: 0, duplicates: 0, lostIds: [] };
const ids = Array.from({ length: 7 }, (_, i) => `pages-0000000${i}/0`);
const lossy = { ...kept, deadLettered: 0, lost: 21, duplicates: 2, lostIds: ids };

const drill: ServiceDrill = {
  running: 4,
  stopped: ["6d6b968d513de7d7"],
  stoppedAtS: 30.2,
  replacedAfterS: 8.42,
  predictedReplacedAfterS: { value: 7.9, low: 7.5, high: 8.3, predictedRange: [6.1, 9.7] },
  pairedReplacedAfterS: 7.6,
  writes: kept,
  unanswered: 0,
};

function print(format: string, of: Partial<ServiceDrill> = {}, aborted: string | null = null): string {
  const report: DrillReport = {
    schema: 1,
    kind: "drill",
    aborted,
    drills: { web: { ...drill, ...of } },
    verification: verified,
  };
  return drillReporters.find((reporter) => reporter.format === format)!.print(report, { color: false });
}

test("CSV has what became of tasks and writes, each measure beside its prediction, verdicts and the audit", () => {
  const rows: Record<string, string>[] = parse(print("csv"), { columns: true });
  const find = (measure: string) => rows.find((row) => row.measure === measure)!;
  expect(find("drill.replacedAfterS")).toMatchObject({ service: "web", unit: "s", measured: "8.42", predicted: "7.9" });
  expect(find("drill.deadLettered")).toMatchObject({ unit: "count", measured: "21" });
  const [p99] = verified.services.web.measures.filter(({ field }) => field === "latencyMs.p99");
  expect(find("latencyMs.p99")).toMatchObject({
    ...{ service: "web", unit: "ms", predicted: String(p99.predicted), measured: String(p99.measured) },
    inRange: p99.inside ? "yes" : "no",
  });
  for (const { objective, verdict, severity } of verified.objectives) {
    expect(find(`objectives.${objective}`)).toMatchObject({ verdict, severity });
  }
  expect(rows.filter(({ measure }) => measure.startsWith("audit."))).toHaveLength(verified.audit.checks.length);
});

describe("the page of a drill", () => {
  test("tells what was stopped and what became of each acknowledged write before the comparison", () => {
    const page = print("text");
    expect(page).toContain("Drill of web: 1 of 4 running tasks stopped by StopTask after 30.2 s\n");
    expect(page).toContain("  1,221 acknowledged writes looked up by id: 1,200 kept, 21 dead-lettered, 0 lost\n");
    expect(page.indexOf("Drill of web")).toBeLessThan(page.indexOf("targets: 1 MISSED"));
  });

  test("has what was measured beside the prediction of the same drill, and of the same arrivals", () => {
    const rows = print("text").split("\n");
    const cells = (topic: string) =>
      rows
        .find((row) => row.includes(topic))!
        .trim()
        .split(/ {2,}/);
    expect(cells("replaced after")).toEqual(["replaced after", "8.42 s", "7.9 s ± 0.4 (one run 6.1–9.7 s)", "7.6 s"]);
    expect(cells("failed by lost tasks")).toEqual(["requests failed by lost tasks", "2", "0", "0"]);
  });

  test("names some of the writes that are lost, and says where there are more", () => {
    const page = print("text", { writes: lossy }).replace(/\s+/g, " ");
    expect(page).toContain("1,200 kept, 0 dead-lettered, 21 lost; 2 found more than once");
    expect(page).toContain(`lost: ${ids.slice(0, 5).join(", ")}, ...`);
    expect(page).not.toContain(ids[5]);
    expect(print("markdown", { writes: lossy })).toMatch(/\n\*\*1,221 acknowledged writes .* 21 lost.*\*\*\n/);
  });

  test("says so where no task was stopped, none was replaced and nothing was written", () => {
    const page = print("text", { stopped: [], stoppedAtS: null, replacedAfterS: null, writes: null });
    expect(page).toContain("Drill of web: no task was stopped: the load ended before\n");
    expect(page).toMatch(/replaced after +– +7\.9 s/);
    expect(page).not.toContain("looked up");
  });
});

test("a drill whose fleet was not waited for says so before all that it tells", () => {
  const stopped = "stopped by the user before the fleet had settled";
  expect(print("text", {}, stopped)).toContain(`\n\naborted: ${stopped}\n\nDrill of web`);
  expect(print("markdown", {}, stopped)).toMatch(new RegExp(`\n\\*\\*Aborted:\\*\\* ${stopped}\n`));
  expect(JSON.parse(print("json", {}, stopped)).aborted).toBe(stopped);
  expect(print("text") + print("markdown")).not.toMatch(/aborted/i);
});

test("drill.json holds the whole report", () => {
  const { kind, drills, verification } = JSON.parse(print("json"));
  expect([kind, drills.web, verification.scenario]).toEqual(["drill", drill, "staging-local"]);
});
