import { z } from "zod";
import { defineOperation } from "../operation.js";
import { pageOf } from "../page.js";

export const listTasks = defineOperation(
  "ListTasks",
  z.object({
    cluster: z.string().optional(),
    serviceName: z.string().optional(),
    family: z.string().optional(),
    startedBy: z.string().optional(),
    /** Accepted as in ECS, which never sets PENDING: no task has it. */
    desiredStatus: z.enum(["RUNNING", "PENDING", "STOPPED"]).default("RUNNING"),
    launchType: z.string().default("FARGATE"),
    maxResults: z.int().optional(),
    nextToken: z.string().optional(),
  }),
  (request, cluster) => {
    cluster.expect(request.cluster);
    const services = request.serviceName === undefined ? cluster.services : [cluster.service(request.serviceName)];
    const tasks = services
      .flatMap((service) => service.tasks)
      .filter(({ desiredStatus }) => desiredStatus === request.desiredStatus && request.launchType === "FARGATE")
      .filter(({ origin }) => request.family === undefined || request.family === origin.service)
      .filter(({ origin }) => request.startedBy === undefined || request.startedBy === origin.deployment.id);
    const { items, nextToken } = pageOf(tasks, request, ({ id }) => id);
    return { taskArns: items.map(({ id }) => cluster.arns.task(id)), nextToken };
  },
);
