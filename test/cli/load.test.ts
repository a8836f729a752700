import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { readMeasured } from "../../harness/record/measured-json.js";
import { measuredObjectives } from "../../harness/record/measured-objectives.js";
import { openForLoad, targetsOf } from "../../sim/cli/load/harness-options.js";
import { judgeLoad, measuredExitCode } from "../../sim/cli/load/judged-load.js";
import { mergeLoads } from "../../sim/cli/load/merge-loads.js";
import type { Outcome } from "../../sim/outcome/outcome.js";
import { smallTarget } from "../harness/generator/load.js";
import { emptyFolder, endOf, startSim } from "./sim.js";

const scenario = `name: small
region: us-east-1
clock: { start: 2026-03-02T18:00, duration: 4h, warmup: 10s, timezone: Asia/Tokyo }
staging: { warmup: 0s, fleet: { services: { web: { desired: 2 } } } }
demand:
  - name: visits
    to: web
    curve: 100/s
    request: { steps: [ { cpu: 1ms } ], timeout: 2s }
    http: { headers: { authorization: "Bearer \${env:FLEETCAST_TEST_TOKEN}" } }
services: { web: { task: { cpu: 1 vCPU, memory: 2 GB } } }
objectives: [ web errorRate <= 50 % ]
`;
const secret = "hunter2-hunter2";
const second = ["--window", "20:00+1s", "--connections", "20"];

let folder: string;
beforeEach(() => {
  folder = emptyFolder();
  writeFileSync(join(folder, "small.yaml"), scenario);
});

const start = (...args: readonly string[]) =>
  startSim(["load", ...args], { cwd: folder, env: { ...process.env, FLEETCAST_TEST_TOKEN: secret } });
const load = (...args: readonly string[]) => endOf(start(...args));
/** A machine that is busy with something else rightly invalidates what it measured. */
const unlessBusy = (code: number, { measured }: Outcome) => (measured!.audit.valid ? code : 4);
const readAll = (directory: string) =>
  readdirSync(directory)
    .map((name) => readFileSync(join(directory, name), "utf8"))
    .join("\n");
const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((total, one) => total + one, 0);

describe("at a target that answers nothing, without an objective on answers,", () => {
  test.each(["answers 500", "accepts and says nothing", "hangs up"])(
    "where it %s, a default objective is named and missed",
    async (how) => {
      const server = createServer((request, response) => {
        if (how === "answers 500") response.writeHead(500).end();
        else if (how === "hangs up") request.socket.destroy();
      });
      await once(server.listen(0, "127.0.0.1"), "listening");
      onTestFinished(() => {
        server.close();
        server.closeAllConnections();
      });
      const { port } = server.address() as AddressInfo;
      const dead = ["--set", "objectives=[cost total <= $1]", "--set", "demand.visits.request.timeout=300ms"];
      const few = ["--set", "demand.visits.curve=20/s", "--format", "json"];
      const ended = await load("small.yaml", "--target", `http://127.0.0.1:${port}`, ...second, ...dead, ...few);
      const outcome: Outcome = JSON.parse(ended.stdout);
      expect(outcome.objectives.map(({ objective }) => objective)).toEqual([
        "cost total <= $1",
        "web errorRate <= 50 % (by default)",
      ]);
      expect(ended.code).toBe(unlessBusy(3, outcome));
    },
  );

  test("what the user asks of answers stands alone", () => {
    const read = (objectives: string) =>
      openForLoad(join(folder, "small.yaml"), {
        ...{ target: [], share: { index: 1, of: 1 } },
        set: [`objectives=[${objectives}]`],
      });
    const texts = (objectives: string) => measuredObjectives(read(objectives).scenario).map(({ text }) => text);
    expect(texts("web p99 <= 1s")).toEqual(["web p99 <= 1s"]);
    expect(texts("errorRate <= 90 %")).toEqual(["errorRate <= 90 %"]);
    expect(texts("{ objective: web p99 <= 1s, severity: alert }")).toHaveLength(2);
  });

  test.each([
    ["web p50 <= 10s for 5m", "5s", 2],
    ["web p50 <= 10s for 5m", "6m", 1],
    ["web p50 <= 10s for 1m", "5s", 1],
    ["web p50 <= 1s during 12:00-13:00", "5s", 2],
    ["web p50 <= 1s during 17:55-18:01", "5s", 1],
    ["web p50 <= 1s for 5m during 17:55-18:03", "6m", 2],
    ["web errorRate >= 1 %", "5s", 2],
    ["web errorRate <= 100 %", "5s", 2],
    ["web errorRate <= 99 %", "5s", 1],
    ["web p99 <= 1s in 95 % of replications", "5s", 1],
  ])(
    "an objective judges answers where a run could miss it by them: %s in %s leaves %i",
    (objective, duration, count) => {
      const set = [`objectives=["${objective}"]`, `clock.duration=${duration}`];
      const { scenario } = openForLoad(join(folder, "small.yaml"), { target: [], share: { index: 1, of: 1 }, set });
      expect(measuredObjectives(scenario)).toHaveLength(count);
    },
  );
});

describe("sim load", () => {
  test("measures an outcome, whose ends add up to the schedule, and never writes a secret", async () => {
    const target = await smallTarget();
    const { code, stdout, stderr } = await load(
      ...[
        "small.yaml",
        "--target",
        target.url,
        ...second,
        "--processes",
        "2",
        "--format",
        "json",
        "--out",
        "run",
        "--quiet",
      ],
    );
    const outcome: Outcome = JSON.parse(stdout);
    expect([code, stderr]).toEqual([unlessBusy(0, outcome), ""]);
    const { scheduled, ends } = outcome.measured!.services.web;
    expect([outcome.kind, outcome.aborted, outcome.measured!.processes]).toEqual(["measured", null, 2]);
    expect(target.ids.length).toBe(scheduled);
    expect([sum(ends), ends.answered]).toEqual([scheduled, scheduled]);
    expect(JSON.parse(readFileSync(join(folder, "run", "outcome.json"), "utf8"))).toEqual(outcome);
    expect(readMeasured(readFileSync(join(folder, "run", "measured.json"), "utf8")).services).toHaveProperty("web");
    expect(target.authorizations).toEqual(new Set([`Bearer ${secret}`]));
    expect(readAll(join(folder, "run")) + stdout).not.toContain(secret);
  });

  test("prints the plan and touches no network", async () => {
    const { code, stdout, stderr } = await load("small.yaml", "--dry-run", ...second, "--scale", "10 %");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^demand +service +warm-up +scheduled/);
    expect(stdout).toMatch(/^\d\.\d{3} s +web +visits-\d+ +GET \/ +cpu=1000$/m);
    expect(Number(/^visits +web +\d+ +(\d+)/m.exec(stdout)![1])).toBeLessThan(40);
  });

  test("refuses a target that is not allowed before it connects to anything", async () => {
    const { url, connections } = await smallTarget();
    const elsewhere = ["--set", "staging.allow=[staging.example.com]"];
    const { code, stdout, stderr } = await load("small.yaml", "--target", url, ...second, ...elsewhere);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^127\.0\.0\.1 is not among the hosts .*staging\.allow\n$/);
    expect(connections()).toBe(0);
  });

  test("says what to check when nobody listens", async () => {
    const { code, stdout, stderr } = await load("small.yaml", "--target", "http://127.0.0.1:9", ...second);
    expect([code, stdout]).toEqual([6, ""]);
    expect(stderr).toMatch(/^http:\/\/127\.0\.0\.1:9.*check/);
  });

  test("on Ctrl-C stops within a second and writes what was measured", async () => {
    const target = await smallTarget();
    const child = start("small.yaml", "--target", target.url, "--window", "20:00+5m", "--out", "run", "--quiet");
    const exit = endOf(child);
    await expect.poll(() => target.ids.length, { timeout: 30_000, interval: 20 }).toBeGreaterThan(20);
    const at = performance.now();
    child.kill("SIGINT");
    await once(child, "exit");
    expect(performance.now() - at).toBeLessThan(2_500);
    expect(await exit).toMatchObject({ code: 5 });
    const outcome: Outcome = JSON.parse(readFileSync(join(folder, "run", "outcome.json"), "utf8"));
    expect([outcome.kind, outcome.aborted]).toEqual(["measured", "stopped by the user"]);
    const { scheduled, ends } = outcome.measured!.services.web;
    expect(scheduled).toBeGreaterThan(0);
    expect([sum(ends), target.ids.length]).toEqual([scheduled, scheduled]);
  });

  test("leaves no process behind when it is killed", async () => {
    const target = await smallTarget();
    const child = start("small.yaml", "--target", target.url, "--window", "20:00+5m", "--connections", "20");
    await expect.poll(() => target.ids.length, { timeout: 30_000, interval: 20 }).toBeGreaterThan(20);
    child.kill("SIGKILL");
    await expect.poll(() => target.open(), { timeout: 10_000, interval: 20 }).toBe(0);
  });

  test("a breach of staging.abort ends it", async () => {
    const target = await smallTarget({ status: 500 });
    const abort = ["--set", "staging.abort=[web errorRate <= 5 % for 1s]"];
    const { code, stderr } = await load("small.yaml", "--target", target.url, "--window", "20:00+5m", ...abort);
    expect(code).toBe(5);
    expect(stderr).toMatch(
      /ended early: web errorRate <= 5 % for 1s: breached by 100 % of \d+ requests in the last 1 s/,
    );
  });

  test("a breach by one demand ends it, however well the others of its service do", async () => {
    const target = await smallTarget();
    const failing =
      "\n  - { name: checkout, to: web, curve: 60/s, request: { steps: [{ cpu: 1ms }] }, http: { expect: { status: [ 404 ] } } }";
    writeFileSync(join(folder, "small.yaml"), scenario.replace("\nservices:", `${failing}\nservices:`));
    const abort = ["--set", "staging.abort=[web errorRate <= 60 % for 1s, web/checkout errorRate <= 20 % for 1s]"];
    const { code, stderr } = await load("small.yaml", "--target", target.url, "--window", "20:00+5m", ...abort);
    expect(code).toBe(5);
    expect(stderr).toMatch(/ended early: web\/checkout errorRate <= 20 % for 1s: breached by 100 % of \d+ requests/);
  });

  test("a generator that cannot keep up exits 4: it was measured, and not the system", async () => {
    const target = await smallTarget();
    const burst = ["demand.visits.curve=20000/s", "clock.duration=300ms", "staging.ceilings.rate=50000/s"];
    const settings = burst.flatMap((setting) => ["--set", setting]);
    const { code, stdout } = await load("small.yaml", "--target", target.url, "--processes", "1", ...settings);
    expect(code).toBe(4);
    expect(stdout).toContain("Audit of the load: INVALID");
    expect(stdout).not.toMatch(/\b(met|missed)\b/i);
  });

  test("parts that machines drove merge to the whole, each once", async () => {
    const target = await smallTarget();
    const part = (share: string, out: string) =>
      load("small.yaml", "--target", target.url, ...second, "--share", share, "--out", out, "--quiet");
    await Promise.all([part("1/2", "one"), part("2/2", "two")]);
    const [one, two] = ["one", "two"].map((name) => join(folder, name));
    const { outcome } = judgeLoad(mergeLoads([one, two]));
    expect(outcome.measured!.share).toEqual({ index: 1, of: 1 });
    expect(outcome.measured!.services.web.scheduled).toBe(target.ids.length);
    expect(() => mergeLoads([one])).toThrow("--merge: parts 2/2 are missing");
    expect(() => mergeLoads([one, one, two])).toThrow("part 1/2 again");
    expect(() => mergeLoads([one, folder])).toThrow("expected a run that sim load --out wrote");
  });
});

describe("parts of an older version", () => {
  const shop = scenario.replace(
    "\nservices:",
    "\n  - { name: checkout, to: web, curve: 50/s, request: { steps: [ { cpu: 1ms } ] } }\nservices:",
  );
  /** Drives both parts of a load; what is told apart is then taken out of some, as it is not in what older versions wrote. */
  async function parts(olds: readonly string[], change = (text: string) => text): Promise<readonly string[]> {
    const target = await smallTarget();
    writeFileSync(join(folder, "small.yaml"), change(shop));
    const part = (share: string, out: string) =>
      load("small.yaml", "--target", target.url, ...second, "--share", share, "--out", out, "--quiet");
    await Promise.all([part("1/2", "one"), part("2/2", "two")]);
    for (const old of olds) {
      const path = join(folder, old, "measured.json");
      const { apart, ...rest } = JSON.parse(readFileSync(path, "utf8"));
      expect(Object.keys(apart)).toEqual(["web/visits", "web/checkout"]);
      writeFileSync(path, JSON.stringify(rest));
    }
    return ["one", "two"];
  }

  test.each([[["one"]], [["two"]], [["one", "two"]]])(
    "merge to the whole, without results by demand: %j",
    async (olds) => {
      const names = await parts(olds);
      const { code, stdout, stderr } = await load("--merge", ...names, "--format", "json", "--out", "both");
      const outcome: Outcome = JSON.parse(stdout);
      expect(code).toBe(unlessBusy(0, outcome));
      const files = olds.map((old) => join(old, "measured.json")).join(", ");
      expect(stderr).toBe(`${files}: older than results by demand: the whole has none either\n`);
      expect(outcome.services.web).not.toHaveProperty("demands");
      expect(outcome.services.web.requests!.arrived).toBeGreaterThan(100);

      const again = await load("--merge", ...names, "--out", "both");
      expect([again.code, again.stderr]).toEqual([2, expect.stringContaining("both: holds a run already")]);
      expect((await load("--merge", ...names, "--out", "both", "--force")).code).toBe(code);
    },
  );

  test("are refused where an objective asks for a demand, and where they counted otherwise", async () => {
    const asked = (text: string) => text.replace("web errorRate", "web/checkout errorRate");
    const names = (await parts(["two"], asked)).map((name) => join(folder, name));
    const path = join(names[1], "measured.json");
    expect(() => mergeLoads(names)).toThrow(
      `${path}: older than results by demand, which an objective asks for; drive this part again`,
    );
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace('"neverSent"', '"unsent"'));
    expect(() => mergeLoads(names)).toThrow(
      /measured\.json: expected the counts of a measured run as this version writes them \(services\.web\.ends.*; drive this part again/,
    );
    const { services, ...rest } = JSON.parse(text);
    const minutes = [...services.web.minutes, ...services.web.minutes];
    writeFileSync(path, JSON.stringify({ ...rest, services: { web: { ...services.web, minutes } } }));
    expect(() => mergeLoads(names)).toThrow(
      /two: counts other services, minutes or limits than .*one; drive both again/,
    );
  });
});

test("a load asks for --force before it drives anything over a run that is there already", async () => {
  const target = await smallTarget();
  const args = ["small.yaml", "--target", target.url, ...second, "--out", "run", "--format", "json", "--quiet"];
  await load(...args);
  const sent = target.ids.length;
  const again = await load(...args);
  expect([again.code, again.stdout, target.ids.length]).toEqual([2, "", sent]);
  expect(again.stderr).toBe("run: holds a run already; write over it with --force, or name another directory\n");
  const forced = await load(...args, "--force", "--seed", "7");
  expect(target.ids.length).toBeGreaterThan(sent);
  expect(JSON.parse(readFileSync(join(folder, "run", "outcome.json"), "utf8"))).toEqual(JSON.parse(forced.stdout));
});

test.each([
  [0, { aborted: null, valid: true, verdict: "met" }],
  [3, { aborted: null, valid: true, verdict: "missed" }],
  [4, { aborted: null, valid: false, verdict: "missed" }],
  [5, { aborted: "stopped by the user", valid: false, verdict: "missed" }],
])("exits %i for %o", (code, { aborted, valid, verdict }) => {
  const objectives = [{ severity: "target", verdict }];
  const outcome = { aborted, replications: 1, replicationsAsked: 1, objectives, measured: { audit: { valid } } };
  expect(measuredExitCode(outcome as unknown as Outcome)).toBe(code);
});

describe("options of real load", () => {
  const read = (options: { readonly window?: string; readonly scale?: number }) =>
    openForLoad(join(folder, "small.yaml"), { set: [], target: [], share: { index: 1, of: 1 }, ...options }).scenario;

  test("a scenario is read on its staging fleet", () => {
    expect(read({}).services.web.desired).toBe(2);
  });

  test.each([
    ["20:00+10m", "2026-03-02T20:00:00", 600],
    ["2h+10m", "2026-03-02T20:00:00", 600],
    ["18:00+4h", "2026-03-02T18:00:00", 14_400],
    ["90s+1.5s", "2026-03-02T18:01:30", 1.5],
  ])("the window %s is a part of the clock", (window, start, seconds) => {
    expect(read({ window }).clock).toMatchObject({ start, duration: seconds * 1e6 });
  });

  test.each(["17:00+10m", "21:55+10m", "4h+1s"])("the window %s is outside of the scenario's clock", (window) => {
    expect(() => read({ window })).toThrow(
      "expected a part of the scenario's clock, 2026-03-02 18:00:00 to 2026-03-02 22:00:00",
    );
  });

  test.each(["20:00", "+10m", "20:00+", "20:00+0s", "1h+1m+1m", "soon+10m", "1ms+10m"])(
    "the window %s is none",
    (window) => {
      expect(() => read({ window })).toThrow("expected a begin and a length such as 20:00+10m or 2h+10m");
    },
  );

  test("a scale keeps a share of what the scenario keeps", () => {
    expect(read({ scale: 0.1 }).demand[0].keep).toBe(0.1);
    writeFileSync(join(folder, "small.yaml"), scenario.replace("to: web", "to: web\n    keep: 50 %"));
    expect(read({ scale: 0.1 }).demand[0].keep).toBe(0.05);
  });

  test("targets are named by service, or are one for all", () => {
    const { demand } = read({});
    const two = { demand: [...demand, { ...demand[0], name: "talks", to: "sockets" }] } as ReturnType<typeof read>;
    expect(targetsOf(["http://a/"], two)).toEqual({ web: "http://a/", sockets: "http://a/" });
    expect(targetsOf(["http://a/?x=1", "sockets=ws://b/"], two)).toEqual({ web: "http://a/?x=1", sockets: "ws://b/" });
    expect(() => targetsOf(["web=http://a/"], two)).toThrow("no target for sockets");
    expect(() => targetsOf(["socket=http://a/"], two)).toThrow("did you mean sockets?");
    expect(() => targetsOf(["http://a/", "http://b/"], two)).toThrow("one URL for all services");
  });
});

test("an objective that one run cannot decide exits 3 where --strict asks for it", async () => {
  const target = await smallTarget();
  const undecided = ["--set", "objectives=[web p999 <= 9s]", "--format", "json", "--quiet"];
  const { code, stdout } = await load("small.yaml", "--target", target.url, ...second, ...undecided, "--strict");
  const outcome: Outcome = JSON.parse(stdout);
  expect(code).toBe(unlessBusy(3, outcome));
  expect(measuredExitCode(outcome)).toBe(unlessBusy(0, outcome));
});
