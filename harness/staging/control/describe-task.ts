import type { FleetTask } from "../scheduler/fleet-task.js";
import type { ControlledCluster } from "./cluster.js";
import { seconds, type WireTask } from "./wire.js";

const cpuUnits = 1_024;
/** What Fargate's platform 1.4.0 calls itself. */
export const platform = { platformVersion: "1.4.0", platformFamily: "Linux" };

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
