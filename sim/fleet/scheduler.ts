import type { Fallback } from "../capacity/fallback.js";
import { placement, targets } from "../capacity/placement.js";
import { byProvider, type ProviderName, providers } from "../capacity/providers/index.js";
import { replacementStep } from "../capacity/replacement-step.js";
import { type DeploymentLimits, rollingStep } from "../capacity/rolling-step.js";
import type { Strategy } from "../capacity/strategy.js";
import type { Alarm, Simulation } from "../engine/simulation.js";
import type { Deployment } from "./deployment.js";
import type { Journal } from "./journal.js";
import type { Launcher } from "./launcher.js";
import type { Lifecycle, LifecycleWatcher } from "./lifecycle.js";
import type { TaskDefinition } from "./task-definition.js";
import type { StopReason } from "./task-owner.js";
import { STOPPING, type TaskTable } from "./task-table.js";
import type { Zones } from "./zones.js";

const onDemand = providers.find(({ purchase }) => purchase === "on-demand")!.name;
const spot = providers.find(({ purchase }) => purchase === "spot")!.name;

export interface SchedulerParts {
  readonly simulation: Simulation;
  readonly tasks: TaskTable;
  readonly zones: Zones;
  readonly limits: DeploymentLimits;
  readonly fallback: Fallback | null;
  readonly journal: Journal;
  /** A task has stopped: what it held is free, and it can be billed. */
  readonly stopped: (task: number) => void;
}

/** Keeps a service at its desired count, as the ECS service scheduler does: launches, scale-in, rolling deployments. */
export class ServiceScheduler implements LifecycleWatcher {
  desired = 0;
  deployment: Deployment;
  /** Tasks taken away in the reported time, by reason. */
  readonly lost = new Map<StopReason, number>();
  /** From each stop of running tasks until as many as are wanted were healthy again. */
  readonly replacementLags: number[] = [];
  readonly #parts: SchedulerParts;
  readonly #retry: Alarm;
  readonly #substitute: Alarm;
  #lifecycle!: Lifecycle;
  #launcher!: Launcher;
  /** When running tasks were last stopped by somebody; null once they are replaced. */
  #stoppedAt: number | null = null;
  /** What it does may tell it of changes: these are looked at when it is done. */
  #isReconciling = false;
  #isChanged = false;
  /** The earliest retry that this look at the service has asked for. */
  #retryIn = Infinity;

  constructor(parts: SchedulerParts, definition: TaskDefinition, strategy: Strategy) {
    this.#parts = parts;
    this.deployment = { number: 0, definition, strategy };
    this.#retry = parts.simulation.alarm("launch retry", () => this.reconcile());
    this.#substitute = parts.simulation.alarm("fallback to on-demand", () => this.reconcile());
  }

  /** The lifecycle tells the scheduler of its tasks, so each needs the other. */
  connect(lifecycle: Lifecycle, launcher: Launcher): void {
    this.#lifecycle = lifecycle;
    this.#launcher = launcher;
  }

  /** Fills the service with running, healthy tasks: how the world starts. */
  begin(desired: number): void {
    this.desired = desired;
    this.#isReconciling = true; // the first task reports itself before the others are there
    const placed = byProvider(() => 0);
    for (let count = 0; count < desired; count++) {
      const provider = placement(this.deployment.strategy, desired, placed);
      placed[provider]++;
      const zone = count % this.#parts.zones.count;
      this.#launcher.place({ deployment: this.deployment, provider, isSubstitute: false }, zone);
    }
    this.#isReconciling = false;
    this.reconcile();
  }

  setDesired(desired: number): void {
    this.desired = desired;
    this.reconcile();
  }

  /** Replaces every task by one of the new revision, within the limits of a rolling deployment. */
  deploy(definition: TaskDefinition, strategy: Strategy): void {
    this.deployment = { number: this.deployment.number + 1, definition, strategy };
    this.#parts.journal("deployment", `deployment ${this.deployment.number} begins`);
    this.reconcile();
  }

  /** Tasks of an older revision are still there. */
  get isDeploying(): boolean {
    return this.#active((task) => this.#isOld(task)).length > 0;
  }

  taskHealthy(): void {
    if (this.#stoppedAt !== null) this.#tellReplaced(this.#stoppedAt);
    if (this.#waitsForTasks || this.#parts.fallback !== null) this.reconcile();
  }

  taskLost(task: number, reason: StopReason): void {
    const provider = providers[this.#parts.tasks.provider[task]].name;
    if (this.#parts.simulation.now >= 0) this.lost.set(reason, (this.lost.get(reason) ?? 0) + 1);
    this.#parts.journal("task-lost", `a ${provider} task is lost: ${reason}`, { provider, reason });
    this.reconcile();
  }

  taskStopped(task: number): void {
    this.#parts.stopped(task);
    if (this.#waitsForTasks) this.reconcile();
  }

  /** Tasks that somebody stops are replaced at once; how long that takes is told when it is done. */
  stopTasks(stopped: readonly number[]): void {
    const { simulation, journal } = this.#parts;
    if (stopped.length === 0) return;
    journal("stop-tasks", `${stopped.length} running tasks are stopped`, { tasks: stopped.length });
    this.#stoppedAt = simulation.now;
    for (const task of stopped) {
      this.#lifecycle.stop(task, "stop-task");
      this.taskLost(task, "stop-task");
    }
  }

  /** A running task begins to fail its health checks, or passes them again. */
  healthChanged(task: number): void {
    const { tasks, journal } = this.#parts;
    const isFailing = tasks.isFailing[task] === 1;
    journal(isFailing ? "unhealthy" : "healthy-again", `a task ${isFailing ? "fails" : "passes"} its health checks`);
    this.reconcile();
  }

  /** Compares what is there with what is wanted, and does what may be done about it now. */
  reconcile(): void {
    this.#isChanged = true;
    if (this.#isReconciling) return;
    this.#isReconciling = true;
    this.#retryIn = Infinity;
    while (this.#isChanged) {
      this.#isChanged = false;
      const old = this.#active((task) => this.#isOld(task));
      if (old.length > 0) this.#roll(old);
      else this.#settle();
    }
    this.#isReconciling = false;
  }

  #tellReplaced(stoppedAt: number): void {
    const { simulation, tasks, journal } = this.#parts;
    if (this.#active((task) => tasks.isHealthy[task] === 1).length < this.desired) return;
    this.#stoppedAt = null;
    this.replacementLags.push(simulation.now - stoppedAt);
    journal("replaced", "as many tasks as are wanted are healthy again", {
      afterS: (simulation.now - stoppedAt) / 1e6,
    });
  }

  #settle(): void {
    const { tasks, limits } = this.#parts;
    const own = this.#active((task) => tasks.isSubstitute[task] === 0);
    const failing = own.filter((task) => tasks.isFailing[task] === 1);
    const sound = own.filter((task) => tasks.isFailing[task] === 0);
    const healthy = sound.filter((task) => tasks.isHealthy[task] === 1).length;
    const all = tasks.count((task) => tasks.state[task] <= STOPPING);
    const counts = { desired: this.desired, all, starting: sound.length - healthy, healthy, failing: failing.length };
    const step = replacementStep(counts, limits.maximumPercent);
    if (step.launch > 0) this.#launch(step.launch);
    this.#stopSome(failing, step.stop, "unhealthy");
    this.#stopSome(sound, sound.length - this.desired, "scale-in");
    if (this.#parts.fallback !== null) this.#substituteSpot(this.#parts.fallback);
  }

  /** Launches and stops as far as the deployment's limits allow; the tasks' changes bring it back here. */
  #roll(old: readonly number[]): void {
    const { tasks, limits, journal } = this.#parts;
    const all = tasks.count((task) => tasks.state[task] <= STOPPING);
    const healthy = tasks.count((task) => tasks.isActive(task) && tasks.isHealthy[task] === 1);
    const oldHealthy = old.filter((task) => tasks.isHealthy[task] === 1).length;
    const fresh = this.#active((task) => !this.#isOld(task)).length;
    const step = rollingStep({ desired: this.desired, fresh, all, healthy, old: old.length, oldHealthy }, limits);
    if (step.launch > 0) this.#launch(step.launch);
    const unhealthyFirst = old.toSorted((a, b) => tasks.isHealthy[a] - tasks.isHealthy[b] || a - b);
    for (const task of unhealthyFirst.slice(0, step.stop)) this.#lifecycle.stop(task, "deployment");
    if (step.stop < old.length) return;
    journal("deployment", `deployment ${this.deployment.number} stops the last old task`);
  }

  /** Tasks asked for in vain count as present, so that a deficit of Spot stays one of Spot and holds up no other. */
  #launch(count: number): void {
    const { deployment } = this;
    const present = byProvider((name) => this.#present(name));
    const refused = new Set<ProviderName>();
    for (let left = count; left > 0; left--) {
      const provider = placement(deployment.strategy, this.desired, present);
      present[provider]++;
      if (refused.has(provider)) continue;
      if (!this.#launcher.launch({ deployment, provider, isSubstitute: false })) refused.add(provider);
    }
    this.#retryLater(refused);
  }

  #retryLater(refused: ReadonlySet<ProviderName>): void {
    if (refused.size === 0) return;
    const delays = [...refused].map((name) => this.#launcher.retryAfter(name));
    this.#retryIn = Math.min(this.#retryIn, ...delays);
    this.#parts.simulation.ring(this.#retry, this.#retryIn);
  }

  /** Brings the number of substitutes to what the fallback wants; they come and go apart from the strategy's own tasks. */
  #substituteSpot(fallback: Fallback): void {
    const { simulation, tasks } = this.#parts;
    const { now } = simulation;
    const substitutes = this.#active((task) => tasks.isSubstitute[task] === 1);
    const wanted = fallback.observe(now, this.#missingSpot());
    const order = { deployment: this.deployment, provider: onDemand, isSubstitute: true };
    let isRefused = false;
    for (let left = wanted - substitutes.length; left > 0 && !isRefused; left--) {
      isRefused = !this.#launcher.launch(order);
    }
    if (isRefused) this.#retryLater(new Set([onDemand]));
    this.#stopSome(substitutes, substitutes.length - wanted, "scale-in");
    const nextAt = fallback.nextAt(now);
    if (nextAt === Infinity) simulation.silence(this.#substitute);
    else simulation.ring(this.#substitute, nextAt - now);
  }

  /** Spot tasks that the strategy wants and that are missing, as far as the service has too few tasks running. */
  #missingSpot(): number {
    const { tasks } = this.#parts;
    const running = this.#active((task) => tasks.isRunning(task) && tasks.isSubstitute[task] === 0);
    const spotRunning = running.filter((task) => providers[tasks.provider[task]].name === spot).length;
    const spotWanted = targets(this.deployment.strategy, this.desired)[spot];
    return Math.max(0, Math.min(spotWanted - spotRunning, this.desired - running.length));
  }

  #stopSome(candidates: readonly number[], count: number, reason: StopReason): void {
    let left = candidates;
    for (let stopped = 0; stopped < count; stopped++) {
      const victim = this.#parts.zones.victim(left);
      left = left.filter((task) => task !== victim);
      this.#lifecycle.stop(victim, reason);
      if (reason === "unhealthy") this.taskLost(victim, reason);
    }
  }

  #present(name: ProviderName): number {
    const { tasks } = this.#parts;
    const isIt = (task: number) =>
      providers[tasks.provider[task]].name === name && tasks.isSubstitute[task] + tasks.isFailing[task] === 0;
    return this.#active((task) => isIt(task) && !this.#isOld(task)).length;
  }

  /** The next step of a deployment or a replacement waits for tasks to become healthy, or to stop. */
  get #waitsForTasks(): boolean {
    const { tasks } = this.#parts;
    return this.deployment.number > 0 || tasks.count((task) => tasks.isFailing[task] === 1) > 0;
  }

  #isOld(task: number): boolean {
    return this.#parts.tasks.deployment[task] !== this.deployment.number;
  }

  #active(condition: (task: number) => boolean): number[] {
    const { tasks } = this.#parts;
    return [...tasks].filter((task) => tasks.isActive(task) && condition(task));
  }
}
