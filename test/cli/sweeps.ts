import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished } from "vitest";
import { type Exit, emptyFolder, endOf, main, sim, startSim } from "./sim.js";

/** A folder with a scenario of which a replication takes some hundredths of a second. */
export function smallScenario(): string {
  const folder = emptyFolder();
  const text = `
name: small
region: us-east-1
replications: 2
clock: { duration: 5m, warmup: 0m }
demand:
  - { name: calls, to: web, curve: 20/s, request: { steps: [{ cpu: 30ms }, { wait: 100ms }], timeout: 2s } }
services:
  web: { task: { cpu: 1 vCPU, memory: 2 GB }, desired: 2 }
objectives: [ web p99 <= 300ms ]
`;
  writeFileSync(join(folder, "small.yaml"), text);
  return folder;
}

/** The call of a sweep of it over so many combinations. */
export function sweepCall(combinations: number): readonly string[] {
  const seeds = Array.from({ length: Math.ceil(combinations / 4) }, (_, at) => at + 1);
  const vary = ["--vary", "services.web.desired=2,3,4,5", "--vary", `seed=${seeds}`];
  return ["sweep", "small.yaml", "--quiet", "--workers", "1", ...vary];
}

/** What a folder holds, by name. */
export function contents(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

/** Runs a sweep until so many samples stand in its directory, and kills it with a signal that nobody can catch. Its lock stays. */
async function killedAt(samples: number, args: readonly string[], cwd: string, out: string): Promise<void> {
  const child = spawn(process.execPath, [main, ...args, "--out", out], { cwd, stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  const end = once(child, "exit");
  while (child.exitCode === null && samplesIn(cwd, out) < samples) await sleep(5);
  child.kill("SIGKILL");
  await end;
  expect(child.signalCode, "the sweep was over before it could be killed").toBe("SIGKILL");
  expect(existsSync(join(cwd, out, "samples.ndjson.lock"))).toBe(true);
}

/** Runs an experiment until so many samples stand in its directory, and asks it to stop as Ctrl-C does. */
export async function stoppedAt(samples: number, args: readonly string[], cwd: string, out: string): Promise<Exit> {
  const child = startSim([...args, "--out", out], { cwd });
  const end = endOf(child);
  while (child.exitCode === null && samplesIn(cwd, out) < samples) await sleep(5);
  child.kill("SIGINT");
  return end;
}

function samplesIn(cwd: string, out: string): number {
  const path = join(cwd, out, "samples.ndjson");
  return existsSync(path) ? readFileSync(path, "utf8").split("\n").length - 1 : 0;
}

/** Kills a sweep twice, resumes it, and holds its directory against that of one that nobody disturbed. */
export async function resumedAfterKills(combinations: number, killedAtSamples: readonly number[]): Promise<void> {
  const cwd = smallScenario();
  const call = sweepCall(combinations);
  const whole: Exit = sim([...call, "--out", "whole"], cwd);
  expect(whole).toMatchObject({ code: 0, stderr: "" });
  for (const samples of killedAtSamples) await killedAt(samples, call, cwd, "resumed");
  expect(sim([...call, "--out", "resumed"], cwd)).toEqual(whole);
  expect(contents(join(cwd, "resumed"))).toEqual(contents(join(cwd, "whole")));
}
