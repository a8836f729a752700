import { z } from "zod";
import { describeTask } from "../describe.js";
import { invalidParameter } from "../ecs-error.js";
import { defineOperation } from "../operation.js";

/** Takes a task out of the rotation, then sends SIGTERM. Its service replaces it. */
export const stopTask = defineOperation(
  "StopTask",
  z.object({ cluster: z.string().optional(), task: z.string(), reason: z.string().max(1_024).optional() }),
  ({ cluster: name, task: id, reason }, cluster) => {
    cluster.expect(name);
    const task = cluster.findTask(id);
    if (task === undefined) throw invalidParameter("The referenced task was not found.");
    cluster.service(task.origin.service).stopTask(task, reason);
    return { task: describeTask(task, cluster) };
  },
);
