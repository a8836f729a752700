import { Lifecycle } from "../../sim/pool/lifecycle.js";
import { TaskTable } from "../../sim/pool/task-table.js";
import type { OnSigterm } from "../../sim/services/fleet/balanced-shape.js";
import { CpuGauge } from "../../sim/services/fleet/cpu-gauge.js";
import { RequestProcess } from "../../sim/services/request/request-process.js";
import { TargetGroup } from "../../sim/targets/target-group.js";
import { createDistribution } from "../../workload/distributions/index.js";
import { healthCheck, measured, origin, seconds, spot, stopTimes } from "../pool/fleet.js";
import { tablesOf } from "../workload/fixture.js";
import { Path, type PathOptions } from "./path.js";

export interface HostedOptions extends Omit<PathOptions, "tasks"> {
  readonly onSigterm?: OnSigterm;
  readonly countsDraining?: boolean;
  /** How long the final flush takes, its limit, and whether what it misses goes to dead letters; times in seconds. */
  readonly flush?: { readonly takes: number; readonly timeout: number; readonly deadLetter: boolean };
}

/** One Spot task that runs from time zero, hosted for real: its requests, its write buffer, its life. */
export class Hosted {
  readonly path: Path;
  readonly tasks = new TaskTable();
  readonly lifecycle: Lifecycle;
  readonly host: RequestProcess;
  readonly cpu: CpuGauge;
  readonly task: number;
  /** When the task was stopped, in seconds. */
  stoppedAt = Number.NaN;

  constructor({ onSigterm = "drain", flush, countsDraining = false, ...options }: HostedOptions) {
    const { takes, timeout, deadLetter } = flush ?? { takes: 0.01, timeout: 20, deadLetter: true };
    this.path = new Path({ ...options, tasks: 0 });
    const { simulation, servers, writes, balancer, service } = this.path;
    const { tasks } = this;
    this.cpu = new CpuGauge(simulation, tasks, servers, { bootCpu: 0, countsDraining });
    this.host = new RequestProcess({
      simulation,
      seed: 1,
      service: "web",
      tables: tablesOf(),
      tasks,
      servers,
      writes,
      cpu: this.cpu,
      onSigterm,
      flush: {
        takes: createDistribution({ kind: "fixed", value: seconds(takes) }, tablesOf()),
        timeout: seconds(timeout),
        deadLetter,
      },
    });
    const stopped = () => {
      this.stoppedAt = simulation.now / 1e6;
    };
    const watcher = {
      taskHealthy: () => {},
      taskFailsToStart: () => {},
      taskNeverHealthy: () => {},
      taskLost: () => {},
      taskStopped: stopped,
    };
    const { deregistrationDelay, deregistrationLag, stopTimeout } = stopTimes;
    const rotation = new TargetGroup({
      ...{ balancer, tasks, healthCheck, deregistrationDelay, deregistrationLag, answersAfter: () => 0 },
    });
    this.lifecycle = new Lifecycle({
      simulation,
      tasks,
      rotation,
      process: this.host,
      watcher,
      stopTimeout,
      gracePeriod: 0,
    });
    this.host.connect(service, this.lifecycle);
    this.path.taskIdle = (task) => this.host.idle(task);
    this.task = this.lifecycle.place(measured, origin({ provider: spot, definition: this.path.definition }));
  }

  /** Does something to the task at an instant, in seconds. */
  at(second: number, action: (lifecycle: Lifecycle, task: number) => void): this {
    this.path.at(second * 1_000, () => action(this.lifecycle, this.task));
    return this;
  }

  until(second: number): this {
    this.path.until(second * 1_000);
    return this;
  }

  /** Where the accepted writes are. */
  get writes(): readonly [flushed: number, deadLettered: number, lost: number] {
    const { flushed, deadLettered, lost } = this.path.writes;
    return [flushed, deadLettered, lost];
  }
}
