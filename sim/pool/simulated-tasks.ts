import type { Capacity } from "../capacity/account.js";
import type { LaunchPhases, LaunchTimes } from "../capacity/launch.js";
import { providerIndex } from "../capacity/providers/by-provider.js";
import {
  type ProviderName,
  providers,
  type Seat,
  type SeatOrder,
  type SeatRefusal,
} from "../capacity/providers/index.js";
import type { Alarm, Simulation } from "../engine/simulation.js";
import type { Lifecycle } from "./lifecycle.js";
import type { Losses } from "./losses.js";
import {
  type Candidate,
  emptiestZones,
  type Group,
  type PoolCounts,
  type StopDecision,
  type WaitCause,
} from "./plan.js";
import type { Journal, StopReason } from "./process.js";
import type { LaunchOrder, LaunchResult, ScheduledTasks, SchedulerNews } from "./scheduler.js";
import { type OrderedTask, StopOrder } from "./stop-order.js";
import type { Deployment, TaskDefinition } from "./task-definition.js";
import { RUN, type TaskOrigin, type TaskTable } from "./task-table.js";

/** A task that is run once, by RunTask. */
export interface RunOrder {
  readonly definition: TaskDefinition;
  readonly provider: ProviderName;
}

/** The purpose of a launch: a deployment's task, or a task of a run. */
interface TaskOrder extends RunOrder {
  readonly deployment: number;
  readonly isSubstitute: boolean;
}

/** Numbers the launches of a service, whoever asks for them; random draws are keyed by that number. */
export class Launches {
  /** Tasks that the service has had, on whatever provider. */
  tasks = 0;
  /** Launches that were asked for. */
  attempts = 0;
}

export interface SimulatedTasksParts {
  readonly simulation: Simulation;
  readonly seed: number;
  readonly service: string;
  readonly tasks: TaskTable;
  readonly zones: number;
  readonly capacity: Capacity;
  readonly launchTimes: LaunchTimes;
  readonly launches: Launches;
  /** Tasks taken away in the reported time, by reason. */
  readonly lost: Map<StopReason, number>;
  /** Set when it keeps the tasks of a canary, whose failure it reports; null for the service's own tasks. */
  readonly canary: { readonly failed: () => void } | null;
  readonly journal: Journal;
}

/** The simulated tasks of a service as its scheduler has them: looked at in the task table, asked of the account zone by zone. */
export class SimulatedTasks implements ScheduledTasks<number, Deployment> {
  upZones: readonly number[];
  readonly #parts: SimulatedTasksParts;
  readonly #isCanary: 0 | 1;
  readonly #order: StopOrder;
  readonly #alarms: Readonly<Record<WaitCause, Alarm>>;
  #look: () => void = () => {};
  #lifecycle!: Lifecycle;
  #losses!: Losses;

  constructor(parts: SimulatedTasksParts) {
    const { simulation, seed, service, zones } = parts;
    this.#parts = parts;
    this.#isCanary = parts.canary === null ? 0 : 1;
    this.#order = new StopOrder(seed, parts.canary === null ? service : `${service}/canary`);
    this.upZones = Array.from({ length: zones }, (_, zone) => zone);
    this.#alarms = {
      launch: simulation.alarm("launch retry", () => this.#look()),
      substitute: simulation.alarm("fallback to on-demand", () => this.#look()),
    };
  }

  /** The lifecycle tells the scheduler of its tasks, so each needs the other. */
  connect(lifecycle: Lifecycle, losses: Losses): void {
    this.#lifecycle = lifecycle;
    this.#losses = losses;
  }

  get now(): number {
    return this.#parts.simulation.now;
  }

  get zoneCount(): number {
    return this.#parts.zones;
  }

  get zones(): readonly number[] {
    return this.#parts.tasks.zones(this.#isCanary);
  }

  get hasFailing(): boolean {
    return this.#parts.tasks.failing > 0;
  }

  setZoneDown(zone: number, isDown: boolean): void {
    const others = this.upZones.filter((each) => each !== zone);
    this.upZones = isDown ? others : [...others, zone].sort((a, b) => a - b);
  }

  /** One pass over the tasks when some fail: those in their grace period are not to be replaced yet. */
  counts(revision: number): PoolCounts {
    const { tasks } = this.#parts;
    const counts = tasks.counts(revision, this.#isCanary);
    if (tasks.failing === 0) return counts;
    const present = { ...counts.present };
    let spared = 0;
    tasks.forEach((task) => {
      if (!this.#isStrategys(task) || tasks.isFailing[task] === 0 || this.#isToBeReplaced(task)) return;
      spared++;
      if (tasks.deployment[task] === revision) present[providers[tasks.provider[task]].name]++;
    });
    const { failing, sound, starting } = counts;
    return { ...counts, failing: failing - spared, sound: sound + spared, starting: starting + spared, present };
  }

  *candidates(group: Group, revision: number): IterableIterator<Candidate<number>> {
    const { tasks } = this.#parts;
    for (const task of tasks) {
      if (!this.#isIn(group, task, revision)) continue;
      const provider = providers[tasks.provider[task]].name;
      yield { task, zone: tasks.zone[task], provider, isHealthy: tasks.isHealthy[task] === 1 };
    }
  }

  draw(task: number): number {
    const { tasks, launches } = this.#parts;
    return this.#order.rankOf(tasks.ordinal[task], launches.tasks, () => this.#ordered());
  }

  isActive(task: number): boolean {
    return this.#parts.tasks.isActive(task);
  }

  isHealthy(task: number): boolean {
    return this.#parts.tasks.isHealthy[task] === 1;
  }

  revisionOf(task: number): number {
    return this.#parts.tasks.deployment[task];
  }

  /** Running and healthy, but for a task that its provider has taken back by then. */
  place({ deployment: { number, definition }, provider, isSubstitute }: LaunchOrder<Deployment>, zone: number): void {
    const { simulation, capacity, launches } = this.#parts;
    const order = { definition, provider, deployment: number, isSubstitute };
    const seat = capacity.hold(provider, simulation.now, this.#seatOrder(order, zone));
    const phases = this.#phases(order, seat);
    launches.tasks++;
    if (seat === null) return;
    this.#losses.watch(this.#lifecycle.place(phases, this.#origin(order, seat)));
  }

  launch(order: LaunchOrder<Deployment>, zones: readonly number[]): LaunchResult<number> {
    const { deployment, provider, isSubstitute } = order;
    const { number, definition } = deployment;
    const task = this.#launch({ definition, provider, deployment: number, isSubstitute }, zones);
    return typeof task === "number" ? { task } : task;
  }

  /** RunTask: a task that no scheduler counts, replaces or stops. */
  run({ definition, provider }: RunOrder): number | SeatRefusal {
    const zones = emptiestZones(this.#parts.tasks.runZones, this.upZones);
    return this.#launch({ definition, provider, deployment: RUN, isSubstitute: false }, zones);
  }

  stop(task: number, why: StopDecision | "never-healthy"): void {
    this.#lifecycle.stop(task, why);
  }

  wait(cause: WaitCause, delay: number, look: () => void): void {
    const { simulation } = this.#parts;
    this.#look = look;
    if (delay === Number.POSITIVE_INFINITY) simulation.silence(this.#alarms[cause]);
    else simulation.ring(this.#alarms[cause], delay);
  }

  soon(look: () => void): void {
    look();
  }

  /** A task is taken away, or given up for its health. */
  lose(task: number, reason: StopReason): void {
    const { simulation, tasks, lost, journal } = this.#parts;
    const provider = providers[tasks.provider[task]].name;
    if (simulation.now >= 0) lost.set(reason, (lost.get(reason) ?? 0) + 1);
    journal("task-lost", `a ${provider} task is lost: ${reason}`, { provider, reason });
  }

  tell(news: SchedulerNews<number, Deployment>): void {
    const { journal, canary } = this.#parts;
    if (canary !== null && news.kind === "deployment-completed") return; // its rollout tells how far it is
    if (canary !== null && news.kind === "deployment-failed") return canary.failed();
    switch (news.kind) {
      case "task-lost":
        return this.lose(news.task, news.why);
      case "deployment-begins":
        return journal("deployment", `deployment ${news.deployment.number} begins`);
      case "deployment-completed":
        return journal("deployment", `deployment ${news.deployment.number} is completed`);
      case "last-old-stops":
        return journal("deployment", `deployment ${news.deployment.number} stops the last old task`);
      case "deployment-failed": {
        const { deployment, failures, rollback } = news;
        const then = rollback ? `rolled back to deployment ${rollback.number}` : "no more of its tasks are started";
        const message = `deployment ${deployment.number} fails by its circuit breaker: ${then}`;
        return journal("deployment-failed", message, { failures });
      }
      case "launch-refused": {
        const { provider, reason } = news;
        return journal("launch-refused", `no ${provider} task: ${reason}`, { provider, reason });
      }
      case "launches-held": {
        const message = "a task did not come to RUNNING: nothing is launched for a while";
        return journal("launches-held", message, { forS: news.delay / 1e6 });
      }
      case "move":
        return journal("rebalancing", `a task moves from zone ${news.from + 1} to zone ${news.to + 1}`);
    }
  }

  /** All tasks that may be chosen to stop. */
  #ordered(): readonly OrderedTask[] {
    const { tasks } = this.#parts;
    return [...tasks]
      .filter((task) => this.#isOwn(task))
      .map((task) => ({
        ordinal: tasks.ordinal[task],
        zone: tasks.zone[task],
        isSpot: providers[tasks.provider[task]].purchase === "spot",
      }));
  }

  #isIn(group: Group, task: number, revision: number): boolean {
    const { tasks } = this.#parts;
    if (!this.#isOwn(task)) return false;
    if (group === "old") return tasks.deployment[task] !== revision;
    if (group === "substitute") return tasks.isSubstitute[task] === 1;
    return tasks.isSubstitute[task] === 0 && this.#isToBeReplaced(task) === (group === "failing");
  }

  #isStrategys(task: number): boolean {
    const { tasks } = this.#parts;
    return this.#isOwn(task) && tasks.isSubstitute[task] === 0;
  }

  /** Whether the task belongs to the scheduler that asks. */
  #isOwn(task: number): boolean {
    const { tasks } = this.#parts;
    return tasks.isActive(task) && !tasks.isRun(task) && tasks.isCanary[task] === this.#isCanary;
  }

  /** Whether the task fails its health checks and its grace period is over. */
  #isToBeReplaced(task: number): boolean {
    const { tasks, simulation } = this.#parts;
    return tasks.isFailing[task] === 1 && tasks.graceUntil[task] <= simulation.now;
  }

  #launch(order: TaskOrder, zones: readonly number[]): number | SeatRefusal {
    const seat = this.#seat(order, zones);
    if ("refused" in seat) return seat;
    const phases = this.#phases(order, seat);
    this.#parts.launches.tasks++;
    const task = this.#lifecycle.launch(phases, seat.delay, this.#origin(order, seat));
    this.#losses.watch(task);
    return task;
  }

  #origin({ definition, provider, deployment, isSubstitute }: TaskOrder, seat: Seat): TaskOrigin {
    const isCanary = this.#isCanary === 1;
    return { provider: providerIndex(provider), seat, deployment, definition, isSubstitute, isCanary };
  }

  /** Takes the first zone that has room. */
  #seat(order: TaskOrder, zones: readonly number[]): Seat | SeatRefusal {
    const { simulation, capacity, launches } = this.#parts;
    let answer: Seat | SeatRefusal = { refused: "no zone is up" };
    for (const zone of zones) {
      answer = capacity.seat(order.provider, simulation.now, this.#seatOrder(order, zone));
      launches.attempts++;
      if (!("refused" in answer)) break;
    }
    return answer;
  }

  #seatOrder({ definition, deployment }: TaskOrder, zone: number): SeatOrder {
    const { service, launches } = this.#parts;
    return {
      service,
      ordinal: launches.tasks,
      attempt: launches.attempts,
      zone,
      task: definition,
      isRun: deployment === RUN,
    };
  }

  /** An instance has its network interface already, and keeps the image of the first of its tasks. */
  #phases({ definition }: TaskOrder, seat: Seat | null): LaunchPhases {
    const { launchTimes, launches, simulation } = this.#parts;
    const host = seat?.host;
    const begins = simulation.now + (seat?.delay ?? 0);
    const hasImage = host !== undefined && host.imageAt <= begins;
    const imageGib = hasImage ? 0 : definition.imageGib;
    const phases = launchTimes.draw(launches.tasks, imageGib, host !== undefined);
    if (host !== undefined) host.imageAt = Math.min(host.imageAt, begins + phases.provisioning + phases.pending);
    return phases;
  }
}
