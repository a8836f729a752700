import { minute, second } from "../../../scenarios/language/units/time.js";
import type { Alarm, Simulation } from "../../engine/simulation.js";
import { type CpuUse, utilization } from "../../facts/cpu-use.js";
import { LatencyWindow, type Recorder } from "../../facts/recorder.js";
import type { Journal } from "../../pool/process.js";
import type { TaskTable } from "../../pool/task-table.js";
import type { Autoscaler } from "../../scaling/autoscaler.js";
import type { Degradation, DegradationConfig, DegradationLevel } from "../../scaling/degradation.js";
import type { RequestDegradation } from "../../work/request-degradation.js";
import type { Servers } from "../../work/servers.js";
import type { CpuGauge } from "../fleet/cpu-gauge.js";

/** Interval at which a service checks its own load: degradation works inside it and does not wait for CloudWatch. */
const every = second;

export interface DegradationLoopParts {
  readonly simulation: Simulation;
  readonly config: DegradationConfig;
  readonly controller: Degradation;
  readonly effect: RequestDegradation;
  readonly tasks: TaskTable;
  readonly servers: Servers;
  readonly cpu: CpuGauge;
  readonly recorder: Recorder;
  readonly autoscaler: Autoscaler;
  readonly journal: Journal;
}

/** Watches a service's load once a second and puts its degradation level into effect. */
export class DegradationLoop {
  activations = 0;
  readonly #parts: DegradationLoopParts;
  readonly #alarm: Alarm;
  readonly #latencies: LatencyWindow;
  #before: CpuUse = { used: 0, reserved: 0 };
  #level = 0;
  #degradedTime = 0;
  #isReported = true;

  constructor(parts: DegradationLoopParts) {
    this.#parts = parts;
    this.#latencies = new LatencyWindow(parts.recorder);
    this.#alarm = parts.simulation.alarm("degradation", () => this.#observe());
  }

  begin(): void {
    this.#parts.simulation.ring(this.#alarm, every);
  }

  /** The reported time is over: what the last requests cause counts no more. */
  close(): void {
    this.#isReported = false;
  }

  /** Minutes of the reported time in which some level was on. */
  get degradedMinutes(): number {
    return this.#degradedTime / minute;
  }

  #observe(): void {
    const { simulation, controller } = this.#parts;
    if (this.#level > 0 && simulation.now > 0 && this.#isReported) this.#degradedTime += every;
    const level = controller.observe(simulation.now, this.#signal());
    if (level.level !== this.#level) this.#enter(level);
    simulation.ring(this.#alarm, every);
  }

  #enter(level: DegradationLevel): void {
    const { simulation, effect, autoscaler, journal } = this.#parts;
    if (this.#level === 0 && simulation.now >= 0 && this.#isReported) this.activations++;
    journal("degradation", `degradation level ${this.#level} → ${level.level}`, { from: this.#level, to: level.level });
    this.#level = level.level;
    effect.enter(level);
    autoscaler.suspend("scaleIn", level.suspendsScaleIn);
  }

  #signal(): number {
    const { config, cpu, tasks, servers } = this.#parts;
    if (config.signal === "latency") return this.#latencies.advance().all.quantile(0.99);
    if (config.signal === "queue") return servers.queuedPerTask(tasks);
    const total = cpu.total();
    const signal = utilization(total, this.#before);
    this.#before = total;
    return signal;
  }
}
