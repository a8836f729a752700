import { type SchedulerConfig, ServiceScheduler } from "./scheduler.js";
import type { SimulatedTasks } from "./simulated-tasks.js";
import type { Deployment } from "./task-definition.js";

/** Division of `desired` tasks between the service's own revision and the canary's. */
export type CanarySizes = (desired: number) => { readonly own: number; readonly canary: number };

/**
 * A second revision of a service beside its own, with a scheduler that knows its tasks alone: the green revision of a blue/green
 * deployment of ECS, or a second service behind the same listener.
 *
 *     desired ──► sizes ──► own scheduler     (keeps, replaces and places its tasks as ever)
 *                      └──► canary's scheduler ──► promoted: the tasks become the service's own
 */
export class Canary {
  readonly deployment: Deployment;
  readonly scheduler: ServiceScheduler<number, Deployment>;
  /**
   * Whether it is an ECS deployment, during which ECS does not scale the service in; otherwise it is a service of its
   * own.
   */
  readonly isDeployment: boolean;
  /** Tasks that are desired of both together. */
  desired: number;
  readonly #own: ServiceScheduler<number, Deployment>;
  #sizes: CanarySizes = (desired) => ({ own: desired, canary: 0 });

  constructor(
    own: ServiceScheduler<number, Deployment>,
    config: SchedulerConfig,
    tasks: SimulatedTasks,
    deployment: Deployment,
    isDeployment: boolean,
  ) {
    this.#own = own;
    this.deployment = deployment;
    this.isDeployment = isDeployment;
    this.desired = own.desired;
    // A rollback of its own would be to nothing: whoever runs the canary is told that it has failed, and ends it.
    const without = { ...config, circuitBreaker: { ...config.circuitBreaker, rollback: false } };
    this.scheduler = new ServiceScheduler(without, tasks, deployment, own.deployment);
  }

  /** Whether as many of its tasks as intended are healthy. */
  get isReady(): boolean {
    return this.scheduler.healthy >= this.scheduler.desired;
  }

  setDesired(desired: number): void {
    this.desired = desired;
    this.size(this.#sizes);
  }

  /** The canary grows before the service's own tasks shrink. */
  size(sizes: CanarySizes): void {
    this.#sizes = sizes;
    const { own, canary } = sizes(this.desired);
    if (this.scheduler.desired !== canary) this.scheduler.setDesired(canary);
    if (this.#own.desired !== own) this.#own.setDesired(own);
  }
}
