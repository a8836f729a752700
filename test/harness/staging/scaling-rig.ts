import { createDeployment } from "../../../harness/staging/scheduler/deployment.js";
import { FleetTask } from "../../../harness/staging/scheduler/fleet-task.js";
import { ScalingLoop } from "../../../harness/staging/scheduler/scaling-loop.js";
import { ServiceEvents } from "../../../harness/staging/scheduler/service-events.js";
import { second } from "../../../scenarios/language/units/time.js";
import { requestService } from "../../../sim/scenario/index.js";
import { Clock } from "../../../workload/index.js";
import { origin } from "../../pool/fleet.js";
import { scenario } from "../../support/simulate.js";
import { yaml } from "./control-rig.js";

/** Time that passes only when it is told to; what is due happens in order. */
export class ToldTime {
  #now = 0;
  #due: { readonly at: number; readonly action: () => void }[] = [];

  readonly now = () => this.#now;

  at(instant: number, action: () => void): () => void {
    if (instant < Infinity) this.#due.push({ at: instant, action });
    return () => {};
  }

  after(delay: number, action: () => void): () => void {
    return this.at(this.#now + delay, action);
  }

  passTo(end: number): void {
    for (;;) {
      const next = this.#due.toSorted((a, b) => a.at - b.at).find(({ at }) => at <= end);
      if (next === undefined) break;
      this.#due = this.#due.filter((each) => each !== next);
      this.#now = Math.max(this.#now, next.at);
      next.action();
    }
    this.#now = end;
  }
}

/** A task that has been running for a day. */
export function runningTask(): FleetTask {
  const deployment = createDeployment(0, { FARGATE: { base: 0, weight: 1 } });
  const task = new FleetTask({
    id: "t",
    service: "web",
    provider: "FARGATE",
    ordinal: 0,
    zone: 0,
    seat: origin().seat,
    deployment,
    isSubstitute: false,
  });
  task.enter("RUNNING");
  task.times = { ...task.times, started: Date.now() - 86_400_000 };
  task.isHealthy = true;
  return task;
}

/** A service of ten tasks with policies; each task uses `cpu` of its vCPU and gets `perSecond` requests. */
export function loop(scaling: string, { cpu, perSecond }: { readonly cpu: number; readonly perSecond: number }) {
  const { scenario: config } = scenario(yaml(`scaling: [${scaling}]`));
  const time = new ToldTime();
  const events = new ServiceEvents("web");
  const tasks = new Set(Array.from({ length: 10 }, runningTask));
  const scheduler = {
    ...{ desired: 10, isDeploying: false, tasks, active: [...tasks] },
    setDesired(desired: number) {
      this.desired = desired;
    },
  };
  const made = new ScalingLoop({
    config: requestService("web", config),
    autoscaling: config.autoscaling,
    clock: new Clock(config.clock),
    timers: time,
    meter: {
      cpu: () => ({ used: 10 * cpu * time.now(), reserved: 10 * time.now() }),
      counts: () => true,
      useOf: ({ metrics }) => ({ used: metrics?.cpuUsed ?? 0, reserved: time.now() }),
    },
    scheduler,
    events,
    attempts: () => Math.round((10 * perSecond * time.now()) / second),
  });
  made.begin();
  return { time, scheduler, tasks, events };
}

/** Sets what a task reports about itself. */
export function report(
  task: FleetTask,
  { cpuUsed = 0, memoryMib = 0, queued = 0 }: { cpuUsed?: number; memoryMib?: number; queued?: number },
): void {
  const writes = { accepted: 0, flushed: 0, deadLettered: 0 };
  task.metrics = { kind: "metrics", requests: 0, inFlight: 0, connections: 0, writes, cpuUsed, memoryMib, queued };
}
