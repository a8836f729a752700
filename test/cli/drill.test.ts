import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { type DrillCall, openDrill } from "../../sim/cli/drill/open-drill.js";
import { WrongCall } from "../../sim/cli/failures.js";
import type { DrillReport } from "../../sim/outcome/verification/index.js";
import { type Exit, emptyFolder, endOf, sim, startSim } from "./sim.js";

const scenario = `name: small
region: us-east-1
clock: { duration: 3s, warmup: 1s }
staging: { warmup: 1s, local: { startFaster: 1000 } }
demand:
  - { name: visits, to: web, curve: 60/s, request: { steps: [ { wait: 50ms } ], writes: 2 } }
services:
  web:
    task: { cpu: 0.25 vCPU, memory: 0.5 GB }
    desired: 3
    scaling: []
    abruptFailuresPerMonth: 0 %
    writeBuffer: { flushEvery: 500ms }
objectives: [ web writes.lost <= 0 ]
`;

let folder: string;
beforeEach(() => {
  folder = emptyFolder();
  writeFileSync(join(folder, "small.yaml"), scenario);
});

const drill = (...args: readonly string[]): Exit => sim(["drill", "small.yaml", ...args], folder);

describe("sim drill", () => {
  test("finds and counts what a fleet without a SIGTERM handler loses, beside the prediction of the same drill", () => {
    const unsafe = ["--set", "services.web.drain.onSigterm=exit"];
    const args = ["--share", "60%", "--at", "1500ms", "--replications", "8", "--format", "json", "--out", "out"];
    const { code, stdout, stderr } = drill(...unsafe, ...args, "--quiet");
    expect(stderr).toBe("");
    const { drills, verification }: DrillReport = JSON.parse(stdout);
    expect(code).toBe(verification.audit.valid ? 3 : 4); // a busy machine rightly invalidates its load

    const { running, stopped, stoppedAtS, replacedAfterS, predictedReplacedAfterS, writes } = drills.web;
    expect([running, stopped.length]).toEqual([3, 2]);
    expect(stoppedAtS).toBeGreaterThanOrEqual(1.5);
    expect(replacedAfterS).toBeGreaterThan(0);
    expect(predictedReplacedAfterS.value).toBeGreaterThan(0);

    const answered = readFileSync(join(folder, "out", "acknowledged.txt"), "utf8")
      .trim()
      .split("\n");
    const { acknowledged, kept, deadLettered, lost, lostIds } = writes!;
    expect(acknowledged).toBe(2 * answered.length);
    expect(kept + deadLettered + lost).toBe(acknowledged);
    expect(lost).toBeGreaterThan(0);
    expect(lostIds.every((id) => answered.includes(id.replace(/\/[01]$/, "")))).toBe(true);

    const measures = new Map(verification.services.web.measures.map((measure) => [measure.field, measure]));
    expect(measures.get("writes.lost")!.predicted).toBeGreaterThan(0);
    expect(measures.get("writes.lost")!.measured).toBeLessThanOrEqual(lost);
    const verdict = verification.audit.valid ? "missed" : "not evaluated";
    expect(verification.objectives[0]).toMatchObject({ objective: "web writes.lost <= 0", verdict });
    expect(verification.notes.join()).toContain("stopped by StopTask");
    expect(readdirSync(join(folder, "out")).sort()).toEqual([
      "acknowledged.txt",
      "drill.json",
      "drill.md",
      "verification",
    ]);
  });

  test("has the fleet answer with the status that a demand expects: what it acknowledged is looked up", () => {
    const created = ["--set", "demand.visits.http.expect.status=[201]", "--set", "objectives=[]"];
    const args = [...created, "--set", "clock.duration=2s", "--at", "1s", "--replications", "2", "--out", "out"];
    const { code, stdout } = drill(...args, "--format", "json", "--quiet");
    const { drills, verification }: DrillReport = JSON.parse(stdout);
    expect(code).toBe(verification.audit.valid ? 0 : 4);
    const outcome = JSON.parse(readFileSync(join(folder, "out", "verification", "measured", "outcome.json"), "utf8"));
    const { statuses, ends } = outcome.measured.services.web;
    expect(statuses["201"]).toBe(ends.answered);
    expect(ends.answered).toBeGreaterThan(50);
    expect(drills.web.writes!.acknowledged).toBeGreaterThanOrEqual(2 * ends.answered);

    const again = drill(...args);
    expect([again.code, again.stdout]).toEqual([2, ""]);
    expect(again.stderr).toContain("out: holds a drill already; write over it with --force");
    const forced = drill(...args, "--force", "--seed", "7", "--format", "json", "--quiet");
    expect(JSON.parse(forced.stdout).verification.seed).toBe(7);
    expect(JSON.parse(readFileSync(join(folder, "out", "drill.json"), "utf8")).verification.seed).toBe(7);
  });

  test("Ctrl-C while it waits for the fleet exits 5, whatever its objectives say", async () => {
    const slow = ["--set", "staging.local.startFaster=1"]; // as slow as Fargate: nobody waits so long here
    const short = ["--set", "clock.duration=2s", "--at", "1s", "--replications", "1", "--set", "objectives=[]"];
    const child = startSim(["drill", "small.yaml", ...slow, ...short, "--format", "json"], { cwd: folder });
    const exit = endOf(child);
    const waits = new Promise<void>((resolve) => {
      child.stderr.on("data", (said) => String(said).includes("waiting until the stopped tasks") && resolve());
    });
    await waits;
    child.kill("SIGINT");
    const { code, stdout } = await exit;
    const { aborted, drills, verification }: DrillReport = JSON.parse(stdout);
    expect([code, aborted]).toEqual([5, "stopped by the user before the fleet had settled"]);
    expect(verification.aborted).toBeNull();
    expect(drills.web.stopped).toHaveLength(1);
  });

  test("drives nothing where its prediction was not done, and says why", () => {
    const { code, stdout, stderr } = drill("--set", "ceilings.requests=100", "--at", "1s", "--quiet");
    expect([code, stdout]).toEqual([5, ""]);
    expect(stderr).toMatch(/^no load was driven, since the prediction was not done: safety ceiling: .* allows 100 /);
  });

  test("ends early at Ctrl-C with what was measured and what it had acknowledged", async () => {
    const args = ["--replications", "1", "--set", "clock.duration=20m", "--out", "out", "--quiet"];
    const child = startSim(["drill", "small.yaml", ...args], { cwd: folder });
    const exit = endOf(child);
    const answered = join(folder, "out", "acknowledged.txt.0"); // of the first generator process
    while (!existsSync(answered) || statSync(answered).size === 0) await new Promise((look) => setTimeout(look, 50));
    child.kill("SIGINT");
    const { code, stdout } = await exit;
    expect(code).toBe(5);
    expect(stdout).toContain("no task was stopped: the load ended before");
    expect(stdout).toContain("acknowledged writes looked up by id");
  });
});

const target = ["http://127.0.0.1:9"];
const ecs = { cluster: "shop", service: ["web"] };
const plain: DrillCall = { set: [], target: [], service: [], share: { index: 1, of: 1 }, part: "10 %", at: "2s" };

describe("refused before anything is started", () => {
  test.each([
    ["a moment after the load", { at: "10s" }, "--at: expected a moment within the load of 3 s"],
    ["a share that is none", { part: "lots" }, "got 'lots'"],
    [
      "a service that there is not",
      { service: ["wep"] },
      "--service wep: expected one of the services with demand web",
    ],
    [
      "a fleet without a store",
      { set: ["staging.local.store=false"] },
      "staging.local.store: expected true, since a drill looks up what was written",
    ],
    [
      "a real target without its cluster",
      { target },
      "a drill stops tasks by the ECS API: say the --cluster and --service of --target",
    ],
    [
      "a cluster without --apply and without a way to look up writes",
      { target, ...ecs },
      "--apply is missing: the drill stops tasks of cluster shop\nstaging.reconcile.command: expected a command",
    ],
    [
      "a cluster that is denied",
      { target, ...ecs, apply: true, set: ["staging.deny=[sh*]"] },
      "cluster shop is never driven: it matches 'sh*' in staging.deny",
    ],
    ["a cluster without a target", ecs, "--cluster: say the --target"],
  ])("is %s", async (_what, changes, words) => {
    const call = { ...plain, ...changes } as DrillCall;
    const refused = await openDrill(join(folder, "small.yaml"), call).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(WrongCall);
    expect((refused as WrongCall).message).toContain(words);
  });
});

test.each([
  ["the option", ["--endpoint-url", "http://127.0.0.2:9"], {}],
  ["the environment", [], { AWS_ENDPOINT_URL_ECS: "http://127.0.0.2:9" }],
])("an ECS endpoint that is denied is asked nothing, wherever it comes from: %s", async (_where, option, named) => {
  const keys = { AWS_REGION: "eu-west-1", AWS_ACCESS_KEY_ID: "none", AWS_SECRET_ACCESS_KEY: "none" };
  const behind = ["--target", "http://127.0.0.1:9", "--cluster", "shop", "--service", "web", ...option];
  const args = ["verify", "small.yaml", ...behind, "--set", "staging.deny=[127.0.0.2]", "--quiet"];
  const { code, stderr } = await endOf(startSim(args, { cwd: folder, env: { ...process.env, ...keys, ...named } }));
  expect(stderr).toBe("the ECS endpoint 127.0.0.2:9 is never driven: it matches '127.0.0.2' in staging.deny\n");
  expect(code).toBe(2);
});

test("an ECS endpoint that nobody answers at is exit 6, and what to check is said", () => {
  const ecs = ["--cluster", "shop", "--service", "web", "--endpoint-url", "http://127.0.0.1:9"];
  for (const command of ["load", "verify"]) {
    const { code, stderr } = sim([command, "small.yaml", "--target", "http://127.0.0.1:9", ...ecs, "--quiet"], folder);
    expect(code).toBe(6);
    expect(stderr).toContain("the ECS API at http://127.0.0.1:9 cannot be reached");
  }
});
