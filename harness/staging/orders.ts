import { availableParallelism } from "node:os";
import { Pauses } from "../../sim/cpu/index.js";
import { applicationVcpu, requestService, type Scenario } from "../../sim/scenario/index.js";
import { classesOf, type DemandConfig } from "../../workload/demand-shape.js";
import { createDistribution, type Tables } from "../../workload/index.js";
import { Random } from "../../workload/random.js";
import type { BalancerOrder } from "./balancer/balancer-process.js";
import type { LocalFleet } from "./local-fleet.js";
import type { TaskOrigin } from "./scheduler/fleet-task.js";
import type { PauseTime, TaskOrder } from "./task/task-order.js";

/** What the tasks of a service have in common, apart from the task's own id. */
interface TaskOrderOptions {
  readonly service: string;
  readonly scenario: Scenario;
  readonly tables: Tables;
  readonly cpu: "virtual" | "real";
  /** Null when the fleet has no store. */
  readonly storeUrl: string | null;
}

/** The order for a task's process, which says how it serves. */
export function taskOrder(task: string, options: TaskOrderOptions, pauses: readonly PauseTime[] = []): TaskOrder {
  const { service, scenario, cpu, storeUrl } = options;
  const { task: config, drain, writeBuffer } = requestService(service, scenario);
  const discipline = String(config.discipline.kind);
  const threads = "threads" in config.discipline ? Number(config.discipline.threads) : config.maxConcurrent;
  const slots = Math.min(threads, config.maxConcurrent);
  const workFactor = config.workFactor * (config.architecture === "arm64" ? config.arm64WorkFactor : 1);
  const { flushEvery, flushTimeout, deadLetter, acknowledge } = writeBuffer;
  return {
    kind: "order",
    task,
    service,
    cpu: { kind: cpu, vcpu: applicationVcpu(config), discipline, workFactor },
    pauses,
    slots,
    queueLimit: config.queue + config.maxConcurrent - slots,
    work: meanWork(options),
    sockets: sockets(options),
    onSigterm: drain.onSigterm,
    writes: { storeUrl, flushEvery, flushTimeout, deadLetter, acknowledge },
  };
}

/** Largest number of pauses sent to a task, enough for the life of almost any local fleet; beyond them they repeat. */
const pausesMax = 2_000;

/**
 * When a task's process stands still, counted from its start, by the draws for the simulated task with the same
 * ordinal.
 */
export function pausesOf(
  { service, ordinal }: TaskOrigin,
  { scenario, tables }: Pick<TaskOrderOptions, "scenario" | "tables">,
  seed: number,
): readonly PauseTime[] {
  const config = requestService(service, scenario).task.pauses;
  if (config === undefined) return [];
  const pauses = new Pauses(config, tables, Random.stream(seed, "pauses", service, ordinal), 0);
  return Array.from({ length: pausesMax }, () => {
    const { begins, lasts } = pauses;
    pauses.next();
    return { begins, lasts };
  });
}

export function balancerOrder(service: string, scenario: Scenario, seed: number, port: number): BalancerOrder {
  const {
    algorithm,
    slowStart,
    idleTimeout,
    nodes = scenario.account.zones,
  } = requestService(service, scenario).balancer;
  const software = scenario.staging.local.balancer;
  return { kind: "order", service, port, software, algorithm, slowStart, nodes, idleTimeout, seed };
}

/** Mean durations of the steps of the service's first kind of request: the work of a request that does not name any. */
function meanWork({ service, scenario, tables }: TaskOrderOptions): TaskOrder["work"] {
  const [first] = demandsOf(service, scenario).flatMap(classesOf);
  return (first?.steps ?? []).map(({ cpu, wait }) => ({
    kind: cpu ? "cpu" : "wait",
    duration: Math.round(createDistribution((cpu ?? wait)!, tables).mean),
  }));
}

const withoutSessions = { idleTimeout: 300_000_000, compression: false };

function sockets({ service, scenario }: TaskOrderOptions): TaskOrder["sockets"] {
  const sessions = demandsOf(service, scenario).flatMap(({ session }) => (session ? [session] : []));
  const { idleTimeout, compression } = sessions[0] ?? withoutSessions;
  return { idleTimeout, compression };
}

function demandsOf(service: string, { demand }: Scenario): readonly DemandConfig[] {
  return demand.filter(({ to }) => to === service);
}

/** Cores kept for the balancer and the load generator. */
const coresBeside = 1;

/**
 * Decides whether tasks burn real CPU or simulate it with timers, and says why. `auto` burns CPU if every vCPU of the
 * first tasks has a core.
 */
export function chooseCpu(scenario: Scenario, desired: ReadonlyMap<string, number>): LocalFleet["cpu"] {
  const { cpu } = scenario.staging.local;
  if (cpu === "real") return { kind: "real", why: "real CPU, as the scenario asks" };
  if (cpu === "virtual") return { kind: "virtual", why: "virtual vCPUs, as the scenario asks: a control-plane check" };
  const vcpus = [...desired].reduce(
    (sum, [service, tasks]) => sum + tasks * applicationVcpu(requestService(service, scenario).task),
    0,
  );
  const cores = availableParallelism();
  const facts = `${vcpus} vCPUs and ${coresBeside} core beside them, on ${cores} cores`;
  if (vcpus + coresBeside <= cores) return { kind: "real", why: `real CPU: ${facts}` };
  return { kind: "virtual", why: `virtual vCPUs: ${facts}: a control-plane check` };
}
