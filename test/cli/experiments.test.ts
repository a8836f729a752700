import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ComparisonOutcome } from "../../sim/outcome/compared.js";
import type { OptimizationOutcome } from "../../sim/outcome/optimized.js";
import { emptyFolder, sim } from "./sim.js";

/** A fleet of a fixed size for a few minutes. */
const fleet = `
region: us-east-1
clock: { duration: 5m, warmup: 1m, represents: 24h per day }
replications: 4
demand:
  - { name: calls, to: web, curve: 10/s, request: { steps: [{ cpu: { kind: exponential, mean: 50ms } }], timeout: 10s } }
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    desired: 2
    bounds: { min: 1, max: 8 }
objectives: [ web p99 <= 2s ]
variants:
  large: { services: { web: { desired: 4 } } }
  slow: { objectives: [ web p99 <= 1ms ] }
`;

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = emptyFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

test("a configuration compared with itself, under another name, differs by exactly nothing", () => {
  const folder = folderWith({ "a.yaml": fleet, "b.yaml": fleet });
  const { code, stdout } = sim(["compare", "a.yaml", "b.yaml", "--format", "json", "--quiet"], folder);
  const { contrasts, replications } = JSON.parse(stdout) as ComparisonOutcome;
  expect({ code, replications }).toEqual({ code: 0, replications: 10 });
  const told = contrasts[0].readings.filter(({ difference }) => difference !== null);
  expect(told.length).toBeGreaterThan(20);
  expect(told.filter(({ difference }) => difference !== 0)).toEqual([]);
  expect(contrasts[0].lines).toEqual([]);
});

test("configurations meet the same arrivals, a gate that trips exits 3, and the comment fits", () => {
  const folder = folderWith({ "fleet.yaml": fleet });
  const call = ["compare", "fleet.yaml", "fleet.yaml:large", "--quiet", "--out", "runs"];
  const tripped = sim([...call, "--fail-if", "cost.perMonth > +5 %", "--fail-if", "web.p99 > +1s"], folder);
  expect(tripped.code).toBe(3);
  const { contrasts, gates } = JSON.parse(
    readFileSync(join(folder, "runs/comparison.json"), "utf8"),
  ) as ComparisonOutcome;
  expect(gates.map(({ verdict }) => verdict)).toEqual(["tripped", "passed"]);
  const arrived = contrasts[0].readings.find(({ field }) => field === "web.requests.arrived");
  expect(arrived).toMatchObject({ difference: 0, correlation: expect.closeTo(1, 12) });
  const comment = readFileSync(join(folder, "runs/comparison.md"), "utf8");
  expect(comment.length).toBeLessThan(60_000);
  expect(comment).toMatch(
    /\*\*fleet:large\*\* costs \$[\d.]+ ± [\d.]+ a month more .*; web p99 is .* lower; both meet their objectives/,
  );
});

test("all that is wrong with a comparison is told at once", () => {
  const folder = folderWith({ "a.yaml": fleet.replace("10/s", "10/x"), "b.yaml": fleet.replace("desired", "desird") });
  const gates = sim(
    ["compare", "a.yaml", "b.yaml", "--fail-if", "cost.perMont > 5 %", "--fail-if", "web.p99 5"],
    folder,
  );
  expect(gates.code).toBe(2);
  expect(gates.stderr).toMatch(/did you mean perMonth.*\n--fail-if 'web.p99 5': expected a change such as/);
  writeFileSync(join(folder, "c.yaml"), fleet);
  const unheld = ["wbe.p99 > +5 %", "web.runs.arrived > +5", "cost.of.web.total > +5 %", "web.p99 > +5 %"];
  const never = sim(["compare", "c.yaml", "c.yaml:large", ...unheld.flatMap((gate) => ["--fail-if", gate])], folder);
  expect(never.stderr.match(/--fail-if '.*' ?: expected [^,]*/g)).toEqual([
    "--fail-if 'wbe.p99 > +5 %': expected one of cost",
    "--fail-if 'web.runs.arrived > +5': expected a metric that web tells",
    "--fail-if 'cost.of.web.total > +5 %': expected a metric that cost tells",
  ]);
  const files = sim(["compare", "fleet.yaml", "b.yaml", "--set", "replications=x"], folder);
  expect({ code: files.code, stderr: files.stderr }).toEqual({
    code: 2,
    stderr: expect.stringMatching(/fleet.yaml: no such/),
  });
});

test("--base compares a file with its own past, with what it extended then, also where it was called otherwise", () => {
  const folder = folderWith({
    "base.yaml": fleet,
    "alt-ä.yaml": "name: web\nextends: base.yaml\nabout: A fleet that is renamed later.\n",
  });
  const git = (...words: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...words], {
      cwd: folder,
      stdio: "pipe",
    });
  git("init", "-q");
  git("add", ".");
  git("commit", "-qm", "before");
  git("mv", "alt-ä.yaml", "new.yaml");
  writeFileSync(join(folder, "base.yaml"), fleet.replace("desired: 2", "desired: 4"));
  writeFileSync(join(folder, "fresh.yaml"), fleet);
  const call = ["compare", "new.yaml", "--base", "HEAD", "--format", "json", "--quiet"];
  const { code, stdout, stderr } = sim(call, folder);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const { configurations, contrasts } = JSON.parse(stdout) as ComparisonOutcome;
  expect(configurations.map(({ name }) => name)).toEqual(["new at HEAD", "new"]);
  const hours = contrasts[0].readings.find(({ field }) => field === "web.taskHours")!;
  expect(hours.other.value! / hours.base.value!).toBeCloseTo(2, 1);
  const fresh = sim(["compare", "fresh.yaml", "--base", "HEAD"], folder);
  expect(fresh).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/fresh.yaml at HEAD: expected a file that git has there/),
  });
  const option = sim(["compare", "new.yaml", `--base=--output=${join(folder, "written")}`], folder);
  expect(option).toMatchObject({ code: 2, stderr: expect.stringMatching(/expected a commit of a git repository/) });
  const two = sim(["compare", "new.yaml", "base.yaml", "--base", "HEAD"], folder);
  expect(two).toMatchObject({ code: 2, stderr: expect.stringMatching(/expected one scenario beside --base, got 2/) });
});

test("sim optimize finds the same with any number of workers, resumes, and exits 3 where nothing holds", () => {
  const folder = folderWith({ "fleet.yaml": fleet });
  const call = ["optimize", "fleet.yaml", "--vary", "services.web.desired=1..4", "--format", "json", "--quiet"];
  const one = sim([...call, "--workers", "1", "--out", "runs"], folder);
  const again = sim([...call, "--workers", "2", "--out", "runs"], folder);
  const other = sim([...call, "--workers", "2"], folder);
  expect([one.code, again.stdout === one.stdout, other.stdout === one.stdout]).toEqual([0, true, true]);
  const { best, spent, budget } = JSON.parse(one.stdout) as OptimizationOutcome;
  expect(best!.fate).toBe("best");
  expect(spent).toBeLessThanOrEqual(budget);
  const none = sim(
    ["optimize", "fleet.yaml", "--variant", "slow", "--vary", "services.web.desired=1..2", "--quiet"],
    folder,
  );
  expect(none.code).toBe(3);
  expect(none.stdout).toMatch(/No combination holds every target/);
});

test("what makes no sense in some combinations is told with one of them", () => {
  const folder = folderWith({ "fleet.yaml": fleet });
  const call = ["sweep", "fleet.yaml", "--vary", "services.web.bounds.max=1,8", "--vary", "services.web.desired=1,2,9"];
  const { code, stderr } = sim(call, folder);
  expect(code).toBe(2);
  expect(stderr).toMatch(/\[\d of 6 combinations, such as services.web.bounds.max=1, services.web.desired=2\]/);
  const budget = sim(["optimize", "fleet.yaml", "--vary", "services.web.desired=1..4", "--budget", "5"], folder);
  expect(budget).toMatchObject({ code: 2, stderr: expect.stringMatching(/--budget 5: expected at least 12/) });
});
