import { z } from "zod";
import { providers } from "../../../../sim/capacity/providers/index.js";
import type { ControlledCluster } from "../cluster.js";
import type { WireCluster } from "../describe.js";
import { invalidParameter } from "../ecs-error.js";
import { defineOperation } from "../operation.js";
import { pageMax } from "../page.js";

export const describeClusters = defineOperation(
  "DescribeClusters",
  z.object({ clusters: z.array(z.string()).default(["default"]) }),
  ({ clusters }, cluster) => {
    if (clusters.length > pageMax) throw invalidParameter(`Clusters cannot be more than ${pageMax}.`);
    const missing = clusters.filter((name) => !cluster.is(name));
    return {
      clusters: missing.length < clusters.length ? [describe(cluster)] : [],
      failures: missing.map((name) => ({ arn: name, reason: "MISSING" })),
    };
  },
);

function describe({ name, arns, services, tasks }: ControlledCluster): WireCluster {
  return {
    clusterArn: arns.cluster,
    clusterName: name,
    status: "ACTIVE",
    registeredContainerInstancesCount: 0,
    runningTasksCount: tasks.filter(({ state }) => state === "RUNNING").length,
    pendingTasksCount: tasks.filter((task) => task.isBefore("RUNNING")).length,
    activeServicesCount: services.length,
    capacityProviders: providers.map(({ name }) => name),
    defaultCapacityProviderStrategy: [],
    statistics: [],
    settings: [],
    tags: [],
  };
}
