import { copyFileSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { HistoryOutcome, Night } from "../../sim/outcome/history.js";
import { Random } from "../../workload/random.js";
import { sim } from "./sim.js";

const folder = mkdtempSync(join(tmpdir(), "fleetcast-history-"));
afterAll(() => rmSync(folder, { recursive: true }));

const nights = 1_000;
const dayMs = 86_400_000;

function night(index: number, numbers: Night["numbers"], valid = true): void {
  const at = new Date(Date.UTC(2026, 0, 1, 2) + index * dayMs).toISOString();
  const told: Night = {
    ...{ schema: 1, kind: "night", at, scenario: "staging", variant: null, version: "0.1.0", valid },
    ...{ verdicts: { met: 3, missed: index % 100 === 0 ? 1 : 0, open: 0 }, numbers },
  };
  writeFileSync(join(folder, `${at.replaceAll(":", "-")}.night.json`), JSON.stringify(told));
}

// An error that jumps by three standard deviations at night 600, a p99 that creeps from night 700 on, and a cost that is noise.
beforeAll(() => {
  const random = Random.stream(1, "history");
  for (let index = 0; index < nights; index++) {
    const [step, trend, noise] = [random.normal(), random.normal(), random.normal()];
    night(
      index,
      [
        { name: "web p99 error", unit: "ratio", value: 0.02 * step + (index < 600 ? 0 : 0.06) },
        { name: "web p99", unit: "ms", value: 200 + 10 * trend + Math.max(0, index - 700) / 5 },
        { name: "predicted cost a month", unit: "USD", value: 400 + 2 * noise },
      ],
      index !== 10,
    );
  }
});

test("a step and a trend among a thousand nights are flagged when they can be known, and noise is not", () => {
  const { code, stdout } = sim(["history", folder, "--format", "json"]);
  expect(code).toBe(0);
  const [history]: readonly HistoryOutcome[] = JSON.parse(stdout);
  expect(history.nights).toHaveLength(nights);
  const drifts = (name: string) => history.series.find((series) => series.name === name)!.drifts;
  const [step] = drifts("web p99 error").filter(({ at }) => at >= 600);
  expect(step.at - 600).toBeLessThan(10);
  expect(Math.abs(step.since - 600)).toBeLessThan(6);
  expect(step.direction).toBe("up");
  expect(step.after - step.before).toBeCloseTo(0.06, 2);
  const [trend] = drifts("web p99").filter(({ at }) => at >= 700);
  expect(trend.at - 700).toBeLessThan(120); // by then it has crept by 24 ms, of a noise of 10 ms
  expect(drifts("predicted cost a month").length).toBeLessThan(3);
});

test("the page of text tells what drifted since when, nights that say nothing, and how often noise is called so", () => {
  const { stdout } = sim(["history", folder]);
  const words = stdout.replace(/\s+/g, " ");
  expect(words).toContain(
    "1000 nights, 2026-01-01 to 2028-09-26 · targets missed in 10 · 1 with an invalid load say nothing",
  );
  expect(words).toMatch(/web p99 error: since 2027-08-2\d up from/);
  expect(words).toContain("about once in 1,000 nights");
  expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
});

test("a damaged night is told and left out, and the others have their trend", () => {
  const some = mkdtempSync(join(tmpdir(), "fleetcast-history-"));
  const kept = readdirSync(folder).toSorted().slice(0, 30);
  for (const name of kept) copyFileSync(join(folder, name), join(some, name));
  const cut = join(some, kept[7]);
  truncateSync(cut, 100);
  const { code, stdout, stderr } = sim(["history", some, "--format", "json"]);
  expect(code).toBe(0);
  expect(stderr).toBe(`1 of 30 nights cannot be read and is left out: ${cut}\n`);
  expect((JSON.parse(stdout) as readonly HistoryOutcome[])[0].nights).toHaveLength(29);
  rmSync(some, { recursive: true });
});

test("a folder of something else, and one of damaged nights alone, are refused with what was expected", () => {
  const empty = mkdtempSync(join(tmpdir(), "fleetcast-history-"));
  expect(sim(["history", empty])).toMatchObject({ code: 2 });
  writeFileSync(join(empty, "a.night.json"), "{");
  writeFileSync(join(empty, "b.night.json"), "{}");
  const { code, stderr } = sim(["history", empty]);
  expect(code).toBe(2);
  expect(stderr.match(/expected a night/g)).toHaveLength(2);
  rmSync(empty, { recursive: true });
});
