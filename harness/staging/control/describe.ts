import type { Cluster, Service, Task } from "@aws-sdk/client-ecs";
import { type Strategy, sharesOf } from "../../../sim/capacity/strategy.js";
import type { Deployment } from "../scheduler/deployment.js";
import type { FleetTask } from "../scheduler/fleet-task.js";
import type { LocalPool } from "../scheduler/local-pool.js";
import type { ControlledCluster } from "./cluster.js";

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

/** The current deployment first, then older ones that still have tasks. */
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

const cpuUnits = 1_024;
/** Version and family of Fargate's platform. */
const platform = { platformVersion: "1.4.0", platformFamily: "Linux" };

/** A task as DescribeTasks shows it. */
export function describeTask(task: FleetTask, cluster: ControlledCluster): WireTask {
  const { origin, times } = task;
  const { cpu, memory } = cluster.configOf(origin.service).task;
  return {
    ...platform,
    taskArn: cluster.arns.task(task.id),
    clusterArn: cluster.arns.cluster,
    taskDefinitionArn: cluster.arns.taskDefinition(origin.service, origin.deployment.number),
    group: `service:${origin.service}`,
    startedBy: origin.deployment.id,
    launchType: "FARGATE",
    capacityProviderName: origin.provider,
    availabilityZone: `${cluster.region}${String.fromCharCode(97 + origin.zone)}`,
    cpu: String(cpu * cpuUnits),
    memory: String(memory),
    lastStatus: task.state,
    desiredStatus: task.desiredStatus,
    healthStatus: healthOf(task),
    connectivity: task.isServing ? "CONNECTED" : "DISCONNECTED",
    createdAt: seconds(times.created),
    pullStartedAt: seconds(times.pullStarted),
    startedAt: seconds(times.started),
    stoppingAt: seconds(times.stopping),
    executionStoppedAt: seconds(times.executionStopped),
    stoppedAt: seconds(times.stopped),
    stopCode: task.stop?.stopCode,
    stoppedReason: task.stop?.stoppedReason,
    containers: [container(task, cluster)],
    attachments: [],
    tags: [],
  };
}

function container(task: FleetTask, { arns }: ControlledCluster): NonNullable<WireTask["containers"]>[number] {
  const lastStatus = task.isServing ? "RUNNING" : task.isBefore("RUNNING") ? "PENDING" : "STOPPED";
  return {
    containerArn: arns.container(task.id),
    taskArn: arns.task(task.id),
    name: "app",
    lastStatus,
    healthStatus: healthOf(task),
    runtimeId: task.process === null ? undefined : `${task.id}-${task.process.pid}`,
    exitCode: task.exitCode ?? undefined,
    networkInterfaces: [],
  };
}

function healthOf({ isHealthy, isFailing }: FleetTask): "HEALTHY" | "UNHEALTHY" | "UNKNOWN" {
  if (isFailing) return "UNHEALTHY";
  return isHealthy ? "HEALTHY" : "UNKNOWN";
}

/** A shape of the SDK in its JSON 1.1 form, in which instants are seconds since 1970. */
type Wire<T> = T extends Date ? number : T extends object ? { readonly [K in keyof T]: Wire<T[K]> } : T;

export type WireCluster = Wire<Cluster>;
type WireService = Wire<Service>;
type WireTask = Wire<Task>;

/** Converts milliseconds since 1970 to seconds; undefined stays undefined. */
function seconds(epochMs: number): number;
function seconds(epochMs: number | undefined): number | undefined;
function seconds(epochMs: number | undefined): number | undefined {
  return epochMs === undefined ? undefined : epochMs / 1_000;
}
