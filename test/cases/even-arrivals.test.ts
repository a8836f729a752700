import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { emptyFolder, sim } from "../cli/sim.js";
import { planOf } from "../harness/plan/plans.js";
import { onlyService, scenario, simulate } from "../support/simulate.js";

const textOf = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");

describe.each<[name: string, counts: Readonly<Record<string, number>>]>([
  ["even-900.yaml", { steady: 900 }],
  ["even-ramp-and-trickle.yaml", { ramp: 2_500, slow: 50 }],
])("%s sends exactly rate × time", (name, counts) => {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);

  test.each(["0s", "7s", "1m"])("in simulation and as real load, with a warm-up of %s", (warmup) => {
    const read = scenario(textOf(name).replace("warmup: 0s }\ndemand", `warmup: ${warmup} }\ndemand`));
    expect(onlyService(simulate(read)).requests.arrived).toBe(all);
    const sent = planOf(read).filter(({ dueAt }) => dueAt >= 0);
    for (const [demand, count] of Object.entries(counts)) {
      expect(sent.filter((planned) => planned.demand === demand)).toHaveLength(count);
    }
  });
});

test("a dry run of a ramp above the ceiling says what the real run refuses, and with --scale it shows the plan", () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, "ramp.yaml"), textOf("ramp-above-ceiling.yaml"));
  const refused = "rate 2000/s is above the ceiling of 500/s; raise staging.ceilings.rate or use --scale\n";
  expect(sim(["load", "ramp.yaml", "--dry-run"], folder)).toEqual({ code: 2, stdout: "", stderr: refused });
  const target = ["--target", "http://127.0.0.1:9", "--quiet"];
  expect(sim(["load", "ramp.yaml", ...target], folder)).toEqual({ code: 2, stdout: "", stderr: refused });
  expect(sim(["load", "ramp.yaml", "--dry-run", "--scale", "25 %"], folder)).toMatchObject({ code: 0, stderr: "" });
});
