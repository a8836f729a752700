import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { parse } from "yaml";
import type { Run } from "../../sim/outcome/index.js";
import { services } from "../../sim/services/index.js";
import { emptyFolder } from "../cli/sim.js";
import { echo } from "./echo.js";

/** The keys of one service of each kind; the suite fails for a kind that is not here. */
const examples: Readonly<Record<string, string>> = {
  "request-service": "task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 4, queue: 4 }, bounds: { min: 1, max: 2 }",
  dependency: "kind: dependency, latency: 40ms, maxConcurrent: 2, queue: 3",
  lambda: "kind: lambda, memory: 512 MB, reservedConcurrency: 8, provisioned: { desired: 2 }",
  "websocket-service":
    "kind: websocket-service, task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 4, queue: 4 }, bounds: { min: 1, max: 2 }, connectionsPerTask: 90",
  "run-launcher": "kind: run-launcher, launch: { download: 0s, import: 0s }",
  queue: "kind: queue",
  "worker-service":
    "kind: worker-service, queue: jobs, task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 4 }, desired: 4, scaling: []",
  echo: "kind: echo, delay: 200ms",
};

/** What is sent to one of a kind that takes no requests. */
const messages = "curve: 30/s, request: { steps: [ { cpu: 100ms } ], timeout: 2s }"; // those that are not done are received again
const sent: Readonly<Record<string, string>> = {
  queue: messages,
  "worker-service": messages,
  "websocket-service":
    "curve: 10/s, session: { messages: 3, between: 5s, message: { steps: [ { cpu: 100ms } ], timeout: 2s } }",
};
const requests = "curve: 30/s, request: { steps: [ { cpu: 100ms } ], timeout: 2s, retries: { attempts: 1 } }";

/** Of kinds that need another service: those that stand beside it, and whom the demand is sent to. */
const company: Readonly<Record<string, { readonly services: string; readonly to: string }>> = {
  queue: { services: `workers: { ${examples["worker-service"].replace("queue: jobs", "queue: only")} }`, to: "only" },
  "worker-service": { services: "jobs: { kind: queue }", to: "jobs" },
};

/** An objective that is met, where a kind tells no errorRate. */
const objectives: Readonly<Record<string, string>> = {
  "worker-service": "executing <= 99",
  "run-launcher": "failureRate <= 99 %",
};

const kindIn = (keys: string) => /kind: ([\w-]+)/.exec(keys)?.[1] ?? "request-service";

const kinds = [...services, echo];

type Services = typeof import("../../sim/services/index.js");

/** A kind is one file and this word in the list: all else is loaded anew, as it stands. */
beforeAll(() => {
  vi.resetModules();
  vi.doMock("../../sim/services/index.js", async (original) => ({
    services: [...(await original<Services>()).services, echo],
  }));
});

afterAll(() => {
  vi.doUnmock("../../sim/services/index.js");
  vi.resetModules();
});

/** More work than two tasks can do, so that some is refused and some times out. */
const yaml = (keys: string, work = requests) => {
  const { services = "", to = "only" } = company[kindIn(keys)] ?? {};
  return `
name: alone
region: us-east-1
clock: { duration: 5m, warmup: 1m }
demand: [ { name: load, to: ${to}, ${work} } ]
services: { only: { ${keys} }${services && `, ${services}`} }
objectives: [ only ${objectives[kindIn(keys)] ?? "errorRate <= 99 %"} ]
`;
};

/** Two demands, which pages tell apart, and runs that die, of which they tell how soon they are found. */
function reported(kind: string): string {
  const dying = "kind: run-launcher, flows: { load: { memory: { kind: uniform, min: 1 GB, max: 3 GB } } }";
  return yaml(examples[kind].replace("kind: run-launcher", dying), sent[kind]).replace(
    /demand: \[ (.*) \]$/m,
    (_, one: string) =>
      `demand: [ ${one}, ${one.replace("name: load", "name: more").replace(/curve: \d+/, "curve: 1")} ]`,
  );
}

const load = () => import("../support/simulate.js");

test("every kind has an example here", () => {
  expect(kinds.map(({ kind }) => kind).filter((kind) => examples[kind] === undefined)).toEqual([]);
});

/** An objective that every minute breaks, where a kind tells no errorRate. */
const broken: Readonly<Record<string, string>> = {
  "worker-service": "executing >= 99",
  "run-launcher": "unnoticed >= 99",
};

test.each(services.map(({ kind }) => kind))("a breach of a %s is acted on as its first minute ends", async (kind) => {
  const { scenario, simulate } = await load();
  const breach = `only ${broken[kind] ?? "errorRate >= 100 %"}`;
  const other = "spare: { task: { cpu: 1 vCPU, memory: 2 GB }, desired: 1, scaling: [] }";
  const text = yaml(examples[kind], sent[kind]).replace("services: { ", `services: { ${other}, `);
  const incident = `incidents: [ { kind: deployment, service: spare, onBreach: '${breach}' } ]`;
  const { events } = simulate(scenario(`${text}${incident}\n`));
  const acts = events.filter((event) => event.kind === "runbook");
  expect(acts.map(({ at, service }) => [at, service])).toEqual([[60e6, "only"]]);
});

describe.each(kinds.map(({ kind }) => kind))("a scenario of %s alone", (kind) => {
  test("brings exactly the work of its demand, and every unit of it ends once", async () => {
    const { scenario, simulate, workOf } = await load();
    const { createDemands } = await import("../../workload/demands.js");
    const { demandContext } = await import("../../sim/scenario/index.js");
    const read = scenario(yaml(examples[kind], sent[kind]));
    const replication = simulate(read);
    const work = workOf(replication.services.only);
    const [demand] = createDemands(
      read.scenario.demand,
      demandContext(read.scenario, replication.seed, read.data.tables),
    );
    let arrivals = 0;
    for (const steps = new Int32Array(8); Number.isFinite(demand.nextAt); demand.take(steps, 0)) {
      if (demand.nextAt >= 0) arrivals++;
    }
    expect(work.arrived).toBe(arrivals);
    expect(work.ended).toBe(arrivals);
    expect(work.unfinished).toBe(0);
    expect(work.byMinute.reduce((sum, each) => sum + each, 0)).toBe(arrivals);
  });

  test("tells exactly the aspects of its kind, and their columns", async () => {
    const { scenario, simulate } = await load();
    const { columnsOf } = await import("../../sim/facts/service-metrics.js");
    const {
      kind: _,
      minutes,
      demands: __,
      ...told
    } = simulate(scenario(yaml(examples[kind], sent[kind]))).services.only;
    const { aspects } = kinds.find((each) => each.kind === kind)!;
    expect(Object.keys(told).sort()).toEqual([...aspects].sort());
    const columns = columnsOf(aspects).map(({ name }) => name);
    expect(Object.keys(minutes).sort()).toEqual([...columns].sort());
  });

  test("has nothing in flight when all has ended", async () => {
    const { scenario } = await load();
    const { World } = await import("../../sim/world.js");
    const { scenario: config, data } = scenario(yaml(examples[kind], sent[kind]));
    const world = new World(config, { seed: 1, tables: data.tables, crunches: new Map() });
    world.begin();
    world.simulation.runUntil(world.clock.duration + 600e6);
    expect(world.inFlight).toBe(0);
  });

  test("is the same again on replay, and from its resolved text", async () => {
    const { scenario, simulate } = await load();
    const { reviveScenario } = await import("../../sim/scenario/index.js");
    const read = scenario(yaml(examples[kind], sent[kind]));
    const first = simulate(read);
    expect(simulate(read)).toEqual(first);
    expect(parse(read.resolved).services.only.kind).toBe(kind);
    expect(simulate({ ...read, scenario: reviveScenario(read.resolved) })).toEqual(first);
  });

  test("is explained, billed and reported in every format", async () => {
    const { scenario, simulate } = await load();
    const { aspectsOf, assumptionsOf, decidingDefaults } = await import("../../sim/scenario/index.js");
    const { aggregate, clockOutcome } = await import("../../sim/outcome/index.js");
    const { price } = await import("../../sim/experiments/price.js");
    const { reporters } = await import("../../reports/index.js");
    const { Clock } = await import("../../workload/clock.js");
    const read = scenario(reported(kind));
    const { objectives, claims, clock, seed, name } = read.scenario;
    const runs: readonly Run[] = price(read, [simulate(read, 0), simulate(read, 1)]);
    const outcome = aggregate(
      {
        ...{ kind: "predicted", scenario: name, about: "", variant: null, version: "", seed, replicationsAsked: 2 },
        ...{
          clock: clockOutcome(new Clock(clock)),
          assumptions: assumptionsOf(read),
          services: aspectsOf(read.scenario.services),
          strata: [],
        },
        ...{ objectives, claims, defaults: decidingDefaults(read.scenario) },
      },
      runs,
    );
    expect(outcome.objectives).toMatchObject([{ verdict: "met" }]);
    for (const reporter of reporters) {
      const page = reporter.print(outcome, { color: false });
      expect(page, reporter.format).toContain("only");
      expect(page, reporter.format).not.toMatch(/undefined|\[object|NaN/);
    }
  });
});

describe("one file and one word make a kind", () => {
  test("its keys are checked, and its name is known to every message about kinds", async () => {
    const { formatIssue } = await import("../../scenarios/language/index.js");
    const { issuesOf } = await import("../scenario/reader.js");
    const lines = (keys: string) => issuesOf(yaml(keys)).map(formatIssue).join("\n");
    const names = kinds.map(({ kind }) => kind).join(", ");
    expect(lines("kind: ehco")).toContain(`only.kind: expected one of ${names}, got 'ehco' (did you mean echo?)`);
    expect(lines("kind: echo, dealy: 1s")).toMatch(
      /only\.dealy: expected one of the keys kind, delay, got 'dealy' \(did you mean delay\?\)/,
    );
    expect(lines("kind: echo, delay: 1 parsec")).toMatch(/only\.delay: expected a duration/);
  });

  test("an incident that needs tasks is refused on it, with the place and a remedy", async () => {
    const { formatIssue } = await import("../../scenarios/language/index.js");
    const { issuesOf } = await import("../scenario/reader.js");
    const incident = "incidents: [ { kind: deployment, at: 1m, service: only } ]";
    expect(issuesOf(`${yaml(examples.echo)}${incident}\n`).map(formatIssue)).toEqual([
      expect.stringMatching(
        /:8:51 {2}incidents\[0\]\.service: expected a service with tasks of its own, got 'only' \(echo\), which has none \(leave the incident out\)$/,
      ),
    ]);
  });

  test("a zone that goes down passes it by", async () => {
    const { scenario, simulate } = await load();
    const incident = "incidents: [ { kind: zone-outage, at: 1m, lasts: 1m } ]";
    const { events } = simulate(scenario(`${yaml(examples.echo)}${incident}\n`));
    expect(events).toEqual([]);
  });

  test("what it says stands beside the prediction, and no load balancer is billed for it", async () => {
    const { scenario, simulate, billOf } = await load();
    const { assumptionsOf } = await import("../../sim/scenario/index.js");
    const read = scenario(yaml(examples.echo));
    expect(assumptionsOf(read)).toContain("an echo takes 200 ms, however many come");
    expect(assumptionsOf(read).join()).not.toMatch(/balancer|task|FARGATE/);
    expect(billOf(read, simulate(read)).lines.map(({ service }) => service)).not.toContain("ALB");
  });

  test.each(["verify", "load", "drill", "staging up"])(
    "sim %s refuses it in one line before anything starts",
    async (command) => {
      const { program } = await import("../../sim/cli/program.js");
      const { failureOf } = await import("../../sim/cli/failures.js");
      const file = join(emptyFolder(), "alone.yaml");
      writeFileSync(file, yaml(examples.echo));
      const call = [...command.split(" "), file];
      const error = await (await program(call)).parseAsync(call, { from: "user" }).catch((thrown: unknown) => thrown);
      expect(failureOf(error)).toEqual({
        code: 2,
        lines: ["only (echo) is only simulated: no real load can be driven at it, and no local fleet has it"],
      });
    },
  );
});
