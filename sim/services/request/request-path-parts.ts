import type { Simulation } from "../../engine/simulation.js";
import type { Recorder } from "../../facts/recorder.js";
import type { LoadBalancer } from "../../targets/index.js";
import type { Ways } from "../../work/calls.js";
import type { ClassTable } from "../../work/classes.js";
import type { Retries } from "../../work/retries.js";
import type { WorkTable } from "../../work/row.js";
import type { Servers } from "../../work/servers.js";
import type { DemandRecorders } from "./demand-recorders.js";
import type { RequestDegradation } from "./request-degradation.js";
import type { WriteBuffer } from "./write-buffer.js";

/** What a request service is put together from; `acknowledge` says whether an answer waits until its writes are durable. */
export interface RequestPathParts {
  readonly simulation: Simulation;
  readonly requests: WorkTable;
  readonly classes: ClassTable;
  readonly servers: Servers;
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
  /** By which other services call it. */
  readonly ways: Ways;
  /** What network and balancer add to each answer, in microseconds. */
  readonly latency: number;
  /** A task that was told to stop has no request left. */
  readonly taskIdle: (task: number) => void;
  /** A task's requests hold more than its memory; the task is to die, but not before this instant's handler is done. */
  readonly outOfMemory: (task: number) => void;
}
