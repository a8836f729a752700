import { second } from "../../../scenarios/language/units/time.js";
import { type CpuUse, utilization } from "../../../sim/facts/cpu-use.js";
import { Degradation, type DegradationConfig, type DegradationLevel } from "../../../sim/scaling/index.js";
import type { Timers } from "../timers.js";
import type { FleetTask } from "./fleet-task.js";
import type { ServiceEvents } from "./service-events.js";
import type { ServiceGauge } from "./service-gauge.js";

/** Interval at which a service checks its own load, the same as that of its tasks' reports. */
const every = second;

export interface DegradationLoopParts {
  readonly config: DegradationConfig;
  readonly timers: Pick<Timers, "now" | "after">;
  readonly meter: Pick<ServiceGauge, "cpu" | "queuedPerTask">;
  readonly tasks: () => readonly FleetTask[];
  readonly suspendScaleIn: (isSuspended: boolean) => void;
  readonly events: Pick<ServiceEvents, "degraded">;
}

/**
 * Checks a service's load once a second and tells its tasks how to answer. The signal `latency` is not measured here.
 */
export class DegradationLoop {
  readonly #parts: DegradationLoopParts;
  readonly #controller: Degradation;
  #before: CpuUse;
  #level: DegradationLevel;

  constructor(parts: DegradationLoopParts) {
    this.#parts = parts;
    this.#controller = new Degradation(parts.config);
    this.#level = this.#controller.levels[0];
    this.#before = parts.meter.cpu();
  }

  begin(): void {
    const { timers } = this.#parts;
    timers.after(every, () => {
      this.#observe();
      this.begin();
    });
  }

  /** Tells a task the level; to be called when its process has started. */
  tell({ process }: FleetTask): void {
    const { cpuFactor, shed } = this.#level;
    process?.send({ kind: "degradation", cpuFactor, shed });
  }

  #observe(): void {
    const level = this.#controller.observe(this.#parts.timers.now(), this.#signal());
    if (level === this.#level) return;
    const { events, suspendScaleIn, tasks } = this.#parts;
    events.degraded(this.#level.level, level.level);
    this.#level = level;
    suspendScaleIn(level.suspendsScaleIn);
    for (const task of tasks()) this.tell(task);
  }

  #signal(): number {
    const { config, meter } = this.#parts;
    if (config.signal === "queue") return meter.queuedPerTask();
    const cpu = meter.cpu();
    const signal = utilization(cpu, this.#before);
    this.#before = cpu;
    return config.signal === "cpu" ? signal : Number.NaN;
  }
}
