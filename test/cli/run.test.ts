import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import type { Outcome } from "../../sim/outcome/outcome.js";
import { type Exit, emptyFolder, endOf, main, sim, startSim } from "./sim.js";

const scenario = `name: small
about: A quarter of an hour of a small service.
region: us-east-1
clock: { duration: 15m, warmup: 3m, represents: 1h per day }
demand:
  - { name: visits, to: web, curve: 20/s, request: { steps: [ { cpu: 50ms }, { wait: 100ms } ] } }
services:
  web: { task: { cpu: 1 vCPU, memory: 2 GB }, bounds: { min: 2, max: 4 } }
objectives: [ web p99 <= 1s ]
`;

/** Twenty tasks whose load grows by half, with a target that needs 27. */
const step = `region: us-east-1
replications: 4
clock: { duration: 18m, warmup: 0s }
demand:
  - name: load
    to: web
    curve: { kind: steps, steps: [ { at: 0s, rate: 21.6/s }, { at: 300s, rate: 32.4/s } ] }
    request: { steps: [ { cpu: 500ms } ] }
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    desired: 20
    bounds: { min: 20, max: 100 }
    scaling: [ { kind: target-tracking, metric: cpu, target: 60 %, scaleOutCooldown: 60s } ]
`;

let folder: string;
const read = (...path: readonly string[]) => readFileSync(join(folder, ...path), "utf8");

beforeEach(() => {
  folder = emptyFolder();
  writeFileSync(join(folder, "small.yaml"), scenario);
});

describe("sim run", () => {
  test("prints a page that names the scenario first and its digest last", () => {
    const { code, stdout, stderr } = sim(["run", "small.yaml", "--quiet"], folder);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^small · seed 1 · one run: no interval · fleetcast \d/);
    expect(stdout).toMatch(/\ndigest [0-9a-f]+\n$/);
  });

  test("prints one JSON document and nothing else, of the scenario with what the options say", () => {
    const options = ["--seed", "2", "--replications", "3", "--set", "name=renamed"];
    const outcome: Outcome = JSON.parse(sim(["run", "small.yaml", "--format", "json", ...options], folder).stdout);
    expect(outcome).toMatchObject({ schema: 1, scenario: "renamed", seed: 2, replications: 3 });
  });

  test("tells what depends on how old the scaling metric is, and leaves all else as it is without that", () => {
    writeFileSync(join(folder, "step.yaml"), step);
    const outcomeOf = (...options: readonly string[]): Outcome =>
      JSON.parse(sim(["run", "step.yaml", "--quiet", "--format", "json", ...options], folder).stdout);
    const { brackets, ...rest } = outcomeOf("--workers", "1");
    const most = brackets!.moved.find(({ field }) => field === "web.tasks.desiredMax")!;
    expect(most.allAge).toBeGreaterThan(1.2 * most.fresh);
    expect(most.fresh).toBeGreaterThanOrEqual(27);
    expect(outcomeOf("--workers", "1", "--no-brackets")).toEqual(rest);
  });

  test("--precision ends with the budget, and the page says what was reached", () => {
    const call = ["run", "small.yaml", "--precision", "0.001%", "--replications", "2"];
    const { code, stdout } = sim(call, folder);
    expect(code).toBe(0);
    expect(stdout).toContain("small · seed 1 · 2 replications");
    const said =
      /a precision of 0\.001 % is NOT REACHED with 2 replications: the widest interval is that of web p99, ± \S+ %/;
    expect(stdout.replace(/\s+/g, " ")).toMatch(said);
    expect(sim([...call, "--format", "markdown"], folder).stdout).toMatch(said);
  });

  test("--precision begins with ten replications and comes to what so many replications come to", () => {
    const outcome = (...more: string[]): Outcome =>
      JSON.parse(sim(["run", "small.yaml", "--no-brackets", "--quiet", "--format", "json", ...more], folder).stdout);
    expect(outcome("--precision", "90%").replications).toBe(10);
    const { precision, ...precise } = outcome("--precision", "0.5%", "--replications", "25");
    expect(precise.replications).toBeGreaterThan(10);
    expect(precision).toMatchObject({ asked: 0.005, isReached: precision!.halfWidth! <= 0.005 });
    expect(precise).toEqual(outcome("--replications", `${precise.replications}`));
  });

  test("--steady refuses a scenario that is unstable, before anything is simulated", () => {
    const heavy = ["--set", "demand.0.curve=100000/s"];
    const { code, stdout, stderr } = sim(["run", "small.yaml", "--steady", ...heavy], folder);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^unstable, so that it has no steady state/m);
    expect(stderr).toContain("expected at least");
  });

  test("an objective that is missed exits 3", () => {
    expect(sim(["run", "small.yaml", "--set", "objectives=[web p99 <= 10ms]"], folder)).toMatchObject({ code: 3 });
  });

  test("a variant that does not exist is refused with those that do", () => {
    writeFileSync(
      join(folder, "small.yaml"),
      `${scenario}variants: { large: { services: { web: { desired: 4 } } } }\n`,
    );
    const { code, stdout, stderr } = sim(["run", "small.yaml", "--variant", "larg"], folder);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^small\.yaml:.*expected one of the variants large, got 'larg'/m);
    expect(sim(["run", "small.yaml", "--variant", "large"], folder).stdout).toContain("small · variant large ·");
  });

  test("a reader that closes the pipe early is no failure", () => {
    const command = `"${process.execPath}" "${main}" schema | head -c 10; exit \${PIPESTATUS[0]}`;
    expect(spawnSync("bash", ["-c", command], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  });
});

test.each([
  ["2>&1 | true", "run none.yaml", 2],
  ["2>&1 | true", "run small.yaml --set 'objectives=[web p99 <= 10ms]'", 3],
  ["| true", "run small.yaml --set 'objectives=[web p99 <= 10ms]' --format csv", 3],
])("with a reader that leaves (%s) `sim %s` still exits %i", (reader, call, code) => {
  const command = `"${process.execPath}" "${main}" ${call} ${reader}; exit \${PIPESTATUS[0]}`;
  expect(spawnSync("bash", ["-c", command], { cwd: folder }).status).toBe(code);
});

describe("sim run --out", () => {
  test("writes a run that runs again to the same result, whatever the options were and from anywhere", () => {
    mkdirSync(join(folder, "data"));
    writeFileSync(join(folder, "data", "rates.csv"), "rate\n10\n30\n20\n");
    const set = [
      "--set",
      "demand.visits.curve={kind: csv, file: data/rates.csv, column: rate, unit: 1/s, every: 5m}",
      "--set",
      "name=rates",
    ];
    const first = sim(
      ["run", "small.yaml", "--seed", "7", "--replications", "2", ...set, "--out", "first", "--quiet"],
      folder,
    );
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(readdirSync(join(folder, "first")).sort()).toEqual([
      "data",
      "events.ndjson",
      "outcome.json",
      "report.html",
      "scenario.yaml",
      "series.csv",
    ]);
    const second = sim(["run", join(folder, "first", "scenario.yaml"), "--out", "second", "--quiet"], folder);
    expect(second.stdout).toBe(first.stdout);
    for (const name of ["outcome.json", "series.csv", "events.ndjson", "data/rates.csv"]) {
      expect(read("second", name)).toBe(read("first", name));
    }
  });

  test("a directory that holds something else is refused before anything is simulated", () => {
    const { code, stderr } = sim(["run", "small.yaml", "--out", "."], folder);
    expect(code).toBe(2);
    expect(stderr).toContain("holds something other than a run");
  });

  test("too many requests in flight in the warm-up are told in a line: there is nothing to judge yet", () => {
    const crowded = ["--set", "ceilings.requestsInFlight=1", "--replications", "2", "--out", "crowded", "--quiet"];
    for (const more of [[], ["--format", "json"], ["--precision", "5%"]]) {
      const { code, stdout, stderr } = sim(["run", "small.yaml", ...crowded, ...more], folder);
      expect([code, stdout]).toEqual([5, ""]);
      expect(stderr).toMatch(/^safety ceiling: .* requests in flight, .*: there is nothing to tell yet\n$/);
    }
    expect(existsSync(join(folder, "crowded", "outcome.json"))).toBe(false);
  });

  test("a warning that changes what a figure means stays with it under --quiet, on the page and in the file", () => {
    const later = ["run", "small.yaml", "--set", "clock.start=2031-03-02T12:00", "--replications", "2", "--quiet"];
    const { stdout, stderr } = sim([...later, "--no-brackets", "--out", "later"], folder);
    expect(stderr).toBe("");
    expect(stdout.replace(/\s+/g, " ")).toMatch(
      / Warnings · small.yaml:\S+ .*expected prices of the year before clock.start/,
    );
    const { warnings }: Outcome = JSON.parse(read("later", "outcome.json"));
    expect(warnings).toEqual([expect.stringContaining("expected prices of the year before clock.start")]);
    sim(["run", "small.yaml", "--replications", "2", "--no-brackets", "--out", "now", "--quiet"], folder);
    expect(JSON.parse(read("now", "outcome.json"))).not.toHaveProperty("warnings");
  });

  test("a demand beyond ceilings.requests is told in a line, and nothing else is printed or written", () => {
    const beyond = ["run", "small.yaml", "--set", "ceilings.requests=100", "--out", "beyond", "--quiet"];
    for (const format of ["text", "json", "csv", "markdown"]) {
      const { code, stdout, stderr } = sim([...beyond, "--format", format, "--replications", "2"], folder);
      expect([code, stdout]).toEqual([5, ""]);
      expect(stderr).toMatch(
        /^safety ceiling: the demand asks for \S+ requests, .*raise it.*: there is nothing to tell yet\n$/,
      );
    }
    expect(existsSync(join(folder, "beyond"))).toBe(false);
  });

  test("a run that is there already is refused before anything is simulated, unless --force writes over it", () => {
    const call = ["run", "small.yaml", "--replications", "1", "--out", "once", "--quiet"];
    expect(sim(call, folder).code).toBe(0);
    const { code, stdout, stderr } = sim(call, folder);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("once: holds a run already; write over it with --force, or name another directory");
    expect(sim([...call, "--force", "--seed", "9"], folder).code).toBe(0);
    expect(JSON.parse(read("once", "outcome.json")).seed).toBe(9);
  });

  test("a run that is killed leaves nothing that looks whole", async () => {
    for (const files of [1, 2, 3, 4]) {
      const out = join(folder, `killed-at-${files}`);
      const child = startSim(["run", "small.yaml", "--out", out], { cwd: folder });
      const exit = once(child, "exit");
      const written = () => {
        try {
          return readdirSync(out);
        } catch {
          return []; // not there yet, or gone again: the command tries first whether it may write there
        }
      };
      // It may be done before it is killed.
      while (child.exitCode === null && written().length < files) await setImmediate();
      child.kill("SIGKILL");
      await exit;
      const names = written();
      if (!names.includes("outcome.json")) continue;
      expect(JSON.parse(readFileSync(join(out, "outcome.json"), "utf8")).schema).toBe(1);
      expect(names).toEqual(expect.arrayContaining(["scenario.yaml", "series.csv", "events.ndjson"]));
    }
  });
});

describe("Ctrl-C", () => {
  test("prints and writes what is done so far, and exits 5", async () => {
    const { code, stdout, out } = await interruptedAfter(700, "SIGINT");
    const outcome: Outcome = JSON.parse(stdout);
    expect(code).toBe(5);
    expect(outcome.replicationsAsked).toBe(5000);
    expect(outcome.replications).toBeGreaterThan(0);
    expect(outcome.replications).toBeLessThan(5000);
    expect(read(out, "outcome.json")).toBe(stdout);
  });

  test("that npx sends on to us, as the terminal did already, is one Ctrl-C", async () => {
    const { code, stdout } = await interruptedAfter(1_500, "SIGINT", "SIGINT");
    const { replications, replicationsAsked }: Outcome = JSON.parse(stdout);
    expect([code, replicationsAsked]).toEqual([5, 5000]);
    expect(replications).toBeLessThan(5000);
  });

  test("while the world warms up says in one line that there is nothing to tell, judges nothing and writes nothing", async () => {
    const call = ["run", "small.yaml", "--set", "clock.warmup=90d", "--out", "warming", "--format", "json"];
    const child = startSim(call, { cwd: folder });
    const exit = endOf(child);
    await sleep(2_500);
    child.kill("SIGINT");
    const { code, stdout, stderr } = await exit;
    expect([code, stdout, existsSync(join(folder, "warming"))]).toEqual([5, "", false]);
    expect(stderr).toMatch(/^stopped before a minute was simulated: there is nothing to tell yet$/m);
  });

  test("twice exits 5 at once", async () => {
    const { code, stderr } = await interruptedAfter(700, "SIGINT", "SIGTERM");
    expect([code, stderr]).toEqual([5, expect.stringContaining("stopping")]);
  });
});

/** A long run that is stopped when it has begun and has something to tell: later and later, until it has. */
async function interruptedAfter(
  ms: number,
  ...signals: readonly NodeJS.Signals[]
): Promise<Exit & { readonly out: string }> {
  const out = `run-${ms}`;
  const call = ["run", "small.yaml", "--replications", "5000", "--out", out, "--format", "json"];
  const child = startSim(call, { cwd: folder });
  const exit = endOf(child);
  await sleep(ms);
  for (const signal of signals) child.kill(signal);
  const ended = await exit;
  const isEarly = new Set(signals).size > 1 ? !ended.stderr.includes("stopping") : ended.stdout === "";
  return isEarly ? interruptedAfter(2 * ms, ...signals) : { ...ended, out };
}
