import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { familyOf } from "../support/processes.js";
import { type Exit, emptyFolder, endOf, main, sim, startSim } from "./sim.js";

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s while a local fleet starts ends the command as aborted, and leaves no empty folder",
  async (signal) => {
    const out = join(emptyFolder(), "run");
    const args = ["verify", "scenarios/staging-local.yaml", "--out", out];
    const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "ignore", "pipe"] });
    let told = "";
    child.stderr.on("data", (text) => {
      told += text;
    });
    const timer = setInterval(() => familyOf(child.pid!).length > 1 && child.kill(signal), 50);
    const [code] = await once(child, "close");
    clearInterval(timer);
    expect([code, told, existsSync(out)]).toEqual([5, expect.stringContaining("stop"), false]);
  },
);

test("a run directory below a file is a problem of the path, not a bug", () => {
  const args = ["run", "scenarios/staging-local.yaml", "--replications", "1", "--out", join(main, "run")];
  const { code, stderr } = sim(args);
  expect([code, stderr]).toEqual([6, expect.stringContaining("a part of the path is not a directory (ENOTDIR)")]);
});

test("a dry run of any rate is refused by the ceilings at once; where they allow it, SIGTERM ends it", async () => {
  const call = ["load", "scenarios/staging-local.yaml", "--dry-run", "--set", "demand.pages.curve=1e308/s"];
  expect(sim(call)).toMatchObject({ code: 2, stderr: expect.stringContaining("is above the ceiling of") });
  expect(await endedAfter(500)).toEqual({ code: 5, stdout: "", stderr: "stopped: there is nothing to tell yet\n" });

  /** How it ends at a SIGTERM so late that it has begun: one that came before would have killed it. */
  async function endedAfter(ms: number): Promise<Exit> {
    const child = startSim([...call, "--set", "staging.ceilings.rate=1e308/s"]);
    const exit = endOf(child);
    await sleep(ms);
    child.kill("SIGTERM");
    const ended = await exit;
    return ended.code === null ? endedAfter(2 * ms) : ended;
  }
});

test("SIGTERM ends the reading of a pipe into which somebody writes for ever", async () => {
  const pipe = join(emptyFolder(), "pipe.yaml");
  execFileSync("mkfifo", [pipe]);
  const writer = spawn("sh", ["-c", `exec > ${pipe}; while echo '#'; do sleep 0.2; done`]);
  onTestFinished(() => void writer.kill("SIGKILL"));
  const child = startSim(["validate", pipe]);
  setTimeout(() => child.kill("SIGTERM"), 2_500);
  await endOf(child);
  expect(child.signalCode).toBe("SIGTERM");
}, 30_000);
