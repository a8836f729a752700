import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { emptyFolder, main } from "./sim.js";

const missingProc = existsSync("/proc/self/status") ? null : "there is no /proc to read the memory of a process from";

/** The most memory that a sweep of the off-peak night has at any moment, all its threads together, in MB. */
async function peakMb(combinations: number, replications: number, ...settings: readonly string[]): Promise<number> {
  const vary = ["--vary", `seed=1..${combinations} step 1`, "--replications", `${replications}`, ...settings];
  const call = ["sweep", "scenarios/offpeak-70spot.yaml", "--quiet", "--workers", "2", "--out", emptyFolder(), ...vary];
  const child = spawn(process.execPath, [main, ...call], { stdio: "ignore" });
  const end = once(child, "exit");
  let peakKb = 0;
  while (child.exitCode === null) {
    const [, told] = /^VmHWM:\s*(\d+) kB$/m.exec(statusOf(child.pid!)) ?? [];
    if (told !== undefined) peakKb = Number(told);
    await sleep(100);
  }
  expect((await end)[0]).toBe(0);
  return peakKb / 1_024;
}

/** Nothing where the process has just ended. */
function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return "";
  }
}

test("nothing keeps whole replications: 500 configurations stay under 300 MB, and so do ten times as many replications of a night", async ({
  skip,
}) => {
  skip(missingProc !== null, missingProc!);
  expect(await peakMb(500, 2, "--set", "clock.duration=1h")).toBeLessThan(300);
  const few = await peakMb(5, 2);
  const many = await peakMb(5, 20);
  expect(many).toBeLessThan(300);
  expect(many - few).toBeLessThan(40);
});
