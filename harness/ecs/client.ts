import {
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  type ECSClientConfig,
  paginateListTasks,
  type Service,
  StopTaskCommand,
  type Task,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { hostOf, isLoopback } from "../guard/host.js";
import { problemOf, unknownService } from "./problems.js";
import { type EcsTask, type ServiceState, serviceState, taskOf } from "./shapes.js";
import type { EcsTarget } from "./target.js";

/** Whether the service may be changed: the user asked for it with --apply, and the guard has no objection. */
export interface ChangePermission {
  readonly apply: boolean;
  readonly refusals: readonly string[];
}

interface EcsFleetOptions {
  readonly permission?: ChangePermission;
  /** Tasks per page of ListTasks; ECS returns at most 100. */
  readonly pageSize?: number;
  /**
   * Called with the endpoint before each request, wherever it was configured; rejects when the endpoint may not be
   * used.
   */
  readonly check?: (endpoint: URL) => Promise<void>;
}

/** Largest number of tasks that one call to DescribeTasks accepts. */
const describedMax = 100;
const watchOnly: ChangePermission = { apply: false, refusals: [] };

/**
 * One ECS service, reached through the real API. It is read freely and changed only where that is permitted. Failures
 * reject with an EnvironmentProblem that says what to check.
 */
export class EcsFleet {
  readonly target: EcsTarget;
  readonly #client: ECSClient;
  readonly #permission: ChangePermission;
  readonly #pageSize: number;

  constructor(target: EcsTarget, { permission = watchOnly, pageSize = describedMax, check }: EcsFleetOptions = {}) {
    this.target = target;
    this.#permission = permission;
    this.#pageSize = pageSize;
    this.#client = connectEcs(target, check);
  }

  async describe(): Promise<ServiceState> {
    const { cluster, service } = this.target;
    const command = new DescribeServicesCommand({ cluster, services: [service] });
    const { services } = await this.#call("DescribeServices", () => this.#client.send(command));
    const found: Service | undefined = services?.find(({ status }) => status !== "INACTIVE");
    if (found === undefined) throw unknownService(this.target);
    return serviceState(found);
  }

  /**
   * Tasks that are meant to run, and tasks that stopped within about the last hour. A task that ECS forgets between the
   * two calls is left out.
   */
  async tasks(): Promise<readonly EcsTask[]> {
    const arns = [...(await this.#list("RUNNING")), ...(await this.#list("STOPPED"))];
    return this.describeTasks([...new Set(arns)]);
  }

  async describeTasks(arns: readonly string[]): Promise<readonly EcsTask[]> {
    const { cluster } = this.target;
    const found: Task[] = [];
    for (let at = 0; at < arns.length; at += describedMax) {
      const command = new DescribeTasksCommand({ cluster, tasks: arns.slice(at, at + describedMax) });
      const { tasks } = await this.#call("DescribeTasks", () => this.#client.send(command));
      found.push(...(tasks ?? []));
    }
    return found.map(taskOf);
  }

  /**
   * Calls StopTask: the task leaves the load balancer, gets SIGTERM, then SIGKILL after the stop timeout. The service
   * starts another.
   */
  async stop(taskArn: string, reason: string): Promise<void> {
    this.#expectPermission("StopTask");
    const { cluster } = this.target;
    const command = new StopTaskCommand({ cluster, task: taskArn, reason });
    await this.#call("StopTask", () => this.#client.send(command));
  }

  /** Sets another capacity provider strategy, which ECS carries out by a rolling deployment. */
  async switchCapacity(strategy: ServiceState["strategy"]): Promise<void> {
    this.#expectPermission("UpdateService");
    const { cluster, service } = this.target;
    const capacityProviderStrategy = strategy.map(({ provider, base, weight }) => ({
      capacityProvider: provider,
      base,
      weight,
    }));
    const command = new UpdateServiceCommand({ cluster, service, capacityProviderStrategy, forceNewDeployment: true });
    await this.#call("UpdateService", () => this.#client.send(command));
  }

  close(): void {
    this.#client.destroy();
  }

  async #list(desiredStatus: "RUNNING" | "STOPPED"): Promise<readonly string[]> {
    const { cluster, service: serviceName } = this.target;
    const request = { cluster, serviceName, desiredStatus };
    return this.#call("ListTasks", async () => {
      const arns: string[] = [];
      for await (const { taskArns } of paginateListTasks({ client: this.#client, pageSize: this.#pageSize }, request)) {
        arns.push(...(taskArns ?? []));
      }
      return arns;
    });
  }

  async #call<T>(operation: string, send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (error) {
      throw problemOf(error, { operation, target: this.target });
    }
  }

  /** Last check before a change. Callers have checked the permission already, so a failure here is a bug. */
  #expectPermission(operation: string): void {
    const { apply, refusals } = this.#permission;
    if (apply && refusals.length === 0) return;
    throw new Error(`${operation} on ${this.target.service} is not permitted: ${refusals[0] ?? "--apply is missing"}`);
  }
}

const attemptsMax = 3;
const connectMs = 5_000;
const answerMs = 10_000;
/** Credentials for an endpoint on this machine, which accepts any signature: real credentials are never shown to it. */
const ofThisMachine = { accessKeyId: "local", secretAccessKey: "local" };

/**
 * Makes a client of the ECS API with the usual credential chain and three attempts per call; `check` may refuse an
 * endpoint.
 */
function connectEcs(
  { region, profile, endpointUrl }: Omit<EcsTarget, "cluster" | "service">,
  check?: (endpoint: URL) => Promise<void>,
): ECSClient {
  // The SDK's version is pinned, so its warning about later versions of Node is of no use to a user.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
  const client = new ECSClient({
    ...{ retryMode: "standard", maxAttempts: attemptsMax },
    requestHandler: { connectionTimeout: connectMs, requestTimeout: answerMs, throwOnRequestTimeout: true },
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    ...(endpointUrl !== undefined && { endpoint: endpointUrl, ...localAccess({ region, profile, endpointUrl }) }),
  });
  if (check === undefined) return client;
  // The endpoint may also come from the environment or a profile, so only the request shows which one it is.
  client.middlewareStack.add(
    (next) => async (call) => {
      const { protocol, hostname, port } = call.request as Endpoint;
      await check(new URL(`${protocol}//${hostname}${port === undefined ? "" : `:${port}`}/`));
      return next(call);
    },
    { step: "build", name: "checkEndpoint" },
  );
  return client;
}

/** Where the SDK sends a request. */
interface Endpoint {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
}

function localAccess({
  region,
  profile,
  endpointUrl,
}: Pick<EcsTarget, "region" | "profile"> & { readonly endpointUrl: string }): ECSClientConfig {
  if (profile !== undefined || !isLoopback(hostOf(new URL(endpointUrl)))) return {};
  return { credentials: ofThisMachine, region: region ?? "local" };
}
