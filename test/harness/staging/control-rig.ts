import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ECSClient } from "@aws-sdk/client-ecs";
import { onTestFinished } from "vitest";
import { createControlServer } from "../../../harness/staging/control/server.js";
import type { FleetTask } from "../../../harness/staging/scheduler/fleet-task.js";
import type { TargetGroup } from "../../../harness/staging/scheduler/health.js";
import type { ForkTask } from "../../../harness/staging/scheduler/lifecycle.js";
import { LocalPool, type LocalPoolParts } from "../../../harness/staging/scheduler/local-pool.js";
import type { FleetStatus } from "../../../harness/staging/status.js";
import { Timers } from "../../../harness/staging/timers.js";
import { AccountCapacity } from "../../../sim/capacity/account.js";
import { SpotMarket } from "../../../sim/capacity/spot-market.js";
import { marketOf, type ReadScenario, requestService } from "../../../sim/scenario/index.js";
import { Clock, momentsOf } from "../../../workload/index.js";
import { scenario } from "../../support/simulate.js";

/** How the processes of tasks behave in a test: they answer `/health`, unless they cannot start. */
export interface Habits {
  starts: boolean;
  obeysSigterm: boolean;
  /** Ids of tasks that answer 503. */
  readonly sick: Set<string>;
}

/** A service whose tasks are servers in this process, and a log of what was done to them. */
export interface Rig {
  readonly read: ReadScenario;
  readonly service: LocalPool;
  readonly timers: Timers;
  readonly habits: Habits;
  /** `register`, `deregister`, `SIGTERM`, `SIGKILL` and the like, each with its task's id, in order. */
  readonly log: string[];
}

/**
 * A scenario whose fleet starts a thousand times as fast as Fargate, and drains for 50 ms unless the test says
 * otherwise.
 */
export function yaml(service: string, more = ""): string {
  const drain = service.includes("drain:") ? "" : ", drain: { deregistrationDelay: 50ms }";
  return `
name: rig
region: eu-west-1
clock: { start: 2026-03-02T08:00, duration: 2h }
demand: [{ name: calls, to: web, curve: 5/s, request: { steps: [{ cpu: 5ms }] } }]
services:
  web: { task: { cpu: 1 vCPU, memory: 2 GB }, bounds: { min: 1, max: 50 }, abruptFailuresPerMonth: 0 %, ${service}${drain} }
markets: { calm: { interruptionsPerMonth: 0 % } }
staging: { local: { startFaster: 1000 } }
${more}`;
}

/**
 * A service without tasks until it is told to launch some. Its health checks may be more frequent than a scenario
 * allows.
 */
export function rig(text: string, healthCheck: Partial<LocalPoolParts["config"]["healthCheck"]> = {}): Rig {
  const read = scenario(text);
  const { scenario: config, data } = read;
  const timers = new Timers();
  const log: string[] = [];
  const habits: Habits = { starts: true, obeysSigterm: true, sick: new Set() };
  const clock = new Clock(config.clock);
  const spot = market(read, clock);
  const web = requestService("web", config);
  const service = new LocalPool({
    name: "web",
    config: { ...web, healthCheck: { ...web.healthCheck, ...healthCheck } },
    seed: 1,
    zones: config.account.zones,
    autoscaling: config.autoscaling,
    faster: config.staging.local.startFaster,
    clock,
    tables: data.tables,
    timers,
    capacity: new AccountCapacity(config.account, () => spot),
    market: spot,
    targets: targetGroup(log),
    fork: forkHere(log, habits),
    attempts: () => 0,
  });
  onTestFinished(() => timers.close());
  return { read, service, timers, habits, log };
}

function market({ scenario }: ReadScenario, clock: Clock): SpotMarket {
  const crunches = scenario.incidents.flatMap((incident) => (incident.kind === "spot-crunch" ? [incident] : []));
  return new SpotMarket({
    ...marketOf("web", scenario),
    seed: 1,
    zones: scenario.account.zones,
    horizon: { from: 0, until: clock.duration },
    incidents: crunches.flatMap((config) => momentsOf(config, clock).map((at) => ({ at, config }))),
  });
}

function targetGroup(log: string[]): TargetGroup {
  return {
    register: (task) => log.push(`register ${task}`),
    deregister: (task) => log.push(`deregister ${task}`),
    cut: (task) => log.push(`cut ${task}`),
    stopping: () => {},
  };
}

function forkHere(log: string[], habits: Habits): ForkTask {
  return (task, listener) => {
    log.push(`fork ${task.id}`);
    const server = createServer((_, response) => response.writeHead(habits.sick.has(task.id) ? 503 : 200).end());
    const end = (code: number | null) => {
      server.closeAllConnections();
      server.close(() => listener.exited(code));
    };
    server.listen(0, "127.0.0.1", () => {
      if (habits.starts) listener.listening((server.address() as AddressInfo).port);
      else end(1);
    });
    onTestFinished(() => void server.close());
    return { pid: 0, send: () => {}, kill: (signal) => kill(signal) };

    function kill(signal: "SIGTERM" | "SIGKILL"): void {
      log.push(`${signal} ${task.id}`);
      if (signal === "SIGKILL") end(null);
      else if (habits.obeysSigterm) end(0);
    }
  };
}

/** Waits until a condition holds; only the test's own time limit ends the wait. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** The real ECS client, connected to a control endpoint for the rig's service. */
export async function ecsOf({ read, service }: Rig, throttles?: (operation: string) => boolean) {
  const fleet = { scenario: read.scenario, services: new Map([["web", service]]) };
  const server = createControlServer({ fleet, status: () => ({}) as FleetStatus, throttles });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new ECSClient({ endpoint, region: "eu-west-1", credentials });
  onTestFinished(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });
  return { client, endpoint };
}

export function states(tasks: readonly FleetTask[]): readonly string[] {
  return tasks.map(({ state }) => state);
}

/** What was done to a task, in order. */
export function historyOf(task: FleetTask, { log }: Rig): readonly string[] {
  return log.flatMap((line) => (line.endsWith(` ${task.id}`) ? [line.split(" ")[0]] : []));
}
