import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ComparisonOutcome } from "../../sim/outcome/compared.js";
import type { Outcome } from "../../sim/outcome/outcome.js";
import type { SensitivityOutcome } from "../../sim/outcome/sensitivity.js";
import type { SweepOutcome } from "../../sim/outcome/swept.js";
import { shortMonth } from "../experiments/months.js";
import { emptyFolder, sim } from "./sim.js";

/** A file with a month in a folder of its own. */
function monthFile(text = shortMonth): { readonly folder: string; readonly file: string } {
  const folder = emptyFolder();
  const file = join(folder, "month.yaml");
  writeFileSync(file, text);
  return { folder, file };
}

const few = ["--replications", "2", "--quiet"];

test("a run directory of a month runs again to the same digest, and tells its types of days apart", () => {
  const { folder, file } = monthFile();
  const out = join(folder, "out");
  const page = sim(["run", file, ...few, "--out", out]);
  expect(page.stdout).toContain("The month: 29 × ordinary + 1 × sale");
  expect(page.stdout).toMatch(/\/ month ± .* \/ 30 days/);
  const outcome: Outcome = JSON.parse(readFileSync(join(out, "outcome.json"), "utf8"));
  const again: Outcome = JSON.parse(sim(["run", join(out, "scenario.yaml"), ...few, "--format", "json"]).stdout);
  expect(again.digest).toBe(outcome.digest);
  expect(again.cost).toEqual(outcome.cost);
  expect(outcome.calendar!.types.map(({ name, days, simulated }) => [name, days, simulated])).toEqual([
    ["ordinary", 29, 2],
    ["sale", 1, 2],
  ]);
  const rows = readFileSync(join(out, "series.csv"), "utf8").trimEnd().split("\n");
  expect(rows[0]).toMatch(/^time,service,.*,day$/);
  expect(rows.length).toBe(1 + 2 * 20);
  expect(rows.filter((row) => row.endsWith(",sale")).length).toBe(20);
  const events = readFileSync(join(out, "events.ndjson"), "utf8").trimEnd().split("\n");
  expect(events.every((line) => ["ordinary", "sale"].includes(JSON.parse(line).day))).toBe(true);
});

test("a day of it runs alone with the numbers that it has in the month; real load asks which day", () => {
  const { file } = monthFile();
  const { calendar }: Outcome = JSON.parse(sim(["run", file, ...few, "--format", "json"]).stdout);
  const alone: Outcome = JSON.parse(sim(["run", file, ...few, "--day", "sale", "--format", "json"]).stdout);
  expect(alone.digest).toBe(calendar!.types[1].digest);
  expect(alone.cost.totalUsd).toEqual(calendar!.types[1].cost.totalUsd);
  const refused = sim(["verify", file, "--quiet"]);
  expect(refused).toMatchObject({ code: 2, stdout: "" });
  expect(refused.stderr).toBe("real load is driven for a day, not for a month: --day names one of ordinary and sale\n");
});

test("comparing a month with itself gives exactly zero, and with fewer tasks a difference in dollars a month", () => {
  const { file } = monthFile();
  const { stdout } = sim([
    "compare",
    file,
    file,
    `${file}:small`,
    "--replications",
    "3",
    "--quiet",
    "--format",
    "json",
  ]);
  const { contrasts, configurations }: ComparisonOutcome = JSON.parse(stdout);
  const perMonth = contrasts.map(({ readings }) => readings.find(({ field }) => field === "cost.perMonthUsd")!);
  expect(perMonth[0].difference).toBe(0);
  expect(perMonth[1].difference).toBeLessThan(0);
  expect(configurations[0].cost.perMonthUsd.predictedRange).toBeNull();
});

test("a run of a month tells what the age of the metric moves in it, each day simulated anew at both ends", () => {
  const { file } = monthFile();
  const [told, without]: readonly Outcome[] = [[], ["--no-brackets"]].map((options) =>
    JSON.parse(sim(["run", file, "--replications", "5", "--quiet", ...options, "--format", "json"]).stdout),
  );
  expect(without.brackets).toBeUndefined();
  expect(told.brackets!.replications).toBe(4); // of the first four months alone
  expect(told.digest).toBe(without.digest);
});

test("sim sweep and sim sensitivity are of months, which cost what sim run says they do", () => {
  const { file } = monthFile();
  const costOfRun = (max: number): Outcome =>
    JSON.parse(
      sim(["run", file, ...few, "--no-brackets", "--set", `services.web.bounds.max=${max}`, "--format", "json"]).stdout,
    );
  const swept: SweepOutcome = JSON.parse(
    sim(["sweep", file, ...few, "--vary", "services.web.bounds.max=2,8", "--format", "json"]).stdout,
  );
  expect(swept.costField).toBe("perMonthUsd");
  for (const { values, cost } of swept.points)
    expect(cost.perMonthUsd.value).toBeCloseTo(costOfRun(Number(values[0])).cost.perMonthUsd.value!, 9);
  const found: SensitivityOutcome = JSON.parse(sim(["sensitivity", file, ...few, "--format", "json"]).stdout);
  expect(found.predicted[0].estimate.value).toBeCloseTo(swept.points[1].cost.perMonthUsd.value!, 9);
  const moved = found.unknowns.filter(({ low, high }) => [low, high].some(({ effects }) => effects[0]?.difference));
  expect(moved.map(({ path }) => path)).toContain("services.web.launch");
});
