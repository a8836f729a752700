import type { CapacityProviderStrategyItem, Service, Task } from "@aws-sdk/client-ecs";

/** One item of a capacity provider strategy. */
export interface StrategyItem {
  readonly provider: string;
  readonly base: number;
  readonly weight: number;
}

/** A service as DescribeServices shows it. */
export interface ServiceState {
  readonly desired: number;
  readonly running: number;
  readonly pending: number;
  /** Empty when the service has a launch type instead of a strategy. */
  readonly strategy: readonly StrategyItem[];
  readonly deployments: readonly { readonly id: string; readonly status: string; readonly rolloutState: string }[];
}

/** A task as DescribeTasks shows it. Instants in milliseconds since 1970, null until they have come. */
export interface EcsTask {
  readonly arn: string;
  /** The capacity provider, or the launch type when the task has no provider. */
  readonly provider: string;
  readonly lastStatus: string;
  readonly desiredStatus: string;
  /** UNKNOWN when no container has a health check. */
  readonly healthStatus: string;
  readonly stopCode: string | null;
  readonly stoppedReason: string | null;
  readonly startedAt: number | null;
  readonly stoppingAt: number | null;
  readonly stoppedAt: number | null;
}

/** Converts a service from DescribeServices. */
export function serviceState(service: Service): ServiceState {
  const { desiredCount = 0, runningCount = 0, pendingCount = 0, capacityProviderStrategy = [] } = service;
  return {
    desired: desiredCount,
    running: runningCount,
    pending: pendingCount,
    strategy: capacityProviderStrategy.map(strategyItem),
    deployments: (service.deployments ?? []).map(({ id = "", status = "", rolloutState = "" }) => ({
      ...{ id, status, rolloutState },
    })),
  };
}

/** Converts a task from DescribeTasks. */
export function taskOf(task: Task): EcsTask {
  return {
    arn: task.taskArn ?? "",
    provider: task.capacityProviderName ?? task.launchType ?? "",
    lastStatus: task.lastStatus ?? "",
    desiredStatus: task.desiredStatus ?? "",
    healthStatus: task.healthStatus ?? "UNKNOWN",
    stopCode: task.stopCode ?? null,
    stoppedReason: task.stoppedReason ?? null,
    startedAt: millis(task.startedAt),
    stoppingAt: millis(task.stoppingAt),
    stoppedAt: millis(task.stoppedAt),
  };
}

function strategyItem({ capacityProvider = "", base = 0, weight = 0 }: CapacityProviderStrategyItem): StrategyItem {
  return { provider: capacityProvider, base, weight };
}

function millis(instant: Date | undefined): number | null {
  return instant === undefined ? null : instant.getTime();
}
