import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { headers, parseWork } from "../../harness/protocol.js";
import type { Outcome } from "../../sim/outcome/outcome.js";
import type { Verification } from "../../sim/outcome/verification/index.js";
import { familyOf, gone } from "../support/processes.js";
import { emptyFolder, endOf, startSim } from "./sim.js";

const scenario = `name: small
region: us-east-1
clock: { duration: 2s, warmup: 1s }
staging: { warmup: 1s, local: { startFaster: 1000, store: false } }
demand:
  - { name: visits, to: web, curve: 60/s, request: { steps: [ { wait: 100ms } ] } }
services: { web: { task: { cpu: 0.25 vCPU, memory: 0.5 GB }, desired: 2, scaling: [] } }
objectives: [ p50 error <= 100 % ]
`;

let folder: string;
beforeEach(() => {
  folder = emptyFolder();
  writeFileSync(join(folder, "small.yaml"), scenario);
});

/** A server that takes as long as it is asked to, and `extraMs` longer. */
async function target(extraMs = 0): Promise<{ readonly url: string; readonly requests: () => number }> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests++;
    const work = parseWork(String(request.headers[headers.steps]));
    const ms = work.reduce((sum, { duration }) => sum + duration / 1_000, extraMs);
    request.resume();
    setTimeout(() => response.end("done"), ms);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests: () => requests };
}

const start = (...args: readonly string[]) => startSim(["verify", "small.yaml", ...args], { cwd: folder });
const verify = (...args: readonly string[]) => endOf(start(...args));

const readJson = <T>(...path: readonly string[]): T => JSON.parse(readFileSync(join(folder, ...path), "utf8"));
/** A machine that is busy with something else rightly invalidates what it measured. */
const unlessBusy = (code: number, { audit }: Verification) => (audit.valid ? code : 4);
const judged = (verdict: "met" | "missed", { audit }: Verification) => (audit.valid ? verdict : "not evaluated");

describe("sim verify", () => {
  test("drives the arrivals that it predicted, and keeps both runs and what came of comparing them", async () => {
    const { url, requests } = await target();
    const { code, stdout } = await verify("--target", url, "--format", "json", "--out", "out", "--quiet");
    const verification: Verification = JSON.parse(stdout);
    expect(code).toBe(unlessBusy(0, verification));
    const arrived = verification.services.web.measures.find(({ field }) => field === "requests.arrived")!;
    expect(arrived.measured).toBe(arrived.paired);
    expect(requests()).toBeGreaterThan(arrived.measured); // what warmed it up was sent too
    expect(verification.replications).toBe(20);
    expect(verification.sameArrivals.simulations).toBe(20);
    const p50 = verification.services.web.measures.find(({ field }) => field === "latencyMs.p50")!;
    expect(p50.paired).toBeCloseTo(p50.predicted!, 1); // every request takes 100 ms
    expect(verification.objectives[0].verdict).toBe(judged("met", verification));
    expect(readdirSync(join(folder, "out")).sort()).toEqual([
      "measured",
      "predicted",
      "report.html",
      "verification.json",
      "verification.md",
    ]);
    expect(readJson("out", "verification.json")).toEqual(verification);
    expect(readJson<Outcome>("out", "predicted", "outcome.json")).toMatchObject({
      kind: "predicted",
      replications: 20,
    });
    expect(readJson<Outcome>("out", "measured", "outcome.json")).toMatchObject({ kind: "measured", seed: 1 });
  });

  test("asks for --force before it drives anything over a verification that is there already", async () => {
    const { url, requests } = await target();
    const args = ["--target", url, "--format", "json", "--out", "out", "--quiet", "--replications", "2"];
    await verify(...args);
    const sent = requests();
    const again = await verify(...args);
    expect([again.code, again.stdout, requests()]).toEqual([2, "", sent]);
    expect(again.stderr).toContain("out: holds a verification already; write over it with --force");
    const forced = await verify(...args, "--force", "--seed", "7");
    expect(forced.code).toBe(unlessBusy(0, JSON.parse(forced.stdout)));
    expect(readJson<Verification>("out", "verification.json").seed).toBe(7);
  });

  test("has the local fleet answer with the status that each demand expects, and tells its demands apart", async () => {
    const missing = `
  - name: missing
    to: web
    curve: 30/s
    request: { steps: [ { wait: 20ms } ] }
    http: { path: /gone, expect: { status: [ 404 ], body: no such page } }
services:`;
    writeFileSync(join(folder, "small.yaml"), scenario.replace("\nservices:", missing));
    const objectives = "objectives=[web/missing p50 error <= 100 %, web/missing errorRate <= 0 %]";
    const { code, stdout } = await verify("--format", "json", "--quiet", "--set", objectives, "--out", "out");
    const verification: Verification = JSON.parse(stdout);
    expect(code).toBe(unlessBusy(0, verification));
    expect(new Set(verification.objectives.map(({ verdict }) => verdict))).toEqual(
      new Set([judged("met", verification)]),
    );
    const { measured } = readJson<Outcome>("out", "measured", "outcome.json");
    const { scheduled, ends, statuses } = measured!.services.web;
    expect(ends.answered).toBe(scheduled);
    const { visits, missing: gone } = verification.services.web.demands!;
    const of = ({ measures }: typeof gone, field: string) => measures.find((each) => each.field === field)!.measured;
    expect(statuses).toEqual({ 200: of(visits, "requests.completed"), 404: of(gone, "requests.completed") });
    expect(of(gone, "latencyMs.p50")).toBeLessThan(of(visits, "latencyMs.p50"));
  });

  test("exits 3 where the error is beyond its objective, and says why it probably is", async () => {
    const { url } = await target(400);
    const { code, stdout } = await verify("--target", url, "--format", "json", "--quiet", "--replications", "2");
    const verification: Verification = JSON.parse(stdout);
    expect(code).toBe(unlessBusy(3, verification));
    const { objective, verdict } = verification.objectives[0];
    expect([objective, verdict]).toEqual(["p50 error <= 100 %", judged("missed", verification)]);
    expect(verification.reasons.map(({ reason }) => reason)).toContain("service time");
  });

  test("without a target starts a local fleet, watches it, and leaves nothing of it running", async () => {
    const child = start("--format", "json", "--quiet", "--set", "objectives=[]");
    const exit = endOf(child);
    let family: readonly number[] = [];
    const size = 2 + 1 + 2 + 1; // command and generator, the fleet's supervisor, its tasks and their balancer
    while (family.length < size && child.exitCode === null) {
      await sleep(100);
      family = familyOf(child.pid!);
    }
    const { code, stdout } = await exit;
    const verification: Verification = JSON.parse(stdout);
    expect(code).toBe(unlessBusy(0, verification));
    const measures = new Map(verification.services.web.measures.map((measure) => [measure.field, measure]));
    expect(measures.get("tasks.mean")).toMatchObject({ predicted: 2, measured: 2, inside: true });
    expect(measures.get("requests.completed")?.measured).toBe(measures.get("requests.arrived")?.measured);
    expect(family.length).toBeGreaterThanOrEqual(size);
    await gone(family);
  });

  test("Ctrl-C ends the load with what was measured, and exits 5", async () => {
    const { url, requests } = await target();
    const args = ["--target", url, "--set", "clock.duration=10m", "--format", "json", "--out", "out"];
    const child = start(...args, "--replications", "2");
    const exit = endOf(child);
    await expect.poll(requests, { timeout: 60_000, interval: 20 }).toBeGreaterThan(120);
    child.kill("SIGINT");
    const { code, stdout } = await exit;
    const verification: Verification = JSON.parse(stdout);
    expect([code, verification.aborted]).toEqual([5, "stopped by the user"]);
    expect(readJson<Verification>("out", "verification.json")).toEqual(verification);
    expect(readJson<Outcome>("out", "measured", "outcome.json").aborted).toBe("stopped by the user");
  });

  test("refuses a host that the scenario does not allow before anything is predicted or sent", async () => {
    const { code, stdout, stderr } = await verify("--target", "http://staging.example.com");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("staging.example.com is not among the hosts that may be driven");
  });

  test("says what to check where nobody listens", async () => {
    const { code, stdout, stderr } = await verify("--target", "http://127.0.0.1:9", "--replications", "2");
    expect([code, stdout]).toEqual([6, ""]);
    expect(stderr).toMatch(/^http:\/\/127\.0\.0\.1:9.*check/m);
  });

  test("refuses a part of a schedule, and a directory that holds something else", async () => {
    const part = await verify("--share", "1/2");
    expect([part.code, part.stderr]).toEqual([2, expect.stringContaining("expected all of a schedule")]);
    const other = await verify("--out", ".");
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining("something other than a verification")]);
    expect(existsSync(join(folder, "predicted"))).toBe(false);
  });
});
