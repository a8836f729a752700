import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { overlayFiles } from "../../sim/cli/calibrate/overlay-files.js";
import { subjectOf } from "../../sim/cli/calibrate/subject.js";
import { openScenario } from "../../sim/cli/open-scenario.js";
import { serialServer } from "../harness/calibrate/serial-server.js";
import { emptyFolder, endOf, startSim } from "./sim.js";

const scenario = `name: small
region: us-east-1
clock: { duration: 4h }
demand:
  - name: visits
    to: web
    curve: 50/s
    request: { steps: [ { cpu: 1ms } ], timeout: 5s }
services: { web: { desired: 1, scaling: [], task: { cpu: 1 vCPU, memory: 2 GB, discipline: event-loop } } }
`;

let folder: string;
beforeEach(() => {
  folder = emptyFolder();
  writeFileSync(join(folder, "small.yaml"), scenario);
});

const start = (...args: readonly string[]) => startSim(["calibrate", ...args], { cwd: folder });
const calibrate = (...args: readonly string[]) => endOf(start(...args));

const inFolder = (name: string) => join(folder, name);
const opened = (name: string) => openScenario(inFolder(name), { set: [] }).scenario;

describe("sim calibrate", () => {
  test("finds what a target takes and what it completes at most, and writes an overlay that runs", async () => {
    const { url } = await serialServer({ serviceMs: 10 });
    const short = ["--hold", "500ms", "--duration", "2s", "--rate", "20/s"];
    const { code, stdout, stderr } = await calibrate(
      "small.yaml",
      "--target",
      url,
      ...short,
      "--out",
      "calibrated.yaml",
    );
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/^1 at once: [\d.]+\/s\n2 at once: .*written: calibrated\.yaml\n$/s),
    ]);
    expect(stdout).toMatch(/^visits to web: probe of http:\/\/127\.0\.0\.1:\d+ at 20\/s, \d{4}-\d\d-\d\d\n/);
    expect(stdout).toMatch(/^limit +(perhaps )?\d+ (threads? of CPU|slots), /m);
    expect(stdout).toMatch(/^curve +(CPU|slots) alone [\d.]+ % off, /m);
    const { demand, calibration } = opened("calibrated.yaml");
    const steps = demand[0].request!.steps.flatMap((step) => Object.keys(step));
    expect(steps.includes("cpu")).toBe(true);
    expect(calibration.visits.utilization!.to).toBeGreaterThan(0);
  });

  test("reads the CPU of a process of this machine, without saturating it where that is not wanted", async () => {
    const { url } = await serialServer();
    const args = [
      "--pid",
      String(process.pid),
      "--no-saturation",
      "--duration",
      "1s",
      "--rate",
      "50/s",
      "--format",
      "json",
      "--quiet",
    ];
    const { code, stdout, stderr } = await calibrate("small.yaml", "--target", url, ...args);
    expect([code, stderr]).toEqual([0, ""]);
    const { cpu, observation } = JSON.parse(stdout);
    expect(cpu.basis).toMatch(new RegExp(`^process ${process.pid} used`));
    expect(observation.requests).toBeGreaterThan(20);
  });

  test("reads a file, divides its CPU by its rate, and writes what no family fits beside the overlay", async () => {
    const rows = Array.from({ length: 400 }, (_, i) => (i % 2 ? 40 + (i % 10) / 10 : 4 + (i % 10) / 10));
    writeFileSync(inFolder("times.csv"), `ms\n${rows.join("\n")}\n`);
    const cpu = ["--cpu-percent", "40 %", "--vcpu", "1", "--rate", "20/s"];
    const args = ["--from", "times.csv", "--column", "ms", ...cpu, "--out", "calibrated.yaml"];
    const { code, stdout } = await calibrate("small.yaml", ...args);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^CPU per request +20\.0 ms \(40\.0 % of 1 vCPU at 20\.00\/s\)$/m),
    ]);
    expect(stdout).toContain("no family fits (p < 0.01): the step draws from what was measured");
    expect(readFileSync(inFolder("calibrated.csv"), "utf8").split("\n")).toHaveLength(402);
    expect(opened("calibrated.yaml").demand[0].request!.steps).toContainEqual({
      cpu: { kind: "empirical", file: "calibrated.csv", column: "micros", unit: 1 },
    });
  });

  test("takes what the scenario's sidecars use off the CPU that was measured, and says so", async () => {
    const sidecar = "{ name: log, cpu: 0.1 vCPU, memory: 256 MiB, cpuUse: 60 % }";
    const task = `{ cpu: 0.4 vCPU, memory: 768 MiB, discipline: event-loop, containers: [ ${sidecar} ] }`;
    writeFileSync(inFolder("beside.yaml"), scenario.replace(/task: \{.*?\}/, `task: ${task}`));
    writeFileSync(inFolder("times.csv"), `ms\n${Array.from({ length: 200 }, (_, i) => 30 + (i % 10)).join("\n")}\n`);
    const from = ["beside.yaml", "--from", "times.csv", "--column", "ms", "--rate", "10/s", "--cpu-percent"];
    // 40 % of the 0.5 vCPU of the task is 0.2, less 60 % of 0.1: 0.14 vCPU for 10 requests a second.
    const { code, stdout } = await calibrate(...from, "40 %");
    const basis = "40.0 % of 0.5 vCPU less 0.06 vCPU of sidecars at 10.00/s";
    expect([code, stdout.match(/^CPU per request +(.*)$/m)![1]]).toEqual([0, `14.0 ms (${basis})`]);
    // 10 % of 0.5 vCPU is 0.05, which the sidecar alone uses.
    const nothing = await calibrate(...from, "10 %");
    expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringContaining("leaves nothing for requests: 10.0 %")]);
  });

  test("asks for --force over an overlay that is there already, and never writes over the sample of somebody else", async () => {
    const rows = Array.from({ length: 400 }, (_, i) => (i % 2 ? 40 + (i % 10) / 10 : 4 + (i % 10) / 10));
    const measured = `ms\n${rows.join("\n")}\n`;
    writeFileSync(inFolder("times.csv"), measured);
    const cpu = ["--cpu-percent", "40 %", "--vcpu", "1", "--rate", "20/s", "--quiet"];
    const to = (out: string, ...more: readonly string[]) =>
      calibrate("small.yaml", "--from", "times.csv", "--column", "ms", ...cpu, "--out", out, ...more);
    for (const force of [[], ["--force"]]) {
      const foreign = await to("times.yaml", ...force); // its sample would be times.csv
      expect([foreign.code, foreign.stderr]).toEqual([2, expect.stringContaining("times.csv: holds something other")]);
    }
    expect([readFileSync(inFolder("times.csv"), "utf8"), existsSync(inFolder("times.yaml"))]).toEqual([
      measured,
      false,
    ]);
    expect((await to("found.yaml")).code).toBe(0);
    const first = readFileSync(inFolder("found.yaml"), "utf8");
    const again = await to("found.yaml", "--rate", "10/s");
    expect([again.code, again.stdout]).toEqual([2, ""]);
    expect(again.stderr).toContain("found.yaml: holds an overlay already; write over it with --force");
    expect(readFileSync(inFolder("found.yaml"), "utf8")).toBe(first);
    expect((await to("found.yaml", "--rate", "10/s", "--force")).code).toBe(0);
    expect(readFileSync(inFolder("found.yaml"), "utf8")).not.toBe(first);
  });

  test("refuses a wrong call with every problem at once, and writes nothing", async () => {
    const { url } = await serialServer();
    const both = await calibrate(
      "small.yaml",
      "--target",
      url,
      "--from",
      "a",
      "--pid",
      "1",
      "--cpu-percent",
      "5",
      "--column",
      "x",
    );
    expect([both.code, both.stderr.trim().split("\n")]).toEqual([
      2,
      [
        "expected either --target or --from",
        "--pid: expected with --target only",
        "--cpu-percent: expected with --from only",
        "--column: expected with --from only",
      ],
    ]);
    const probing = ["--duration", "2s", "--hold", "2s", "--no-saturation", "--connections", "4", "--unit", "1s"];
    const idle = await calibrate("small.yaml", "--from", "a", ...probing);
    expect([idle.code, idle.stderr.trim().split("\n")]).toEqual([
      2,
      [
        ...["--duration", "--hold", "--no-saturation", "--connections"].map(
          (flag) => `${flag}: expected with --target only`,
        ),
        "--unit: expected with --column only",
      ],
    ]);
    writeFileSync(inFolder("a.csv"), "ms\nx\n");
    writeFileSync(inFolder("b.csv"), "ms\n5\ny\n");
    const wrong = await calibrate("small.yaml", "--from", "a.csv", "b.csv", "--column", "ms", "--out", "c.yaml");
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringMatching(/^a\.csv:2: .*\nb\.csv:3: .*\n$/)]);
    expect(existsSync(inFolder("c.yaml"))).toBe(false);
  });

  test("connects to nothing that the guard refuses, and says what to check where nobody listens", async () => {
    const { url, connections } = await serialServer();
    const refused = await calibrate("small.yaml", "--target", url, "--set", "staging.deny=[127.0.0.1]");
    expect([refused.code, refused.stderr, connections()]).toEqual([2, expect.stringContaining("never driven"), 0]);
    const nobody = await calibrate("small.yaml", "--target", "http://127.0.0.1:9");
    expect([nobody.code, nobody.stderr]).toEqual([6, expect.stringMatching(/^http:\/\/127\.0\.0\.1:9: .*check/)]);
  });
});

test("sim calibrate stops on Ctrl-C", async () => {
  const { url, connections } = await serialServer();
  const child = start("small.yaml", "--target", url, "--no-saturation");
  await expect.poll(connections, { timeout: 30_000, interval: 20 }).toBeGreaterThan(1);
  child.kill("SIGINT");
  expect((await endOf(child)).code).toBe(5);
});

describe("what is calibrated", () => {
  const sessions = "{ name: talks, to: web, curve: 1/s, session: { message: { steps: [ { cpu: 1ms } ] } } }";
  const classes =
    "{ name: mixed, to: web, curve: 1/s, classes: [ { name: short, steps: [ { cpu: 1ms } ] }, { name: long, steps: [ { cpu: 9ms } ] } ] }";
  const read = (...demands: readonly string[]) => {
    writeFileSync(
      inFolder("many.yaml"),
      scenario.replace("services:", `${demands.map((each) => `  - ${each}\n`).join("")}services:`),
    );
    return openScenario(inFolder("many.yaml"), { set: [] });
  };

  test("is the only demand of requests, or the one that is named, and the class of it that is named", () => {
    expect(subjectOf(read(sessions), {}).demand).toBe("visits");
    expect(subjectOf(read(classes), { demand: "mixed", class: "long" })).toMatchObject({
      requestClass: "long",
      scenarioCpu: 9_000,
    });
    expect(() => subjectOf(read(classes), {})).toThrow(
      "--demand: expected one of the demands of requests visits, mixed",
    );
    expect(() => subjectOf(read(classes), { demand: "mixed" })).toThrow(
      "--class: expected one of the classes of mixed, short, long",
    );
    expect(() => subjectOf(read(), { class: "long" })).toThrow("visits has one sort of request");
  });

  test("is written beside its scenario or above it, and never over anything else", () => {
    const path = inFolder("small.yaml");
    expect(overlayFiles(path, inFolder("new.yaml"))).toMatchObject({ from: "small.yaml", sample: "new.csv" });
    expect(() => overlayFiles(path, path)).toThrow("something other than an overlay");
    expect(() => overlayFiles(path, join(emptyFolder(), "new.json"))).toThrow(/a YAML file\n.*in the folder of/);
  });
});
