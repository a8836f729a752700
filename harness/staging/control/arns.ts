/** The account that the local fleet pretends to run in. */
const account = "000000000000";

/** The resource names of a cluster, in AWS's form. */
export class Arns {
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

/** A name or an id, which callers may also give as an ARN. */
export function nameOf(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf("/") + 1);
}
