import { z } from "zod";
import { describeTask } from "../describe.js";
import { invalidParameter } from "../ecs-error.js";
import { defineOperation } from "../operation.js";
import { pageMax } from "../page.js";

export const describeTasks = defineOperation(
  "DescribeTasks",
  z.object({ cluster: z.string().optional(), tasks: z.array(z.string()) }),
  ({ cluster: name, tasks }, cluster) => {
    cluster.expect(name);
    if (tasks.length === 0) throw invalidParameter("Tasks cannot be empty.");
    if (tasks.length > pageMax) throw invalidParameter(`Tasks cannot be more than ${pageMax}.`);
    const found = tasks.map((task) => ({ task, is: cluster.findTask(task) }));
    return {
      tasks: found.flatMap(({ is }) => (is === undefined ? [] : [describeTask(is, cluster)])),
      failures: found.flatMap(({ task, is }) => (is === undefined ? [{ arn: task, reason: "MISSING" }] : [])),
    };
  },
);
