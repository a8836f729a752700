import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { eventsNdjson, reporters, seriesCsv } from "../../reports/index.js";
import type { Outcome } from "../../sim/outcome/outcome.js";
import { night, oneRun } from "./fixture.js";

const print = (format: string, outcome = night) =>
  reporters.find((reporter) => reporter.format === format)!.print(outcome, { color: false });

test.each(reporters.map(({ format }) => format))("%s ends in one line break and is the same each time", (format) => {
  expect(print(format)).toMatch(/[^\n]\n$/);
  expect(print(format)).toBe(print(format, structuredClone(night)));
});

test("JSON gives the outcome back, with null where there is no number", () => {
  const read = JSON.parse(print("json"));
  expect(read.services.orchestrator.series.p99Ms[0]).toBeNull();
  expect(Object.keys(read)).toEqual(Object.keys(night));
  const { series: _, ...measured } = read.services.orchestrator;
  const { series: __, ...expected } = night.services.orchestrator;
  expect(measured).toEqual(expected);
});

test("JSON keeps a list of numbers on one line", () => {
  expect(print("json")).toContain('"predictedRange": [2329, 2497]');
});

test("CSV has a row for each measure, with its unit and interval", () => {
  const rows: Record<string, string>[] = parse(print("csv"), { columns: true });
  const find = (measure: string) => rows.find((row) => row.measure === measure)!;
  expect(find("latencyMs.p99")).toEqual({
    scenario: "offpeak-70spot",
    variant: "",
    service: "orchestrator",
    measure: "latencyMs.p99",
    unit: "ms",
    value: "2413",
    low: "2392",
    high: "2434",
    predictedLow: "2329",
    predictedHigh: "2497",
    ...{ verdict: "", severity: "", margin: "", detail: "" },
  });
  expect(find("cost.perMonthUsd")).toMatchObject({ service: "", unit: "USD", value: "192.31" });
  expect(find("requests.failedBy.timeout")).toMatchObject({ value: "86", low: "84.28" });
});

test("CSV has a row for each objective with its verdict, and what depends on the age of the metric", () => {
  const cost = { name: "cost perMonth", field: "cost.perMonthUsd", unit: "USD" as const };
  const verdict = { objective: "orchestrator p99 <= 3s", verdict: "met" as const };
  const brackets = {
    replications: 4,
    moved: [{ ...cost, value: 192.31, allAge: 200, fresh: 180 }],
    verdicts: [{ ...verdict, allAge: "missed" as const, fresh: "met" as const }],
  };
  const rows: Record<string, string>[] = parse(print("csv", { ...night, brackets }), { columns: true });
  const find = (measure: string) => rows.find((row) => row.measure === measure)!;
  expect(Object.keys(rows[0]).slice(0, 5)).toEqual(["scenario", "variant", "service", "measure", "unit"]);
  expect(rows.filter(({ severity }) => severity !== "")).toHaveLength(night.objectives.length);
  expect(find("objectives.orchestrator interruptionErrors <= 0.5 %")).toMatchObject({
    ...{ unit: "ratio", value: "0.0061", verdict: "missed", severity: "target", margin: "-0.0011" },
    detail: "0.61 % of 0.5 %",
  });
  expect(find("objectives.orchestrator oscillationsPerDay <= 2")).toMatchObject({ unit: "1/day", severity: "alert" });
  expect(find("objectives.orchestrator p99 error <= 20 %")).toMatchObject({ verdict: "not evaluated", value: "" });
  expect(find("brackets.allAge.cost.perMonthUsd")).toMatchObject({ unit: "USD", value: "200", low: "" });
  expect(find("brackets.fresh.cost.perMonthUsd").value).toBe("180");
  expect(find("brackets.allAge.objectives.orchestrator p99 <= 3s").verdict).toBe("missed");
});

test.each(["text", "markdown"])("%s says what a target that is not evaluated comes to with --strict", (format) => {
  const [objective] = night.objectives;
  const page = (text: string) =>
    print(format, { ...night, objectives: [{ ...objective, objective: text, verdict: "not evaluated" }] });
  expect(page("cost perMonth <= $250")).toContain(
    "not evaluated is not met: with --strict it exits 3, as if undecided",
  );
  expect(page("p99 error <= 20 %")).not.toContain("--strict");
});

test("Markdown keeps a cell in its column, whatever stands in it", () => {
  const tricky = { ...night, claims: [{ ...night.claims[0], document: "a | b\nc" }] };
  expect(print("markdown", tricky)).toContain("| a \\| b c |");
});

test("Markdown leaves out tables that have no row, and what one run cannot tell", () => {
  expect(print("markdown", oneRun())).not.toMatch(/\| objective \||of one run/);
});

test("Markdown tells a run that ended early, a lone replication, and folds its assumptions", () => {
  const stopped = { ...night, replications: 7, aborted: "stopped by the user" };
  expect(print("markdown", stopped)).toContain("ABORTED after 7 replications of 20 · fleetcast");
  expect(print("markdown", stopped)).toContain("**aborted**: stopped by the user");
  expect(print("markdown", oneRun())).toContain("one run: no interval");
  expect(print("markdown")).toContain(`<summary>${night.assumptions.length} assumption`);
});

test("Markdown says what time and place its numbers are of, how a month was made, and what the bill comes to", () => {
  const page = print("markdown");
  expect(page).toContain(
    "\n\npredicted for 10 h from 2026-03-02T23:00:00+09:00 after 30 min of warm-up · ap-northeast-1\n",
  );
  expect(page).toContain(` (${night.cost.perMonthBasis}) |\n| cost per run | `);
  expect(page).toMatch(/\n\| total \| {2}\| {2}\| {2}\| \$\d+\.\d\d \| ± \S+ % \|\n/);
});

test.each(["text", "markdown"])("%s counts one by one what is priced by the million", (format) => {
  const writes = { ...night.cost.lines[0], unit: "1000000 WRU", quantity: 2.0739, unitPriceUsd: 0.715 };
  const page = print(format, { ...night, cost: { ...night.cost, lines: [writes] } });
  expect(page).toMatch(/ 2,073,900 +WRU .*\$0\.715 \/ 1,000,000 /);
});

test("series.csv has a row a minute with the clock's own offset, empty where nothing was measured", () => {
  const rows: Record<string, string>[] = parse(seriesCsv(night), { columns: true });
  expect(rows).toHaveLength(600);
  expect(rows[0]).toMatchObject({ time: "2026-03-02T23:00:00+09:00", arrived: "6000", p99Ms: "" });
  expect(rows[61].time).toBe("2026-03-03T00:01:00+09:00");
});

/** The night on which Berlin's clocks go from 02:00 to 03:00, three hours after the start. */
const shortNight: Outcome = {
  ...night,
  clock: {
    ...{ start: "2026-03-28T23:00:00+01:00", durationS: 36_000, warmupS: 1800 },
    offsets: [
      { fromS: -1_800, offset: "+01:00" },
      { fromS: 10_800, offset: "+02:00" },
    ],
  },
};

test("series.csv, events.ndjson and the charts follow a change of the zone's clocks", () => {
  const rows: Record<string, string>[] = parse(seriesCsv(shortNight), { columns: true });
  expect([rows[179].time, rows[180].time]).toEqual(["2026-03-29T01:59:00+01:00", "2026-03-29T03:00:00+02:00"]);
  const events = [-60e6, 10_799e6, 10_800e6].map((at) => ({ at, service: "web", kind: "scaling", message: "" }));
  const times = eventsNdjson(events, shortNight).matchAll(/"time":"([^"]+)"/g);
  expect(Array.from(times, ([, time]) => time)).toEqual([
    "2026-03-28T22:59:00+01:00",
    "2026-03-29T01:59:59+01:00",
    "2026-03-29T03:00:00+02:00",
  ]);
  const axis = print("text", shortNight)
    .split("\n")
    .find((line) => line.includes("04:00"))!;
  expect(axis.trim().split(/ +/)).toEqual(["first", "run", "00:00", "04:00", "06:00", "08:00"]);
});

test("events.ndjson has one JSON a line, in wall-clock time and in seconds since the start", () => {
  const events = [
    { at: -1_500_000, service: "orchestrator", kind: "scaling", message: "5 to 6", values: { from: 5, to: 6 } },
    { at: 3_600_000_000, service: "orchestrator", kind: "interruption", message: "task 4" },
  ];
  const [first, second] = eventsNdjson(events, { clock: { ...night.clock, start: "2026-03-02T23:00:00-05:30" } })
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(first).toMatchObject({ time: "2026-03-02T22:59:58.500-05:30", atS: -1.5, values: { from: 5, to: 6 } });
  expect(second).toEqual({
    time: "2026-03-03T00:00:00-05:30",
    atS: 3600,
    service: "orchestrator",
    kind: "interruption",
    message: "task 4",
  });
  expect(eventsNdjson([], night)).toBe("");
});
