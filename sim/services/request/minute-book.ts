import { minute } from "../../../scenarios/language/units/time.js";
import { providers } from "../../capacity/providers/index.js";
import type { Simulation } from "../../engine/simulation.js";
import { type CpuUse, utilization } from "../../facts/cpu-use.js";
import type { MinuteLog } from "../../facts/minute-log.js";
import type { Pool } from "../../pool/pool.js";
import type { TaskTable } from "../../pool/task-table.js";
import type { Servers } from "../../work/servers.js";
import type { CpuMeter } from "../cpu-meter.js";
import type { UsageMeter } from "./usage-meter.js";
import type { WriteBuffer } from "./write-buffer.js";

export interface MinuteBookParts {
  readonly simulation: Simulation;
  readonly tasks: TaskTable;
  readonly servers: Servers;
  readonly cpu: CpuMeter;
  readonly scheduler: Pick<Pool["scheduler"], "desired">;
  readonly log: MinuteLog;
  readonly meter: UsageMeter;
  readonly writes: WriteBuffer;
  /** End of the reported time, in microseconds. */
  readonly end: number;
}

/** Closes a service's books once a minute of the reported time; the last minute may be a short one. */
export class MinuteBook {
  readonly #parts: MinuteBookParts;
  #from = 0;
  #before: CpuUse = { used: 0, reserved: 0 };

  constructor(parts: MinuteBookParts) {
    this.#parts = parts;
  }

  begin(): void {
    const { simulation, cpu, end } = this.#parts;
    const alarm = simulation.alarm("minute closed", () => {
      if (simulation.now > this.#from) this.#close();
      else this.#open();
      this.#before = cpu.total();
      this.#from = simulation.now;
      if (simulation.now < end) simulation.ring(alarm, Math.min(minute, end - simulation.now));
    });
    simulation.ring(alarm, -simulation.now);
  }

  /** A run that ends early has a short last minute. */
  end(): void {
    if (this.#parts.simulation.now > this.#from) this.#close();
  }

  /** The reported time begins. */
  #open(): void {
    const { writes, meter } = this.#parts;
    writes.beginReport();
    meter.begin();
  }

  #close(): void {
    const { simulation, tasks, servers, cpu, scheduler, log, meter } = this.#parts;
    const running = tasks.count((task) => tasks.isRunning(task));
    log.close(Math.floor(this.#from / minute), {
      desired: scheduler.desired,
      running,
      spot: tasks.count((task) => tasks.isRunning(task) && providers[tasks.provider[task]].purchase === "spot"),
      cpu: utilization(cpu.total(), this.#before),
      memory: servers.memoryUse(tasks),
    });
    meter.close(this.#from, simulation.now, running);
  }
}
