import type { Simulation } from "../engine/simulation.js";
import type { LoadBalancer } from "../fleet/balancers/index.js";
import type { Recorder } from "../metrics/recorder.js";
import type { ClassTable } from "./classes.js";
import type { DemandRecorders } from "./demand-recorders.js";
import type { RequestDegradation } from "./request-degradation.js";
import type { RequestTable } from "./request-table.js";
import type { Retries } from "./retries.js";
import type { TaskServers } from "./task-servers.js";
import type { WriteBuffer } from "./write-buffer.js";

/** What a request service is put together from; `acknowledge` says whether an answer waits until its writes are durable. */
export interface RequestServiceParts {
  readonly simulation: Simulation;
  readonly requests: RequestTable;
  readonly classes: ClassTable;
  readonly servers: TaskServers;
  readonly balancer: LoadBalancer;
  /** The balancer has several nodes, each with counts of its own. */
  readonly hasNodes: boolean;
  readonly recorder: Recorder;
  readonly demands: DemandRecorders;
  readonly writes: WriteBuffer;
  /** After so long without a connection to a task that is silent the balancer answers 504. */
  readonly connectTimeout: number;
  readonly acknowledge: "buffered" | "durable";
  readonly degradation: RequestDegradation;
  readonly retries: Retries;
  /** A task that was told to stop has no request left. */
  readonly taskIdle: (task: number) => void;
  /** A task's requests hold more than its memory; the task is to die, but not before this instant's handler is done. */
  readonly outOfMemory: (task: number) => void;
}
