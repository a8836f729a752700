import type { Strategy } from "../capacity/strategy.js";
import type { TaskDefinition } from "./task-definition.js";

/** A revision of a service: what its tasks run and on which capacity. */
export interface Deployment {
  readonly number: number;
  readonly definition: TaskDefinition;
  readonly strategy: Strategy;
}
