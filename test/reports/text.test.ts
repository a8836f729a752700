import { expect, test } from "vitest";
import { markdown } from "../../reports/markdown.js";
import { text } from "../../reports/text.js";
import { monthWords } from "../../reports/words.js";
import { aspects } from "../../sim/facts/aspects/index.js";
import type { Estimate } from "../../sim/facts/estimates.js";
import type { Outcome } from "../../sim/outcome/outcome.js";
import { whole } from "../support/simulate.js";
import { estimate, night, oneRun } from "./fixture.js";

const page = text.print(night, { color: false });
const lines = page.split("\n");

test("the first line has all that is needed to run it again, and the last line of words is the digest", () => {
  expect(lines[0]).toBe("offpeak-70spot · seed 1 · 20 replications · fleetcast 0.1.0");
  expect(text.print({ ...night, variant: "coupled" }, { color: false })).toContain(
    "offpeak-70spot · variant coupled ·",
  );
  expect(lines.at(-2)).toBe("digest 9f2c4e1a7b3d5f60");
});

test("a month of which a run stands for a part says that what stands day and night is paid for all of it", () => {
  const perMonthUsd = { value: 55.67, low: 55.66, high: 55.68, predictedRange: null };
  const [line] = night.cost.lines;
  const words = (perMonthBasis: string, unit: string) =>
    monthWords({ ...night.cost, perMonthUsd, perMonthBasis, lines: [{ ...line, unit }] });
  const part = "12h per day: 365.0 h of a month of 730 h";
  const whole = "1d per day: 730.0 h of a month of 730 h";
  expect(words(part, "hour")).toBe(
    `$55.67 / month ± 0.01 (${part}; what stands day and night, as a load balancer, for all 730 h)`,
  );
  expect(words(part, "vCPU-hour")).toBe(`$55.67 / month ± 0.01 (${part})`);
  expect(words(whole, "hour")).toBe(`$55.67 / month ± 0.01 (${whole})`);
});

test("the page is at most 100 columns wide, however long the words in it are", () => {
  const wordy = {
    ...night,
    about: "A night of words. ".repeat(30),
    assumptions: ["word ".repeat(60)],
    services: { "websocket-handler-of-the-north": night.services.orchestrator, ...night.services },
    objectives: night.objectives.map((objective) => ({ ...objective, detail: "and so on ".repeat(20) })),
  };
  for (const outcome of [night, oneRun(), wordy]) {
    const widest = Math.max(
      ...text
        .print(outcome, { color: false })
        .split("\n")
        .map((line) => line.length),
    );
    expect(widest).toBeLessThanOrEqual(100);
  }
});

test("no name of a chart touches the chart, which begins eleven columns to the right", () => {
  const names = aspects.flatMap(({ columns }) => columns).flatMap(({ chart }) => (chart ? [chart.name] : []));
  expect(names.filter((name) => name.length > 10)).toEqual([]);
});

test("verdict, p99, cost and losses stand before anything else", () => {
  expect(lines.slice(5, 9).map((line) => line.trim())).toEqual([
    "targets: 1 MISSED, 1 met, 1 not evaluated",
    "p99   2.41 s (2.39–2.43 s) · one run 2.33–2.50 s",
    "cost  $192.31 / month ± 0.90 · $6.32 / run ± 0.03 · $0.00293 ± 0.00002 per thousand requests",
    "lost  0.014 % (0.013–0.015 %) of requests failed · 12.1 ± 8 cut by Spot interruptions · writes 0",
  ]);
});

test("a p99 of what was answered is told apart in words from that of all that arrived, and only where they differ", () => {
  const { orchestrator } = night.services;
  const of = (arrivedP99Ms: Estimate) => ({ ...night, services: { orchestrator: { ...orchestrator, arrivedP99Ms } } });
  const [apart, endless] = [of(estimate(5990, 40)), of(estimate(null))];
  const printed = (outcome: Outcome) => text.print(outcome, { color: false }).replaceAll(/\s+/g, " ");
  expect(printed(apart)).toContain(
    "p99 2.41 s (2.39–2.43 s) of requests answered or timed out · one run 2.33–2.50 s · 5.99 s (5.95–6.03 s) of all that arrived",
  );
  // 0.014 % failed over all runs: it was one run in which more than 1 % did.
  expect(printed(endless)).toContain("of all that arrived, fewer than 99 % were answered in some runs");
  const counts = whole(orchestrator).requests;
  const requests = { ...counts, failed: 0.02 * counts.arrived };
  const failed = { ...endless.services.orchestrator, requests, estimates: {} };
  const failing = { ...endless, services: { orchestrator: failed } };
  expect(printed(failing)).toMatch(/of all that arrived, fewer than 99 % were answered(?! in)/);
  expect(page).not.toContain("all that arrived");
  expect(markdown.print(apart, { color: false })).toContain(
    "| orchestrator p99 counting all that arrived | 5.99 s (5.95–6.03 s) of all that arrived; p99 above is of requests answered or timed out |",
  );
});

test("what depends on how old the scaling metric is stands in the headline, with both ends", () => {
  const moved = [
    { name: "cost perMonth", field: "cost.perMonthUsd", unit: "USD" as const, value: 192, allAge: 240, fresh: 180 },
  ];
  const verdicts = [{ objective: "cost perMonth <= $200", verdict: "met", allAge: "missed", fresh: "met" } as const];
  const of = { ...night, brackets: { replications: 4, moved, verdicts } };
  const words =
    "if it is as old as the lag allows, or nearly fresh: cost perMonth $240.00 or $180.00, 'cost perMonth <= $200' missed or met";
  expect(text.print(of, { color: false }).replaceAll(/\s+/g, " ")).toContain(
    `lag how old the metric is that scaling acts on is not known; ${words}`,
  );
  expect(markdown.print(of, { color: false })).toContain(words);
  const still = { ...night, brackets: { replications: 4, moved: [], verdicts: [] } };
  expect(text.print(still, { color: false })).toBe(page);
});

test("an alert that is raised is told from a target that is missed", () => {
  const objectives = night.objectives.map((objective) => ({ ...objective, verdict: "missed" as const }));
  const printed = text.print({ ...night, objectives }, { color: false });
  expect(printed).toContain("  targets: 3 MISSED\n  alerts: 1 of 1 raised\n");
  expect(printed).toMatch(/! alert +orchestrator oscillationsPerDay <= 2 \(alert\)/);
});

test("only the causes of failure that occurred are named", () => {
  expect(page.replaceAll(/\s+/g, " ")).toContain("failed (queue full 200 ± 4, timeout 86 ± 1.8, interrupted");
  expect(page).not.toContain("throttled");
});

test("the charts stand above clock hours of the scenario's own zone", () => {
  const axis = lines.find((line) => line.includes("02:00"))!;
  const chart = lines.find((line) => line.trimStart().startsWith("traffic"))!;
  // 02:00 is 180 of 600 minutes after 23:00: column 13 + 180 / 600 × 72 = 34.6 of the page.
  expect(axis.indexOf("02:00")).toBe(34);
  expect(chart.length).toBe(13 + 72 + 2);
});

test("one run has no intervals, and says why there is no monthly figure", () => {
  const alone = text.print(oneRun(), { color: false });
  expect(alone).not.toContain("95 % interval");
  expect(alone).toContain("no monthly figure: ten hours are not a whole day; add clock.represents");
});

test("an aborted run says so in its first line, and why below it", () => {
  const aborted = text.print({ ...night, replications: 7, aborted: "interrupted" }, { color: false });
  expect(aborted.split("\n").slice(0, 2)).toEqual([
    "offpeak-70spot · seed 1 · ABORTED after 7 replications of 20 · fleetcast 0.1.0",
    "aborted: interrupted",
  ]);
});

test("nothing that a program left behind is printed", () => {
  expect(page + text.print(oneRun(), { color: false })).not.toMatch(/NaN|undefined|null|Infinity|\[object/);
});

test("colours are there only when asked for, and change no word", () => {
  const escapes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g");
  const coloured = text.print(night, { color: true });
  expect(page).not.toMatch(escapes);
  expect(coloured).toMatch(escapes);
  expect(coloured.replace(escapes, "")).toBe(page);
});
