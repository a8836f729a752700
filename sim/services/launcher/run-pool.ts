import { LaunchTimes } from "../../capacity/launch.js";
import { hazardPerHour } from "../../capacity/risk.js";
import { Pool } from "../../pool/pool.js";
import type { Process } from "../../pool/process.js";
import type { SchedulerConfig } from "../../pool/scheduler.js";
import type { TaskDefinition } from "../../pool/task-definition.js";
import type { TaskTable } from "../../pool/task-table.js";
import type { ServiceContext } from "../service-context.js";
import type { LauncherConfig } from "./shape.js";

/** No service's scheduler looks at runs: this one has nothing to keep. */
const idleScheduler: SchedulerConfig = {
  limits: { minimumHealthyPercent: 1, maximumPercent: 2 },
  circuitBreaker: { enable: false, rollback: false, resetOnHealthyTask: true, minimumFailures: 1 },
  fallback: null,
  rebalances: false,
  noCapacity: { initial: 1, factor: 1, max: 1 },
  failedStart: { initial: 1, factor: 1, max: 1 },
};

const none = { kind: "fixed", value: 0 } as const;

interface RunPoolParts {
  readonly config: LauncherConfig;
  readonly context: ServiceContext;
  readonly tasks: TaskTable;
  readonly process: Process;
  /** Task definition of a run whose flow names no profile. */
  readonly definition: TaskDefinition;
  /** Called once per task, when it stops or the reported time ends. */
  readonly bill: (task: number) => void;
}

/** The tasks of runs: RunTask waits for no scheduler, and no load balancer sends them anything. */
export function createRunPool({ config, context, tasks, process, definition, bill }: RunPoolParts): Pool {
  const { simulation, seed, name, tables, capacity, market, zones, clock, journal } = context;
  const { provision, pullPerGib, create, deprovision } = config.launch;
  const launch = {
    ...{ schedule: none, provision, pullPerGib, create, createPerGib: none, activate: none, boot: none, deprovision },
    ...{ bootCpu: 0, failedStarts: config.failures.imagePull, faster: 1 },
  };
  return new Pool({
    simulation,
    seed,
    service: name,
    tasks,
    process,
    rotation: null,
    capacity,
    market,
    zones,
    launchTimes: new LaunchTimes(seed, name, launch, tables),
    scheduler: idleScheduler,
    stopTimeout: config.drain.stopTimeout,
    gracePeriod: 0,
    abruptHazard: hazardPerHour(config.abruptFailuresPerMonth),
    until: clock.duration,
    definition,
    strategy: config.capacity,
    journal,
    bill,
  });
}
