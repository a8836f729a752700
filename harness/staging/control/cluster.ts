import { type RequestServiceConfig, requestService, type Scenario } from "../../../sim/scenario/index.js";
import type { FleetTask } from "../scheduler/fleet-task.js";
import type { LocalPool } from "../scheduler/local-pool.js";
import { clusterNotFound, serviceNotFound } from "./ecs-error.js";

/** What the control endpoint shows and changes. */
export interface ControlledFleet {
  readonly scenario: Scenario;
  readonly services: ReadonlyMap<string, LocalPool>;
}

/** The local fleet, presented as the only ECS cluster of its account. */
export class ControlledCluster {
  readonly name: string;
  readonly arns: Arns;
  readonly #fleet: ControlledFleet;

  constructor(fleet: ControlledFleet) {
    this.#fleet = fleet;
    this.name = fleet.scenario.name;
    this.arns = new Arns(fleet.scenario.region, this.name);
  }

  get region(): string {
    return this.#fleet.scenario.region;
  }

  /** Refuses the name or ARN of any other cluster. A missing name stands for "default", as in ECS. */
  expect(cluster = "default"): void {
    if (!this.is(cluster)) throw clusterNotFound();
  }

  is(cluster: string): boolean {
    return nameOf(cluster) === this.name;
  }

  get services(): readonly LocalPool[] {
    return [...this.#fleet.services.values()];
  }

  findService(nameOrArn: string): LocalPool | undefined {
    return this.#fleet.services.get(nameOf(nameOrArn));
  }

  service(nameOrArn: string): LocalPool {
    const service = this.findService(nameOrArn);
    if (service === undefined) throw serviceNotFound();
    return service;
  }

  configOf(service: string): RequestServiceConfig {
    return requestService(service, this.#fleet.scenario);
  }

  /** Tasks of all services, including stopped ones that ECS would still describe. */
  get tasks(): readonly FleetTask[] {
    return this.services.flatMap(({ tasks }) => tasks);
  }

  findTask(idOrArn: string): FleetTask | undefined {
    return this.tasks.find(({ id }) => id === nameOf(idOrArn));
  }
}

/** The account that the local fleet pretends to run in. */
const account = "000000000000";

/** The resource names of a cluster, in AWS's form. */
class Arns {
  readonly cluster: string;
  readonly #prefix: string;
  readonly #name: string;

  constructor(region: string, cluster: string) {
    this.#prefix = `arn:aws:ecs:${region}:${account}`;
    this.#name = cluster;
    this.cluster = `${this.#prefix}:cluster/${cluster}`;
  }

  service(name: string): string {
    return `${this.#prefix}:service/${this.#name}/${name}`;
  }

  task(id: string): string {
    return `${this.#prefix}:task/${this.#name}/${id}`;
  }

  container(task: string): string {
    return `${this.#prefix}:container/${this.#name}/${task}/app`;
  }

  /** The family is the service's name; each deployment is a revision. */
  taskDefinition(service: string, deployment: number): string {
    return `${this.#prefix}:task-definition/${service}:${deployment + 1}`;
  }
}

/** The name or id in an ARN, or the name or id itself. */
function nameOf(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf("/") + 1);
}
