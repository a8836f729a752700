import { z } from "zod";
import { defineOperation } from "../operation.js";
import { pageOf } from "../page.js";

export const listClusters = defineOperation(
  "ListClusters",
  z.object({ maxResults: z.int().optional(), nextToken: z.string().optional() }),
  (request, cluster) => {
    const { items, nextToken } = pageOf([cluster.arns.cluster], request, (arn) => arn);
    return { clusterArns: items, nextToken };
  },
);
