import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Verification } from "../../sim/outcome/verification/index.js";
import { emptyFolder, type Running, sim, startSim } from "./sim.js";

const scenario = `name: looked-at
region: us-east-1
clock: { duration: 5s, warmup: 1s }
staging: { warmup: 1s, local: { startFaster: 1000, store: false } }
demand:
  - { name: visits, to: web, curve: 60/s, request: { steps: [ { wait: 100ms } ] } }
services: { web: { task: { cpu: 0.25 vCPU, memory: 0.5 GB }, desired: 2, scaling: [] } }
`;

interface LiveState {
  readonly parts: readonly string[];
  readonly charts: readonly {
    readonly title: string;
    readonly lines: readonly { readonly points: readonly unknown[] }[];
  }[];
}

/** Looks on as a browser does: what was told, and what the page becomes. Closes the page after so many states. */
async function look(url: string, closesAfter: number) {
  const closing = new AbortController();
  const { body } = await fetch(`${url}/events`, { signal: closing.signal });
  const states: LiveState[] = [];
  let text = "";
  try {
    for await (const part of body!.pipeThrough(new TextDecoderStream())) {
      text += part;
      const events = text.split("\n\n");
      text = events.pop()!;
      for (const event of events) {
        if (event.startsWith("event: state\n")) states.push(JSON.parse(event.slice("event: state\ndata: ".length)));
        if (event.startsWith("event: end\n")) return { states, report: await (await fetch(`${url}/report`)).text() };
      }
      if (states.length >= closesAfter) closing.abort();
    }
  } catch (error) {
    if (!closing.signal.aborted) throw error;
  }
  return { states, report: null };
}

async function urlOf({ stderr }: Running): Promise<string> {
  let told = "";
  for await (const part of stderr) {
    told += part;
    const [, url] = /live page: (\S+)\n/.exec(told) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error(told);
}

test("ten browsers see a verification go on and become its report; the load is none the worse, nor when half of them leave", async () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, "fleet.yaml"), scenario);
  const child = startSim(["verify", "fleet.yaml", "--live", "--quiet", "--format", "json"], { cwd: folder });
  let stdout = "";
  child.stdout.on("data", (part) => (stdout += part));
  const exit = new Promise<number | null>((resolve) => child.once("close", resolve));
  const url = await urlOf(child);
  child.stderr.resume();
  const looks = await Promise.all(
    Array.from({ length: 10 }, (_, index) => look(url, index < 5 ? 2 : Number.POSITIVE_INFINITY)),
  );
  const code = await exit;
  const verification: Verification = JSON.parse(stdout);
  expect(code).toBe(verification.audit.valid ? 0 : 4); // a machine that is busy with something else invalidates a measurement
  expect(looks.slice(0, 5).map(({ report }) => report)).toEqual([null, null, null, null, null]);
  for (const { states, report } of looks.slice(5)) {
    expect(states.length).toBeGreaterThanOrEqual(4);
    const titles = states.at(-1)!.charts.map(({ title }) => title);
    expect(titles).toEqual(["Load: asked for and sent", "web: Latency", "web: Traffic", "web: Tasks"]);
    expect(states.at(-1)!.charts[0].lines[1].points.length).toBeGreaterThan(2);
    expect(report).toContain("<h1>looked-at, verified</h1>");
  }
});

test("a port that is taken, or is none, is told before anything is predicted", () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, "fleet.yaml"), scenario);
  const wrong = sim(["verify", "fleet.yaml", "--live", "70000"], folder);
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("expected a port from 0 to 65535")]);
});
