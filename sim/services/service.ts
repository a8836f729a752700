import type { Demand } from "../../workload/demand.js";
import type { Strategy } from "../capacity/strategy.js";
import type { ServiceReplication } from "../outcome/replication.js";
import type { TaskConfig } from "./request/shape.js";

/** What a deployment changes; what is left out stays as it is. */
export interface Revision {
  readonly task?: TaskConfig | undefined;
  readonly capacity?: Strategy | undefined;
  readonly bounds?: { readonly min: number; readonly max: number } | undefined;
}

/** A service of the simulated world, of whatever kind. */
export interface Service {
  readonly name: string;
  /** Lets the world begin: tasks run, metrics are there. */
  begin(): void;
  /** From now on takes in the requests of a demand as they arrive. */
  open(demand: Demand): void;
  /** Replaces its tasks by a rolling deployment. */
  deploy(revision: Revision): void;
  /** A zone goes down, with every task in it, or comes back. */
  setZoneDown(zone: number, isDown: boolean): void;
  /** Stops some of its running tasks as StopTask does; `count` says how many of so many. */
  stopTasks(count: (running: number) => number): void;
  /** Requests that hold memory: what the safety ceiling watches. */
  readonly requestsInFlight: number;
  /** Closes the books at the end of the reported time. */
  end(): void;
  /** What became of it all, after the grace period. */
  result(): ServiceReplication;
}
