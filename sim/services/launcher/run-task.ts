import { keyed } from "../../../workload/random.js";
import { momentsOf, type When } from "../../../workload/when.js";
import { placements } from "../../capacity/placement.js";
import { byProvider } from "../../capacity/providers/by-provider.js";
import type { ProviderName } from "../../capacity/providers/index.js";
import { type Strategy, sharesOf } from "../../capacity/strategy.js";
import type { Pool } from "../../pool/pool.js";
import type { TaskDefinition } from "../../pool/task-definition.js";
import { Gate } from "../../targets/gate.js";
import type { ServiceContext } from "../service-context.js";
import type { LaunchFailures, RunFailure } from "./failures.js";
import type { FlowRun } from "./flow-run.js";
import type { LauncherConfig } from "./shape.js";

/** Result of a RunTask call: a task, the reason why there is none, or throttling. */
export type Called =
  | { readonly task: number; readonly provider: ProviderName }
  | { readonly failed: RunFailure }
  | "throttled";

const onDemand: ProviderName = "FARGATE";

interface RunTaskParts {
  readonly config: LauncherConfig;
  readonly context: Pick<ServiceContext, "simulation" | "clock" | "seed" | "name">;
  readonly pool: Pick<Pool, "launchOne">;
  readonly definitions: readonly TaskDefinition[];
  readonly failures: LaunchFailures;
}

/** ECS's RunTask as the launcher calls it, for one task at a time. */
export class RunTask {
  strategy: Strategy;
  readonly #parts: RunTaskParts;
  readonly #gate: Gate;
  readonly #outages: readonly (readonly [from: number, to: number])[];
  /** Tasks that are there, by provider. */
  readonly #present = byProvider(() => 0);

  constructor(parts: RunTaskParts) {
    const { api, capacity } = parts.config;
    this.#parts = parts;
    this.strategy = capacity;
    this.#gate = new Gate({ rate: api.rate, burst: api.burst });
    const { clock } = parts.context;
    const spans = (outage: When & { readonly lasts: number }) =>
      momentsOf(outage, clock).map((from) => [from, from + outage.lasts] as const);
    this.#outages = api.outages.flatMap(spans);
  }

  call(run: FlowRun): Called {
    const { context, pool, definitions, failures } = this.#parts;
    const { now } = context.simulation;
    if (this.#outages.some(([from, to]) => from <= now && now < to)) return { failed: "executorUnavailable" };
    if (this.#gate.take(now) < 0) return "throttled";
    const failure = failures.in("call", run.flow.key, run.ordinal, run.attempt);
    if (failure !== null) return { failed: failure };
    const provider = this.#providerOf(run);
    const answer = pool.launchOne({ definition: { ...definitions[run.profile], flow: run.flow.name }, provider });
    if (typeof answer !== "number") return { failed: answer.isQuota ? "quota" : "capacity" };
    this.#present[provider]++;
    return { task: answer, provider };
  }

  /** A task has stopped. */
  left(provider: ProviderName): void {
    this.#present[provider]--;
  }

  #providerOf(run: FlowRun): ProviderName {
    const { retry } = this.#parts.config;
    const isRetried = run.attempt > 0;
    if (run.flow.isCritical || (isRetried && retry.capacity === "on-demand")) return onDemand;
    if (isRetried && retry.capacity === "same" && run.provider !== null) return run.provider;
    return this.#byWeight(run);
  }

  /** A base holds for each call: one of a single task goes to the provider that has one. */
  #byWeight({ flow, ordinal, attempt }: FlowRun): ProviderName {
    const { config, context } = this.#parts;
    const shares = sharesOf(this.strategy);
    const based = shares.find(({ base }) => base > 0);
    if (based !== undefined) return based.name;
    const there = Object.values(this.#present).reduce((sum, count) => sum + count, 0);
    if (config.split === "counted") return placements(this.strategy, there + 1, this.#present, 1)[0].provider;
    const total = shares.reduce((sum, { weight }) => sum + weight, 0);
    let left = keyed(context.seed, `provider/${flow.key}`, ordinal, attempt) * total;
    for (const { name, weight } of shares) {
      left -= weight;
      if (left < 0) return name;
    }
    return shares[shares.length - 1].name;
  }
}
