import { describe, expect, test } from "vitest";
import { formatIssue } from "../../scenarios/language/index.js";
import { templates as allTemplates } from "../../sim/cli/templates/index.js";
import { good, issuesOf, read, readGood } from "./reader.js";

const templates = allTemplates.filter(({ command }) => command === "run");

/** The scenario that the design aims at, standing by itself. */
const offpeak = `
name: offpeak-70spot
about: Off-peak night with 70 % of orchestrator tasks on Fargate Spot. Does p99 hold, what does it cost, what is lost?
seed: 1
replications: 20
clock: { start: 2026-03-02T23:00, duration: 10h, timezone: Asia/Tokyo, warmup: 30m, represents: 10h per day }
region: ap-northeast-1

demand:
  - name: chat-turns
    to: orchestrator
    curve: { kind: daily, peak: 150/s, trough: 20/s, peakHours: 09:00-23:00 }
    arrivals: poisson
    request:
      steps: [ { cpu: { kind: lognormal, mean: 130ms, p99: 480ms } },
               { wait: { kind: lognormal, mean: 900ms, p99: 2.2s } },
               { cpu: { kind: lognormal, mean: 40ms, p99: 140ms } } ]
      writes: 2
      timeout: 30s

services:
  orchestrator:
    kind: request-service
    task: { cpu: 1 vCPU, memory: 2 GB, architecture: x86_64, discipline: processor-sharing, maxConcurrent: 50, queue: 200 }
    desired: 15
    capacity: { FARGATE: { base: 3, weight: 30 }, FARGATE_SPOT: { weight: 70, market: general } }
    bounds: { min: 5, max: 20 }
    scaling:
      - { kind: target-tracking, metric: cpu, target: 60 %, scaleOutCooldown: 2m, scaleInCooldown: 5m }
      - { kind: target-tracking, metric: requests-per-target, target: 200/min, scaleOutCooldown: 1m, scaleInCooldown: 5m }
      - { kind: scheduled, cron: '45 8 * * *', bounds: { min: 20, max: 60 } }
    drain: { stopTimeout: 30s, onSigterm: drain, deregistrationLag: 5s }
    writeBuffer: { flushEvery: 100ms, flushTimeout: 20s, deadLetter: true, acknowledge: buffered }
    degradation: { signal: cpu, window: 30s, levels: [ { above: 80 %, cpuFactor: 0.5 }, { above: 95 %, shed: 20 % } ], restoreBelow: 40 %, holdAtLeast: 5m, suspendsScaleIn: true }

markets:
  general: { discount: 60 %, interruptionsPerMonth: 20 %, crunch: { every: 30d, lasts: 20m, takes: 60 %, within: 3m } }

objectives: [ orchestrator p99 <= 3s, orchestrator interruptionErrors <= 0.5 %, orchestrator oscillationsPerDay <= 2 ]
claims:
  - { document: 0.5–1 % of turns lost in write buffers per off-peak day, compute: orchestrator.writes.lostShare }
`.trimStart();

/** Ten mistakes across keys, each on a line of its own. */
const tenMistakes = `
region: ap-northeast-9
clock: { duration: 30h, represents: 30h per day }
demand:
  - { name: turns, to: wed, curve: 20/s, request: { steps: [ { cpu: 50ms } ] } }
  - { name: turns, to: web, curve: 20/s, request: { steps: [ { cpu: 50ms } ] } }
services:
  web:
    task: { cpu: 1 vCPU, memory: 16 GB }
    bounds: { min: 2, max: 10 }
    desired: 30
    capacity: { FARGATE_SPOT: { weight: 1, market: general } }
    balancer: { algorithm: least-outstanding, slowStart: 60s }
    healthCheck: { interval: 10s, timeout: 30s }
objectives:
  - wob p99 <= 3s
`.trimStart();

/** Ten mistakes of single keys: nothing fits its shape. */
const tenMisspellings = `
regoin: ap-northeast-1
seed: one
clock: { start: yesterday, duration: 10 }
demand:
  - { name: turns, to: web, curve: { kind: dayly, peak: 1/s }, request: { steps: [] } }
services:
  web:
    task: { cpu: lots, memory: 2 GB }
    bounds: { min: 9, max: 3 }
    scaling: [ { kind: target-tracking, metric: cpu, target: 60 } ]
objectives: [ web p42 <= 3s ]
`.trimStart();

/** Mistakes of both sorts: what does not fit its shape hides none of the others. */
const tenMixed = `
regoin: ap-northeast-1
seed: one
demand:
  - { name: turns, to: wed, curve: { kind: dayly, peak: 1/s }, request: { steps: [ { cpu: 50ms } ] } }
  - { name: turns, to: web, curve: 20/s, request: { steps: [ { cpu: 50ms } ] } }
services:
  web:
    task: { cpu: 1 vCPU, memory: 16 GB }
    bounds: { min: 2, max: ten }
    capacity: { FARGATE_SPOT: { weight: 1, market: generl } }
    healthCheck: { interval: 10s, timeout: 30s }
markets: { general: { discount: 60 } }
objectives: [ wob p99 <= 3s ]
`.trimStart();

describe("without a problem is", () => {
  test("a small scenario", () => {
    expect(issuesOf(good)).toEqual([]);
  });

  test("the scenario of the design, but for a Spot share that base dilutes", () => {
    const { warnings } = readGood(offpeak);
    expect(warnings.map(formatIssue)).toEqual([
      "fleet.yaml:25:15  warning: services.orchestrator.capacity: expected about 70 % of the tasks on Spot, as the weights say, got 1 of 5 (20 %) and 12 of 20 (60 %), since base is placed first (lower base, raise bounds.min or count on the smaller share)",
    ]);
  });

  test.each(templates)("the template $name, but for what it shows on purpose", ({ text }) => {
    const codes = readGood(text).warnings.map(({ code }) => code);
    expect(codes.filter((code) => code !== "diluted-spot")).toEqual([]);
  });
});

describe("all at once and in the order of the file are told", () => {
  test("ten mistakes across keys", () => {
    expect(issuesOf(tenMistakes).map(({ code, line, severity }) => `${line} ${severity} ${code}`)).toEqual([
      "1 error no-price",
      "2 error represents",
      "4 error unknown-service",
      "5 error duplicate-demand",
      "8 error task-size",
      "10 error desired",
      "11 error unknown-market",
      "12 error slow-start",
      "13 error health-check",
      "15 error unknown-service",
    ]);
  });

  test("ten mistakes of both sorts", () => {
    expect(issuesOf(tenMixed).map(({ code, line, path }) => `${line} ${code} ${path}`)).toEqual([
      "1 unknown-key regoin",
      "2 invalid-value seed",
      "4 unknown-service demand[0].to",
      "4 unknown-kind demand[0].curve.kind",
      "5 duplicate-demand demand[1].name",
      "8 task-size services.web.task.memory",
      "9 invalid-value services.web.bounds.max",
      "10 unknown-market services.web.capacity.FARGATE_SPOT.market",
      "11 health-check services.web.healthCheck.timeout",
      "12 invalid-value markets.general.discount",
      "13 unknown-service objectives[0]",
    ]);
  });

  test("ten mistakes of single keys", () => {
    const lines = issuesOf(tenMisspellings).map(formatIssue);
    expect(lines).toHaveLength(10);
    for (const line of lines) expect(line).toMatch(/^fleet\.yaml:\d+:\d+ {2}\S+: expected .*, got .*/);
  });
});

describe("the resolved scenario", () => {
  test.each([
    ["a small scenario", good],
    ["the scenario of the design", offpeak],
    [
      "a kill switch back to a variant",
      `${good}incidents: [ { kind: kill-switch, at: 2h, to: safe } ]\nvariants: { safe: { services: { web: { bounds: { min: 3, max: 9 } } } } }\n`,
    ],
    ...templates.map(({ name, text }) => [`the template ${name}`, text]),
  ])("of %s reads back to an equal one, with the same warnings", (_name, text) => {
    const first = readGood(text);
    const second = readGood(first.resolved);
    expect(second.scenario).toEqual(first.scenario);
    expect(second.resolved.replaceAll(" # default", "")).toEqual(first.resolved.replaceAll(" # default", ""));
    expect(second.warnings.map(({ code, path }) => [code, path])).toEqual(
      first.warnings.map(({ code, path }) => [code, path]),
    );
  });
});

describe("a kill switch", () => {
  const text = `${good}incidents: [ { kind: kill-switch, at: 2h, to: safe } ]\n`;

  test("goes back to what its variant has", () => {
    const variants =
      "variants: { safe: { services: { web: { bounds: { min: 3, max: 9 }, task: { cpu: 2 vCPU, memory: 4 GB } } } } }";
    const [incident] = readGood(text + variants).scenario.incidents;
    expect(incident).toMatchObject({
      services: { web: { bounds: { min: 3, max: 9 }, task: { cpu: 2, memory: 4096 } } },
    });
  });

  test("to a variant that is wrong is refused where the variant is", () => {
    const reading = read(`${text}variants:\n  safe: { services: { web: { bounds: { min: 3, max: 2 } } } }`);
    expect(reading.ok ? [] : reading.issues.map(({ path, line }) => [path, line])).toEqual([
      ["services.web.bounds", 12],
    ]);
  });
});

test("a scenario without a name is called as its file is, whatever it extends", () => {
  const named = { files: { "my first.yaml": `name: parent\n${good}` } };
  const nameIn = (path: string) => readGood("extends: my first.yaml\n", { ...named, path }).scenario.name;
  expect(["nights/fleet.yaml", "01 my night.yml", "2026.yaml"].map(nameIn)).toEqual(["fleet", "my-night", "unnamed"]);
  expect(readGood("extends: my first.yaml\nname: child\n", named).scenario.name).toBe("child");
});
