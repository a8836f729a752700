import { keyed } from "../../workload/random.js";
import type { CapacityGate } from "../capacity/account-capacity.js";
import type { LaunchTimes } from "../capacity/launch.js";
import { byProvider, providers } from "../capacity/providers/index.js";
import type { Alarm, Simulation } from "../engine/simulation.js";
import type { Lifecycle } from "./lifecycle.js";
import type { Losses } from "./losses.js";
import type { Candidate, Group, PoolCounts, StopDecision, WaitCause } from "./plan.js";
import type { Journal, StopReason } from "./process.js";
import type { LaunchOrder, LaunchResult, ScheduledTasks, SchedulerNews } from "./scheduler.js";
import type { Deployment } from "./task-definition.js";
import type { TaskOrigin, TaskTable } from "./task-table.js";

export interface SimulatedTasksParts {
  readonly simulation: Simulation;
  readonly seed: number;
  readonly service: string;
  readonly tasks: TaskTable;
  readonly zones: number;
  readonly gate: CapacityGate;
  readonly launchTimes: LaunchTimes;
  readonly journal: Journal;
}

/** The simulated tasks of a service as its scheduler has them: looked at in the task table, asked of the account zone by zone. */
export class SimulatedTasks implements ScheduledTasks<number, Deployment> {
  upZones: readonly number[];
  /** Tasks taken away in the reported time, by reason. */
  readonly lost = new Map<StopReason, number>();
  readonly #parts: SimulatedTasksParts;
  readonly #victim: string;
  readonly #alarms: Readonly<Record<WaitCause, Alarm>>;
  #look: () => void = () => {};
  #lifecycle!: Lifecycle;
  #losses!: Losses;
  /** Tasks that each provider has had, and launches that were asked for. */
  readonly #ordinals = byProvider(() => 0);
  #attempts = 0;

  constructor(parts: SimulatedTasksParts) {
    const { simulation, service, zones } = parts;
    this.#parts = parts;
    this.#victim = `scale-in/${service}`;
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
    return this.#parts.tasks.zones;
  }

  get hasFailing(): boolean {
    return this.#parts.tasks.failing > 0;
  }

  setZoneDown(zone: number, isDown: boolean): void {
    const others = this.upZones.filter((each) => each !== zone);
    this.upZones = isDown ? others : [...others, zone].sort((a, b) => a - b);
  }

  /** In one pass where tasks fail: those in their grace period are not to be replaced yet. */
  counts(revision: number): PoolCounts {
    const { tasks } = this.#parts;
    const counts = tasks.counts(revision);
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
    const { seed, tasks } = this.#parts;
    return keyed(seed, this.#victim, tasks.ordinal[task], tasks.provider[task]);
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

  /** Running and healthy, but for a task that a crunch has taken by then. */
  place(order: LaunchOrder<Deployment>, zone: number): void {
    const phases = this.#phases(order);
    const origin = this.#origin(order, zone);
    if (this.#losses.wasTaken(origin)) return;
    this.#parts.gate.hold(order.provider, order.deployment.definition.vcpu);
    this.#losses.watch(this.#lifecycle.place(phases, origin));
  }

  launch(order: LaunchOrder<Deployment>, zones: readonly number[]): LaunchResult<number> {
    const { simulation, service, gate } = this.#parts;
    const { provider, deployment } = order;
    let refused = "no zone is up";
    for (const zone of zones) {
      const request = { service, provider, zone, attempt: this.#attempts++, vcpu: deployment.definition.vcpu };
      const answer = gate.launch(simulation.now, request);
      if (answer.kind === "granted") {
        const phases = this.#phases(order);
        const task = this.#lifecycle.launch(phases, answer.delay, this.#origin(order, zone));
        this.#losses.watch(task);
        return { task };
      }
      refused = answer.reason;
    }
    return { refused };
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
    const { simulation, tasks, journal } = this.#parts;
    const provider = providers[tasks.provider[task]].name;
    if (simulation.now >= 0) this.lost.set(reason, (this.lost.get(reason) ?? 0) + 1);
    journal("task-lost", `a ${provider} task is lost: ${reason}`, { provider, reason });
  }

  tell(news: SchedulerNews<number, Deployment>): void {
    const { journal } = this.#parts;
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

  #isIn(group: Group, task: number, revision: number): boolean {
    const { tasks } = this.#parts;
    if (!tasks.isActive(task)) return false;
    if (group === "old") return tasks.deployment[task] !== revision;
    if (group === "substitute") return tasks.isSubstitute[task] === 1;
    return tasks.isSubstitute[task] === 0 && this.#isToBeReplaced(task) === (group === "failing");
  }

  #isStrategys(task: number): boolean {
    const { tasks } = this.#parts;
    return tasks.isActive(task) && tasks.isSubstitute[task] === 0;
  }

  /** It fails its health checks, and its grace period is over. */
  #isToBeReplaced(task: number): boolean {
    const { tasks, simulation } = this.#parts;
    return tasks.isFailing[task] === 1 && tasks.graceUntil[task] <= simulation.now;
  }

  #phases({ provider, deployment }: LaunchOrder<Deployment>) {
    return this.#parts.launchTimes.draw(provider, this.#ordinals[provider], deployment.definition.imageGib);
  }

  #origin({ provider: name, deployment, isSubstitute }: LaunchOrder<Deployment>, zone: number): TaskOrigin {
    const provider = providers.findIndex((one) => one.name === name);
    const { number, definition } = deployment;
    return { provider, ordinal: this.#ordinals[name]++, zone, deployment: number, definition, isSubstitute };
  }
}
