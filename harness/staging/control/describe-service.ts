import { type Strategy, sharesOf } from "../../../sim/capacity/strategy.js";
import type { Deployment } from "../scheduler/deployment.js";
import type { FleetTask } from "../scheduler/fleet-task.js";
import type { LocalPool } from "../scheduler/local-pool.js";
import type { ControlledCluster } from "./cluster.js";
import { platform } from "./describe-task.js";
import { seconds, type WireService } from "./wire.js";

type WireDeployment = NonNullable<WireService["deployments"]>[number];

/** A service as DescribeServices shows it. */
export function describeService(service: LocalPool, cluster: ControlledCluster): WireService {
  const { name, desired, deployment, tasks } = service;
  const { minimumHealthyPercent, maximumPercent } = cluster.configOf(name).deployment;
  return {
    ...platform,
    ...counts(tasks),
    serviceArn: cluster.arns.service(name),
    serviceName: name,
    clusterArn: cluster.arns.cluster,
    status: "ACTIVE",
    desiredCount: desired,
    taskDefinition: cluster.arns.taskDefinition(name, deployment.number),
    capacityProviderStrategy: strategyItems(deployment.strategy),
    deploymentConfiguration: {
      minimumHealthyPercent: Math.round(100 * minimumHealthyPercent),
      maximumPercent: Math.round(100 * maximumPercent),
    },
    deployments: deploymentsOf(service).map((each) => describeDeployment(each, service, cluster)),
    events: service.events.list.map(({ id, at, message }) => ({ id, createdAt: seconds(at), message })),
    createdAt: seconds(service.createdAt),
    schedulingStrategy: "REPLICA",
    deploymentController: { type: "ECS" },
    loadBalancers: [],
    serviceRegistries: [],
    placementConstraints: [],
    placementStrategy: [],
  };
}

/** The newest first; older ones as long as they have tasks. */
function deploymentsOf({ deployment, tasks }: LocalPool): readonly Deployment[] {
  const left = tasks.filter((task) => task.isBefore("DEPROVISIONING")).map(({ origin }) => origin.deployment);
  return [...new Set([deployment, ...left])].sort((a, b) => b.number - a.number);
}

function describeDeployment(each: Deployment, service: LocalPool, { arns }: ControlledCluster): WireDeployment {
  const own = service.tasks.filter(({ origin }) => origin.deployment === each);
  const isPrimary = each === service.deployment;
  const isComplete = isPrimary && service.isSteady;
  return {
    ...platform,
    ...counts(own),
    id: each.id,
    status: isPrimary ? "PRIMARY" : "ACTIVE",
    taskDefinition: arns.taskDefinition(service.name, each.number),
    desiredCount: isPrimary ? service.desired : 0,
    failedTasks: 0,
    createdAt: seconds(each.createdAt),
    updatedAt: seconds(each.createdAt),
    capacityProviderStrategy: strategyItems(each.strategy),
    rolloutState: isComplete ? "COMPLETED" : "IN_PROGRESS",
    rolloutStateReason: `ECS deployment ${each.id} ${isComplete ? "completed" : "in progress"}.`,
  };
}

function counts(tasks: readonly FleetTask[]): { readonly runningCount: number; readonly pendingCount: number } {
  const runningCount = tasks.filter(({ state }) => state === "RUNNING").length;
  return { runningCount, pendingCount: tasks.filter((task) => task.isBefore("RUNNING")).length };
}

function strategyItems(strategy: Strategy): WireService["capacityProviderStrategy"] {
  return sharesOf(strategy).map(({ name, base, weight }) => ({ capacityProvider: name, base, weight }));
}
