import { expect, test } from "vitest";
import { commentBytesMax } from "../../reports/comment.js";
import { comparisonReporters } from "../../reports/comparison/index.js";
import { reporters } from "../../reports/index.js";
import { sweepReporters } from "../../reports/sweep/index.js";
import { alone } from "../../sim/facts/estimates.js";
import type { ComparisonOutcome, Contrast } from "../../sim/outcome/compared.js";
import type { SweepOutcome } from "../../sim/outcome/swept.js";
import { night } from "./fixture.js";

const markdown = <Result>(
  all: readonly { format: string; print(result: Result, options: { color: boolean }): string }[],
  result: Result,
) => all.find(({ format }) => format === "markdown")!.print(result, { color: false });
const firstLine = (page: string) => page.slice(0, page.indexOf("\n"));

function sweep(points: number): SweepOutcome {
  const cost = { totalUsd: alone(12), perMonthUsd: alone(300) };
  const point = { replications: 10, cost, p99Ms: { web: alone(420) }, objectives: [], aborted: null };
  return {
    ...{ schema: 1, kind: "sweep", scenario: "shop", version: "0.1.0", seed: 1, replications: 10 },
    axes: [{ path: "services.web.desired", values: [] }],
    costField: "perMonthUsd",
    points: Array.from({ length: points }, (_, n) => ({
      ...point,
      values: [`${n} tasks`],
      ...{ isFeasible: true, isPareto: false },
    })),
  };
}

function comparison(others: number): ComparisonOutcome {
  const names = ["before", ...Array.from({ length: others }, (_, n) => `after ${n}`)];
  const one = { scenario: "shop", variant: null, replications: 10, digest: "1", aborted: null, objectives: [] };
  const reading = {
    ...{ name: "web p99", field: "web.latencyMs.p99", unit: "ms", base: alone(400), other: alone(500) },
    ...{ difference: 100, interval: { low: 90, high: 110 }, warning: null, correlation: 0.5, varianceReduction: 2 },
  } as unknown as Contrast["readings"][number];
  const contrast = (other: string): Contrast => ({ base: "before", other, readings: [reading], lines: [] });
  return {
    ...{ schema: 1, kind: "comparison", version: "0.1.0", seed: 1, replications: 10, costField: "perMonthUsd" },
    configurations: names.map((name) => ({ name, ...one, cost: { totalUsd: alone(12), perMonthUsd: alone(300) } })),
    contrasts: names.slice(1).map(contrast),
    ...{ steps: [], gates: [], warnings: [] },
  };
}

test("a page begins with a hidden line that stays the same for its command, scenario and variant", () => {
  const run = firstLine(markdown(reporters, night));
  expect(run).toBe("<!-- fleetcast:run:offpeak-70spot: -->");
  expect(firstLine(markdown(reporters, { ...night, seed: 2, digest: "other" }))).toBe(run);
  expect(firstLine(markdown(reporters, { ...night, variant: "spot" }))).not.toBe(run);
  expect(firstLine(markdown(comparisonReporters, comparison(1)))).toBe("<!-- fleetcast:compare:shop: -->");
});

test.each(["ends --> here", "--!>", "two\nlines", "\u001b[31m", "ü 🚀 \ud800"])(
  "the name %j does not end that line early",
  (scenario) => {
    const page = markdown(reporters, { ...night, scenario });
    expect(firstLine(page)).toMatch(/^<!-- fleetcast:run:[\w.%-]+: -->$/);
  },
);

test.each([1, 500])("what fits stands whole: a sweep of %i", (points) => {
  const page = markdown(sweepReporters, sweep(points));
  expect(page.match(/^\| \d+ tasks/gm)).toHaveLength(points);
  expect(page).not.toContain("Cut to");
});

test("a huge sweep is cut at a row, and says how many rows are left out and where they are", () => {
  const page = markdown(sweepReporters, sweep(3_000));
  expect(Buffer.byteLength(page)).toBeLessThanOrEqual(commentBytesMax);
  expect(Buffer.byteLength(page)).toBeGreaterThan(0.95 * commentBytesMax);
  const rows = page.match(/^\| .* \|$/gm)!.length - 2; // the titles and the line below them
  expect(page).toContain(
    `${(3_000 - rows).toLocaleString("en-US")} rows of the table above left out; all of it is in sweep.csv`,
  );
});

test("a huge comparison is cut at a whole section", () => {
  const page = markdown(comparisonReporters, comparison(200));
  expect(Buffer.byteLength(page)).toBeLessThanOrEqual(commentBytesMax);
  const tables = page.split("\n\n").filter((block) => block.startsWith("|"));
  for (const table of tables) {
    const columns = table.split("\n").map((row) => row.split("|").length);
    expect(new Set(columns).size).toBe(1); // no row is cut in two
  }
  expect(page).toMatch(
    /> \*\*Cut to the length of a comment:\*\* .* further sections left out; all of it is in comparison\.md/,
  );
});

test("what is folded is kept or left out as a whole, and a text that is too long does not push out what follows", () => {
  const long = { ...night, assumptions: Array.from({ length: 1_500 }, (_, n) => `assumption ${n} of many`) };
  const page = markdown(reporters, long);
  expect(page.split("<details>").length).toBe(page.split("</details>").length);
  expect(page).toContain("digest");
  const about = markdown(reporters, { ...night, about: "word ".repeat(20_000) });
  expect(Buffer.byteLength(about)).toBeLessThanOrEqual(commentBytesMax);
  expect(about).toContain("| objective | verdict | detail |");
});
