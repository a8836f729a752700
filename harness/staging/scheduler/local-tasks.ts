import { randomBytes } from "node:crypto";
import { hour } from "../../../scenarios/language/units/time.js";
import type { Capacity } from "../../../sim/capacity/account.js";
import { byProvider, purchaseOf } from "../../../sim/capacity/providers/by-provider.js";
import type { Seat, SeatedTask, SeatOrder, SeatRefusal } from "../../../sim/capacity/providers/index.js";
import type { Candidate, Group, PoolCounts, StopDecision, WaitCause } from "../../../sim/pool/plan.js";
import type { LaunchOrder, LaunchResult, ScheduledTasks, SchedulerNews } from "../../../sim/pool/scheduler.js";
import { StopOrder } from "../../../sim/pool/stop-order.js";
import type { Cancel, Timers } from "../timers.js";
import type { Deployment } from "./deployment.js";
import { FleetTask } from "./fleet-task.js";
import type { LaunchTimes } from "./launch-times.js";
import type { Lifecycle } from "./lifecycle.js";
import type { Losses } from "./losses.js";
import type { ServiceEvents } from "./service-events.js";
import { failedHealthChecks, scalingActivity } from "./stop-cause.js";

export interface LocalTasksParts {
  readonly service: string;
  readonly seed: number;
  readonly zones: number;
  readonly timers: Timers;
  readonly capacity: Capacity;
  /** The task definition by which every task is seated and billed. */
  readonly task: SeatedTask;
  readonly launchTimes: LaunchTimes;
  readonly events: ServiceEvents;
}

/** Time for which ECS describes a stopped task, in microseconds. */
const stoppedKept = hour;

/** A service's processes as its scheduler sees them. The draws are those of the simulator. */
export class LocalTasks implements ScheduledTasks<FleetTask, Deployment> {
  /** Tasks in the order of their launch, including stopped ones that are still described. */
  readonly tasks = new Set<FleetTask>();
  upZones: readonly number[];
  readonly #parts: LocalTasksParts;
  #lifecycle!: Lifecycle;
  #losses!: Losses;
  readonly #order: StopOrder;
  #launched = 0;
  #attempts = 0;
  readonly #waits = new Map<WaitCause, Cancel>();
  /** Tasks started and stopped since the last look; ECS reports each group as one event. */
  #started: FleetTask[] = [];
  #stopped: FleetTask[] = [];

  constructor(parts: LocalTasksParts) {
    this.#parts = parts;
    this.#order = new StopOrder(parts.seed, parts.service);
    this.upZones = Array.from({ length: parts.zones }, (_, zone) => zone);
  }

  /** To be called after construction, since the lifecycle reports to the scheduler and each needs the other. */
  connect(lifecycle: Lifecycle, losses: Losses): void {
    this.#lifecycle = lifecycle;
    this.#losses = losses;
  }

  get now(): number {
    return this.#parts.timers.now();
  }

  get zoneCount(): number {
    return this.#parts.zones;
  }

  /** Tasks that count towards the desired count. */
  get active(): readonly FleetTask[] {
    return [...this.tasks].filter(({ isActive }) => isActive);
  }

  get zones(): readonly number[] {
    return perZone(this.active);
  }

  get hasFailing(): boolean {
    return this.active.some(({ isFailing }) => isFailing);
  }

  setZoneDown(zone: number, isDown: boolean): void {
    const others = this.upZones.filter((each) => each !== zone);
    this.upZones = isDown ? others : [...others, zone].sort((a, b) => a - b);
  }

  counts(revision: number): PoolCounts {
    const isOld = (task: FleetTask) => this.revisionOf(task) !== revision;
    const there = [...this.tasks].filter((task) => task.isBefore("DEPROVISIONING"));
    const { active } = this;
    const old = active.filter(isOld);
    const own = active.filter(({ origin }) => !origin.isSubstitute);
    const sound = own.filter((task) => !this.#isToBeReplaced(task));
    const fresh = sound.filter((task) => !isOld(task));
    const running = own.filter(({ state }) => state === "RUNNING");
    return {
      there: there.length,
      oldThere: there.filter(isOld).length,
      discarded: there.filter(({ stop }) => stop?.isForHealth).length,
      healthy: healthy(active),
      fresh: active.length - old.length,
      old: old.length,
      oldHealthy: healthy(old),
      substitutes: active.length - own.length,
      failing: own.length - sound.length,
      sound: sound.length,
      starting: sound.length - healthy(sound),
      present: perProvider(fresh),
      running: perProvider(running),
      zones: perZone(active),
    };
  }

  candidates(group: Group, revision: number): readonly Candidate<FleetTask>[] {
    const tasks = this.active.filter((task) => this.#isIn(group, task, revision));
    return tasks.map((task) => {
      const { isHealthy, origin } = task;
      return { task, zone: origin.zone, provider: origin.provider, isHealthy };
    });
  }

  draw({ origin }: FleetTask): number {
    return this.#order.rankOf(origin.ordinal, this.#launched, () =>
      this.active.map(({ origin: { ordinal, zone, provider } }) => ({
        ordinal,
        zone,
        isSpot: purchaseOf(provider) === "spot",
      })),
    );
  }

  isActive(task: FleetTask): boolean {
    return task.isActive;
  }

  isHealthy(task: FleetTask): boolean {
    return task.isHealthy;
  }

  revisionOf({ origin }: FleetTask): number {
    return origin.deployment.number;
  }

  /** Places one of the first tasks: only its process takes time, and no crunch has taken capacity yet. */
  place(order: LaunchOrder<Deployment>, zone: number): void {
    const seat = this.#parts.capacity.hold(order.provider, Number.NEGATIVE_INFINITY, this.#seatOrder(zone));
    const task = this.#create(order, seat!);
    this.#lifecycle.place(task, this.#phases(task));
    this.#losses.watch(task);
  }

  launch(order: LaunchOrder<Deployment>, zones: readonly number[]): LaunchResult<FleetTask> {
    let refusal: SeatRefusal = { refused: "no availability zone is up" };
    for (const zone of zones) {
      const answer = this.#parts.capacity.seat(order.provider, this.now, this.#seatOrder(zone));
      this.#attempts++;
      if (!("refused" in answer)) {
        const task = this.#create(order, answer);
        this.#lifecycle.launch(task, this.#phases(task), answer.delay);
        this.#losses.watch(task);
        return { task };
      }
      refusal = answer;
    }
    return refusal;
  }

  stop(task: FleetTask, why: StopDecision | "never-healthy"): void {
    const { service } = this.#parts;
    const isForHealth = why === "unhealthy" || why === "never-healthy";
    if (!isForHealth) this.#stopped.push(task);
    this.#lifecycle.stop(task, isForHealth ? failedHealthChecks(service) : scalingActivity(task.origin.deployment.id));
  }

  wait(cause: WaitCause, delay: number, look: () => void): void {
    this.#waits.get(cause)?.();
    this.#waits.set(cause, this.#parts.timers.after(delay, look));
  }

  /** Runs `look` after the current change of a task is complete. */
  soon(look: () => void): void {
    queueMicrotask(() => {
      look();
      const { events } = this.#parts;
      if (this.#started.length > 0) events.started(this.#started.map(({ id }) => id));
      if (this.#stopped.length > 0) events.stopped(this.#stopped.map(({ id }) => id));
      this.#started = [];
      this.#stopped = [];
    });
  }

  /** Keeps describing a task that has stopped, for a while. */
  keep(task: FleetTask): void {
    this.#parts.timers.after(stoppedKept, () => this.tasks.delete(task));
  }

  tell(news: SchedulerNews<FleetTask, Deployment>): void {
    const { events } = this.#parts;
    if (news.kind === "task-lost") events.unhealthy(news.task.id);
    else if (news.kind === "launch-refused") events.refused(news.reason);
    else if (news.kind === "move") events.rebalances(news.from, news.to);
    else if (news.kind === "deployment-failed") {
      events.deploymentFailed(news.deployment.id, news.rollback?.id ?? null);
    }
  }

  #isIn(group: Group, task: FleetTask, revision: number): boolean {
    if (group === "old") return this.revisionOf(task) !== revision;
    if (group === "substitute") return task.origin.isSubstitute;
    return !task.origin.isSubstitute && this.#isToBeReplaced(task) === (group === "failing");
  }

  /** Whether it fails its health checks and its grace period is over. */
  #isToBeReplaced({ isFailing, graceUntil }: FleetTask): boolean {
    return isFailing && graceUntil <= this.now;
  }

  #seatOrder(zone: number): SeatOrder {
    const { service, task } = this.#parts;
    return { service, ordinal: this.#launched, attempt: this.#attempts, zone, task, isRun: false };
  }

  #create({ deployment, provider, isSubstitute }: LaunchOrder<Deployment>, seat: Seat): FleetTask {
    this.#launched++;
    const id = randomBytes(16).toString("hex");
    const { service, ordinal, zone } = seat.order;
    const task = new FleetTask({ id, service, provider, ordinal, zone, seat, deployment, isSubstitute });
    this.tasks.add(task);
    this.#started.push(task);
    return task;
  }

  #phases({ origin }: FleetTask) {
    return this.#parts.launchTimes.draw(origin.ordinal);
  }
}

function healthy(tasks: readonly FleetTask[]): number {
  return tasks.filter(({ isHealthy }) => isHealthy).length;
}

function perProvider(tasks: readonly FleetTask[]) {
  return byProvider((name) => tasks.filter(({ origin }) => origin.provider === name).length);
}

function perZone(tasks: readonly FleetTask[]): readonly number[] {
  const counts: number[] = [];
  for (const { origin } of tasks) counts[origin.zone] = (counts[origin.zone] ?? 0) + 1;
  return counts;
}
