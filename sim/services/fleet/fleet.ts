import type { Strategy } from "../../capacity/strategy.js";
import type { TaskDefinition } from "../../pool/task-definition.js";
import type { PolicyConfig } from "../../scaling/scaling-shape.js";
import type { Instances } from "./instances-shape.js";
import type { TaskConfig } from "./task-definitions.js";

/** The fewest and the most tasks that a service's policies may ask for. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** The tasks that a service has of its own, as its keys say it: what incidents, markets, quotas and prices are about. */
export interface FleetConfig {
  readonly task: TaskConfig;
  /** Tasks of several sizes, by name, as the key `profiles` has them; `task` is then the usual one. */
  readonly profiles?: Readonly<Record<string, TaskConfig>>;
  readonly capacity: Strategy;
  readonly bounds: Bounds;
  readonly scaling: readonly PolicyConfig[];
  /** Tasks at the start; left out: what the policies would hold at that load. */
  readonly desired?: number | undefined;
  readonly instances?: Instances | undefined;
}

/** The change that a deployment brings; what is left out stays as it is. */
export interface DeploymentChange {
  readonly task?: TaskConfig | undefined;
  readonly capacity?: Strategy | undefined;
  readonly bounds?: Bounds | undefined;
  /** Whether to use a rolling deployment, whatever strategy the service has. */
  readonly rolls?: boolean;
}

/** Brings a new revision in another way than by rolling. */
export interface Release {
  begin(definition: TaskDefinition, strategy: Strategy): void;
  /** Ends one that is under way, since something else is to become of the service. */
  giveUp(why: string): void;
}

/** The tasks of a running service, as far as incidents act on them. */
export interface Fleet {
  /** Brings a new revision, as the service's deployments do. */
  deploy(revision: DeploymentChange): void;
  /** A zone goes down, with every task in it, or comes back. */
  setZoneDown(zone: number, isDown: boolean): void;
  /** Stops some of its running tasks as StopTask does; `count` says how many of so many. */
  stopTasks(count: (running: number) => number): void;
}
