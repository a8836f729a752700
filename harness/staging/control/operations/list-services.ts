import { z } from "zod";
import { defineOperation } from "../operation.js";
import { pageOf } from "../page.js";

/** Page size that ECS uses when a request has none. */
const pageDefault = 10;

export const listServices = defineOperation(
  "ListServices",
  z.object({
    cluster: z.string().optional(),
    maxResults: z.int().default(pageDefault),
    nextToken: z.string().optional(),
  }),
  (request, cluster) => {
    cluster.expect(request.cluster);
    const { items, nextToken } = pageOf(cluster.services, request, ({ name }) => name);
    return { serviceArns: items.map(({ name }) => cluster.arns.service(name)), nextToken };
  },
);
