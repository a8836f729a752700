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
  /** Empty where the service has a launch type and no strategy. */
  readonly strategy: readonly StrategyItem[];
  readonly deployments: readonly { readonly id: string; readonly status: string; readonly rolloutState: string }[];
}

/** A task as DescribeTasks shows it; instants in milliseconds since 1970, null until they have come. */
export interface EcsTask {
  readonly arn: string;
  /** The capacity provider, or the launch type of a task that has none. */
  readonly provider: string;
  readonly lastStatus: string;
  readonly desiredStatus: string;
  /** UNKNOWN where no container has a health check. */
  readonly healthStatus: string;
  readonly stopCode: string | null;
  readonly stoppedReason: string | null;
  readonly startedAt: number | null;
  readonly stoppingAt: number | null;
  readonly stoppedAt: number | null;
}

/** What DescribeServices says of a service, in our words. */
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

/** What DescribeTasks says of a task, in our words. */
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
