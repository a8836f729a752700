import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { FleetStatus } from "../../harness/staging/status.js";
import { familyOf, gone } from "../support/processes.js";
import { type Exit, emptyFolder, main } from "./sim.js";

const scenario = `
name: small
region: ap-northeast-1
clock: { duration: 2m }
demand: [{ name: calls, to: web, curve: 5/s, request: { steps: [{ cpu: 5ms }] } }]
services: { web: { task: { cpu: 1 vCPU, memory: 2 GB }, bounds: { min: 2, max: 4 } } }
staging: { local: { startFaster: 1000 } }
`;

/** A folder with a scenario, and where fleets make themselves known. */
function workplace() {
  const folder = emptyFolder();
  writeFileSync(join(folder, "small.yaml"), scenario);
  const env = { ...process.env, XDG_RUNTIME_DIR: folder };
  const sim = (...args: readonly string[]): Exit => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
      cwd: folder,
      env,
      encoding: "utf8",
    });
    return { code: status, stdout, stderr };
  };
  const statuses = (): readonly FleetStatus[] => {
    const status = sim("staging", "status", "--format", "json");
    expect(status).toMatchObject({ code: 0, stderr: "" });
    return JSON.parse(status.stdout);
  };
  return { folder, env, sim, statuses };
}

test("a detached fleet is seen, refuses a second one its ports, and goes with down", async () => {
  const { sim, statuses } = workplace();
  onTestFinished(() => void sim("staging", "down"));
  const up = sim("staging", "up", "small.yaml", "--port", "0", "--detach");
  expect(up.code).toBe(0);
  expect(up.stdout).toMatch(/aws ecs list-tasks --cluster small --endpoint-url http:\/\/127\.0\.0\.1:\d+/);
  expect(up.stderr).toContain("web: desired is left out: starts with bounds.min, 2");
  const [fleet] = statuses();
  expect(fleet).toMatchObject({
    scenario: "small",
    isSteady: true,
    services: [{ desired: 2, healthy: 2, requests: 0 }],
  });
  expect(fleet.services[0].tasks).toEqual([{ provider: "FARGATE", state: "RUNNING", count: 2 }]);
  const { port } = new URL(fleet.controlUrl);
  const second = sim("staging", "up", "small.yaml", "--port", port);
  expect(second.code).toBe(6);
  expect(second.stderr).toMatch(
    new RegExp(`ports? ${port}.*the staging fleet of small \\(process ${fleet.pid}, since .*sim staging down`),
  );
  const family = familyOf(fleet.pid);
  expect(sim("staging", "down")).toMatchObject({
    code: 0,
    stdout: `ended the staging fleet of small (process ${fleet.pid})\n`,
  });
  await gone(family);
  expect(sim("staging", "status").stdout).toBe("no staging fleet is up\n");
});

test.each([
  ["Ctrl-C", "SIGINT", 0],
  ["the death of its command", "SIGKILL", null],
] as const)("a fleet in the foreground ends with %s", async (_, signal, code) => {
  const { folder, env } = workplace();
  const child = spawn(process.execPath, [main, "staging", "up", "small.yaml", "--port", "0"], { cwd: folder, env });
  let stderr = "";
  for await (const chunk of child.stderr) {
    stderr += chunk;
    if (stderr.includes("Ctrl-C ends it")) break;
  }
  const family = familyOf(child.pid!);
  expect(family.length).toBe(1 + 1 + 2 + 2); // command, supervisor, tasks, balancer and store
  const exit = once(child, "exit");
  child.kill(signal);
  expect((await exit)[0]).toBe(code);
  await gone(family);
});

test("what a fleet left that died without a word is not taken for a fleet", () => {
  const { folder, sim } = workplace();
  const state = {
    pid: process.pid,
    startedAt: "2026-03-02T00:00:00Z",
    scenario: "x",
    controlUrl: "http://127.0.0.1:9",
    ports: [9],
  };
  mkdirSync(join(folder, "fleetcast"), { mode: 0o700 });
  writeFileSync(join(folder, "fleetcast", `staging-${process.pid}.json`), JSON.stringify(state));
  const damaged = join(folder, "fleetcast", "staging-7.json");
  writeFileSync(damaged, "{");
  expect(sim("staging", "down")).toEqual({
    code: 0,
    stdout: "no staging fleet is up\n",
    stderr: `${damaged}: describes no staging fleet; check it and remove it\n`,
  });
  expect(existsSync(join(folder, "fleetcast", `staging-${process.pid}.json`))).toBe(false);
});

test("a wrong call exits 2 and starts nothing", () => {
  const { folder, sim } = workplace();
  expect(sim("staging", "up", "none.yaml").code).toBe(2);
  expect(sim("staging", "sideways").code).toBe(2);
  expect(readdirSync(folder)).toEqual(["small.yaml"]);
});
