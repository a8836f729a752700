import { expect, test } from "vitest";
import { outcomeJson, reporters, seriesCsv } from "../../reports/index.js";
import { text } from "../../reports/text.js";
import type { Outcome } from "../../sim/outcome/outcome.js";
import { second } from "../harness/record/fixture.js";
import { measuredSample } from "../harness/record/measured-sample.js";

const { outcome } = measuredSample();
const printed = (format: string, of: Outcome = outcome) =>
  reporters.find((reporter) => reporter.format === format)!.print(of, { color: false });
const page = printed("text");

/** The outcome with a load that its audit refuses. */
function invalid(): Outcome {
  const measured = outcome.measured!;
  const checks = measured.audit.checks.map((check) =>
    check.name === "chat: send lag p99" ? { ...check, value: 45, passed: false } : check,
  );
  return { ...outcome, measured: { ...measured, audit: { valid: false, checks } } };
}

test("a measured page says what was driven, at what, by how many processes, and what the tasks were", () => {
  expect(page.split("\n").slice(0, 5)).toEqual([
    "staging · seed 7 · measured once · fleetcast 0.1.0",
    "Does staging hold at a tenth of the evening?",
    "measured for 10 min from 2026-03-02T20:00:00+00:00 after 10 s of warm-up",
    "2 processes: web at http://127.0.0.1:18082 · index at http://127.0.0.1:18083",
    "virtual vCPUs: a control-plane check",
  ]);
});

test("latency from due, service time from send and the client's wait stand side by side", () => {
  expect(page).toMatch(/latency +from due +from send +client wait\n/);
  expect(page).toMatch(/p99 +558 ms +558 ms +0\.297 ms\n/);
});

test("ends, statuses and what the driver saw are told, a sum of round trips as their mean", () => {
  expect(page).toContain("ends       11,924 answered · 28 unexpected\n");
  expect(page).toContain("statuses   11,924 × 200 · 28 × 503\n");
  expect(page).toContain("client     40 opened · 1 lost · 200 pongs (0.310 ms on average)\n");
});

test("nothing is said of money, nor of a fleet that nobody watched", () => {
  expect(page).not.toMatch(/^ +(cost|tasks|cpu|memory|scaling) {2}/m);
  expect(page).not.toContain("Bill");
});

test("a load that its audit refuses is told in the headline, with what was found and what was asked", () => {
  expect(page).toContain("load  was sent as asked");
  const refused = printed("text", invalid());
  expect(refused).toContain("load  INVALID, the generator was measured and not the system: chat: send lag p99 45 ms,");
  expect(refused).toContain("Audit of the load: INVALID\n");
  expect(printed("markdown", invalid())).toMatch(/\| chat: send lag p99 \| 45 ms \| <= 56 ms \|/);
});

test("a run that ended early says how much of it there is", () => {
  const { outcome } = measuredSample({ aborted: "interrupted", elapsed: 90 * second });
  expect(printed("text", outcome)).toContain("measured for 90 s of 10 min from");
});

test("the traffic of a minute that was cut short is told per second of what there was of it", () => {
  const web = { ...outcome.services.web, series: { ...outcome.services.web.series, arrived: [600, 600] } };
  const short = { ...outcome, clock: { ...outcome.clock, durationS: 90 }, services: { web } };
  const measured = { ...outcome.measured!, elapsedS: 90 };
  expect(printed("text", { ...short, measured })).toMatch(/^ +[▁-█]+ 20 \/s$/m);
});

test("a measured page is as wide as any other, and no number is missing in any format", () => {
  for (const of of [outcome, invalid()]) {
    for (const { format } of reporters) expect(printed(format, of)).not.toMatch(/NaN|undefined|Infinity/);
    expect(
      Math.max(
        ...text
          .print(of, { color: false })
          .split("\n")
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(100);
    expect(seriesCsv(of)).not.toContain("NaN");
  }
});

test("the table has ends, times and the audit, each with its unit", () => {
  const rows = printed("csv");
  expect(rows).toContain("staging,,web,measured.ends.answered,count,11924,");
  expect(rows).toMatch(/staging,,web,measured\.timesMs\.service\.p99,ms,557\.\d+,/);
  expect(rows).toMatch(/staging,,,audit\.generator: CPU,ratio,0\.31,/);
});

test("outcome.json keeps the histograms, a list on a line", () => {
  const json = outcomeJson(outcome);
  expect(JSON.parse(json).measured.services.web.histograms).toEqual(outcome.measured!.services.web.histograms);
  expect(json).toMatch(/"buckets": \[\[\d+, \d+\], \[\d+, \d+\], .*\]\n/);
});
