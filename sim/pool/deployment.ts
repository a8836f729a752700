import type { Revision } from "./scheduler.js";
import type { TaskDefinition } from "./task-definition.js";

/** A revision of a service: what its tasks run and on which capacity. */
export interface Deployment extends Revision {
  readonly definition: TaskDefinition;
}
