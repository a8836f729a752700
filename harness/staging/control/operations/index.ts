import type { Operation } from "../operation.js";
import { describeClusters } from "./describe-clusters.js";
import { describeServices } from "./describe-services.js";
import { describeTasks } from "./describe-tasks.js";
import { listClusters } from "./list-clusters.js";
import { listServices } from "./list-services.js";
import { listTasks } from "./list-tasks.js";
import { stopTask } from "./stop-task.js";
import { updateService } from "./update-service.js";

/** Every operation of the local endpoint. To add one, write its file and list it here. */
export const operations: readonly Operation[] = [
  listClusters,
  describeClusters,
  listServices,
  describeServices,
  listTasks,
  describeTasks,
  updateService,
  stopTask,
];
