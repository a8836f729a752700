import { minute } from "../../../scenarios/language/units/time.js";
import type { CohortFacts } from "../../facts/aspects/cohorts.js";
import type { MinuteColumns } from "../../facts/facts.js";
import type { Recorder } from "../../facts/recorder.js";
import { limitsOf } from "../../outcome/index.js";
import type { TaskTable } from "../../pool/task-table.js";
import type { LoadBalancer } from "../../targets/index.js";
import { Grouping, SplitBalancer } from "../../targets/target-groups.js";
import type { WorkTable } from "../../work/row.js";
import type { Servers } from "../../work/servers.js";
import { TrafficSplit } from "../../work/split.js";
import type { CpuGauge } from "../fleet/cpu-gauge.js";
import type { TaskFleet } from "../fleet/task-fleet.js";
import type { ServiceContext } from "../service-context.js";
import { type AbortConfig, type AbortRule, createAbortRule, objectivesOf } from "./abort/index.js";
import { Cohorts } from "./cohorts.js";
import { Observation } from "./observation.js";
import { Rollout } from "./rollout.js";
import type { RolloutPlan } from "./strategies/index.js";

interface DividedTrafficParts {
  readonly plan: RolloutPlan;
  readonly abort: readonly AbortConfig[];
  /** Nothing ends a canary, and its answers are supposed to take longer by these shares besides; null: as the rules say. */
  readonly observe: { readonly slower: readonly number[] } | null;
  readonly context: ServiceContext;
  /** Latency that the network adds to each answer. */
  readonly network: number;
  readonly tasks: TaskTable;
  readonly servers: Servers;
  readonly cpu: CpuGauge;
  /** Load balancers of the service's own target group, and of the canary's. */
  readonly balancers: readonly [LoadBalancer, LoadBalancer];
}

/** The additional parts of a service whose deployments divide its traffic between two revisions. */
export class DividedTraffic {
  readonly grouping = new Grouping();
  readonly balancer: SplitBalancer;
  readonly split: TrafficSplit;
  readonly #parts: DividedTrafficParts;
  readonly #rules: readonly AbortRule[];
  readonly #cohorts: Cohorts;
  readonly #observation: Observation | null;
  #rollout!: Rollout;
  #fleet!: TaskFleet;

  constructor(parts: DividedTrafficParts) {
    const { context, abort, observe, network, tasks, servers, cpu, balancers } = parts;
    const { seed, name, clock, simulation } = context;
    const slower = (observe?.slower ?? []).map((rise) => 1 + rise);
    this.#parts = parts;
    this.#rules = abort.map(createAbortRule);
    this.balancer = new SplitBalancer(this.grouping, balancers);
    this.#cohorts = new Cohorts({
      network,
      tasks,
      servers,
      cpu,
      minutes: Math.ceil(clock.duration / minute),
      window: Math.max(1, ...this.#rules.map(({ window }) => window)),
      limits: limitsOf(objectivesOf(abort), name),
      slower,
      interrupted: {
        baseline: () => this.#fleet.pool.interruptions - this.#fleet.pool.canaryInterruptions,
        canary: () => this.#fleet.pool.canaryInterruptions,
      },
    });
    const { recorders, slowed } = this.#cohorts;
    this.split = new TrafficSplit(seed, name, recorders, this.balancer, slowed);
    const rules = () => abort.map(createAbortRule);
    const until = clock.duration;
    this.#observation = observe && new Observation({ simulation, until, slower, rules, cohorts: this.#cohorts });
  }

  /** New revisions of a fleet come step by step from now on. */
  release(fleet: TaskFleet): void {
    const { context, plan } = this.#parts;
    this.#fleet = fleet;
    this.#rollout = new Rollout({
      simulation: context.simulation,
      plan,
      rules: this.#rules,
      pool: fleet.pool,
      split: this.split,
      grouping: this.grouping,
      cohorts: this.#cohorts,
      observation: this.#observation,
      journal: context.journal,
    });
    fleet.releaseBy(this.#rollout);
  }

  /** A minute is over: it is taken down, and then the abort rules look at it. */
  closeMinute(at: number): Partial<Record<keyof MinuteColumns, number>> {
    const told = this.#cohorts.close(at, this.split.isOn);
    this.#rollout.closeMinute(at);
    return told;
  }

  /** `requests`: those that are still open are told as unfinished. */
  facts(requests: WorkTable): CohortFacts {
    const unfinished = (recorder: Recorder) => this.split.unfinished(requests, recorder);
    const observed = this.#observation && { observed: this.#observation.facts() };
    return { ...this.#cohorts.runs(unfinished), ...this.#rollout.facts(), ...observed };
  }
}
