import { CircuitBreaker, type CircuitBreakerConfig } from "../capacity/circuit-breaker.js";
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
  readonly circuitBreaker: CircuitBreakerConfig;
  readonly fallback: Fallback | null;
  /** Tasks are moved from full zones to empty ones. */
  readonly rebalances: boolean;
  readonly journal: Journal;
  /** A task has stopped: what it held is free, and it can be billed. */
  readonly stopped: (task: number) => void;
}

/** Numbers of tasks; but for the first three, those are meant that were not told to stop. */
interface Tally {
  /** RUNNING, PENDING and STOPPING ones, those of older revisions, and those that stop because they failed. */
  readonly all: number;
  readonly oldThere: number;
  readonly discarded: number;
  readonly healthy: number;
  /** Of the present revision, of older ones, and how many of those are healthy. */
  readonly fresh: number;
  readonly old: number;
  readonly oldHealthy: number;
  /** Without substitutes: those that fail their health checks, all others, and how many of these are not healthy yet. */
  readonly failing: number;
  readonly sound: number;
  readonly starting: number;
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
  /** The last deployment that came to its end: what a rollback goes back to. */
  #completed: Deployment;
  /** Begun so far. */
  #deployments = 0;
  #breaker: CircuitBreaker;
  /** The present deployment has failed, and nothing is rolled back. */
  #hasFailed = false;
  #lifecycle!: Lifecycle;
  #launcher!: Launcher;
  /** When running tasks were last stopped by somebody; null once they are replaced. */
  #stoppedAt: number | null = null;
  /** A task that starts in an empty zone, and the one of a full zone that leaves when it is healthy. */
  #move: { readonly arriving: number; readonly leaving: number } | null = null;
  /** What it does may tell it of changes: these are looked at when it is done. */
  #isReconciling = false;
  #isChanged = false;
  /** The earliest retry that this look at the service has asked for. */
  #retryIn = Infinity;

  constructor(parts: SchedulerParts, definition: TaskDefinition, strategy: Strategy) {
    this.#parts = parts;
    this.deployment = { number: 0, definition, strategy };
    this.#completed = this.deployment;
    this.#breaker = new CircuitBreaker(parts.circuitBreaker);
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
    this.deployment = { number: ++this.#deployments, definition, strategy };
    this.#breaker = new CircuitBreaker(this.#parts.circuitBreaker);
    this.#hasFailed = false;
    this.#move = null;
    this.#launcher.startsAnew();
    this.#parts.journal("deployment", `deployment ${this.deployment.number} begins`);
    this.reconcile();
  }

  /** The circuit breaker opens: no more tasks of this revision; with rollback, the last completed deployment is back. */
  #fail(): void {
    const { number } = this.deployment;
    const { rollback } = this.#parts.circuitBreaker;
    const then = rollback ? `rolled back to deployment ${this.#completed.number}` : "no more of its tasks are started";
    const { failures } = this.#breaker;
    this.#parts.journal("deployment-failed", `deployment ${number} fails by its circuit breaker: ${then}`, {
      failures,
    });
    if (rollback) this.deployment = this.#completed;
    else this.#hasFailed = true;
  }

  /** The deployment is completed once every old task has stopped and as many new ones as are wanted are healthy. */
  #complete({ oldThere, healthy }: Tally): void {
    if (!this.#isUnderWay || this.#hasFailed || oldThere > 0 || healthy < this.desired) return;
    this.#completed = this.deployment;
    this.#parts.journal("deployment", `deployment ${this.deployment.number} is completed`);
  }

  get #isUnderWay(): boolean {
    return this.deployment !== this.#completed;
  }

  /** Tasks of an older revision are still there, if only to drain: ECS ends a deployment when the last of them has stopped. */
  get isDeploying(): boolean {
    return this.#tally().oldThere > 0;
  }

  taskHealthy(task: number): void {
    this.#launcher.startsAnew();
    if (!this.#isOld(task)) this.#breaker.taskHealthy();
    if (this.#stoppedAt !== null) this.#tellReplaced(this.#stoppedAt);
    if (this.#isReconciling) return;
    const { fallback, rebalances, zones } = this.#parts;
    if (this.#waitsForTasks || fallback !== null || (rebalances && (this.#move !== null || zones.uneven() !== null)))
      this.reconcile();
  }

  /** ECS stops it and starts another, unless the deployment has failed by that. */
  taskNeverHealthy(task: number): void {
    const isFresh = !this.#isOld(task);
    this.#lifecycle.stop(task, "never-healthy");
    if (isFresh && this.#isUnderWay && this.#breaker.taskFailed(this.desired)) this.#fail();
    this.taskLost(task, "never-healthy");
  }

  /** ECS starts another, later each time that this happens, unless the deployment has failed by that. */
  taskFailsToStart(task: number): void {
    this.#launcher.startFailed();
    if (!this.#isOld(task) && this.#isUnderWay && this.#breaker.taskFailed(this.desired)) this.#fail();
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
      this.#lifecycle.stopTask(task);
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
      const tally = this.#tally();
      this.#complete(tally);
      if (tally.old > 0) this.#roll(tally);
      else this.#settle(tally);
    }
    this.#isReconciling = false;
  }

  #tellReplaced(stoppedAt: number): void {
    const { simulation, journal } = this.#parts;
    if (this.#tally().healthy < this.desired) return;
    this.#stoppedAt = null;
    this.replacementLags.push(simulation.now - stoppedAt);
    journal("replaced", "as many tasks as are wanted are healthy again", {
      afterS: (simulation.now - stoppedAt) / 1e6,
    });
  }

  #settle(tally: Tally): void {
    const { tasks, limits, fallback, rebalances } = this.#parts;
    const { all, oldThere, discarded, starting, sound, failing } = tally;
    const isDeploying = oldThere > 0;
    const surplus = sound - this.desired - this.#onItsWay(tally);
    const counts = { desired: this.desired, all, discarded, starting, healthy: sound - starting, failing, isDeploying };
    const step = replacementStep(counts, limits.maximumPercent);
    const own = (isFailing: boolean) => (task: number) =>
      tasks.isSubstitute[task] === 0 && this.#isToBeReplaced(task) === isFailing;
    const [fail, pass] = step.stop > 0 || surplus > 0 ? [this.#active(own(true)), this.#active(own(false))] : [[], []];
    if (step.launch > 0) this.#launch(step.launch);
    this.#stopSome(fail, step.stop, "unhealthy");
    this.#stopSome(pass, surplus, "scale-in");
    if (fallback !== null) this.#substituteSpot(fallback);
    if (!rebalances || isDeploying || this.#hasFailed) return;
    if (surplus > 0)
      this.#isChanged = true; // zones are looked at when they are as they stay
    else if (this.#move === null) this.#evenOut(tally);
  }

  /** Tasks beside the desired ones: 1 while a task moves. When it has arrived the other one leaves. */
  #onItsWay({ sound }: Tally): 0 | 1 {
    if (this.#move === null) return 0;
    const { tasks } = this.#parts;
    const { arriving, leaving } = this.#move;
    const isLost = !tasks.isActive(arriving) || sound <= this.desired; // or it has become one of those desired
    if (!isLost && tasks.isHealthy[arriving] === 0) return 1;
    this.#move = null;
    if (isLost || !tasks.isActive(leaving)) return 0;
    this.#lifecycle.stop(leaving, "scale-in");
    this.#isChanged = true; // the next one may move
    return 1; // it is counted yet
  }

  /** Moves one task of a settled service from the fullest zone to the emptiest, within the maximum of a deployment. */
  #evenOut({ all, starting, sound, failing }: Tally): void {
    const { tasks, limits, zones, journal } = this.#parts;
    if (starting + failing > 0 || sound !== this.desired || all >= Math.floor(sound * limits.maximumPercent + 1e-9))
      return;
    const uneven = zones.uneven();
    if (uneven === null) return;
    const inFullest = (task: number) => tasks.zone[task] === uneven.fullest && tasks.isSubstitute[task] === 0;
    const [leaving] = zones.victims(this.#active(inFullest), 1);
    if (leaving === undefined) return;
    const provider = providers[tasks.provider[leaving]].name;
    const arriving = this.#launcher.launch({ deployment: this.deployment, provider, isSubstitute: false }, [
      uneven.emptiest,
    ]);
    if (arriving === null) return this.#retryLater(new Set([provider]));
    this.#move = { arriving, leaving };
    journal("rebalancing", `a task moves from zone ${uneven.fullest + 1} to zone ${uneven.emptiest + 1}`);
  }

  /** Launches and stops as far as the deployment's limits allow; the tasks' changes bring it back here. */
  #roll({ all, healthy, old, oldHealthy, fresh }: Tally): void {
    const { limits, journal } = this.#parts;
    const step = rollingStep({ desired: this.desired, fresh, all, healthy, old, oldHealthy }, limits);
    if (step.launch > 0) this.#launch(step.launch);
    for (const task of this.#firstOld(step.stop)) this.#lifecycle.stop(task, "deployment");
    if (step.stop === 0 || step.stop < old) return;
    journal("deployment", `deployment ${this.deployment.number} stops the last old task`);
  }

  /** So many tasks of older revisions, in order of row, those first that are not healthy. */
  #firstOld(count: number): readonly number[] {
    const { tasks } = this.#parts;
    const found: number[] = [];
    for (const isHealthy of count > 0 ? [0, 1] : []) {
      tasks.forEach((task) => {
        if (found.length === count || tasks.isHealthy[task] !== isHealthy) return;
        if (tasks.isActive(task) && this.#isOld(task)) found.push(task);
      });
    }
    return found;
  }

  /** Tasks asked for in vain count as present, so that a deficit of Spot stays one of Spot and holds up no other. */
  #launch(count: number): void {
    if (this.#hasFailed) return;
    const { deployment } = this;
    const present = this.#present();
    const refused = new Set<ProviderName>();
    for (let left = count; left > 0; left--) {
      const provider = placement(deployment.strategy, this.desired, present);
      present[provider]++;
      if (refused.has(provider)) continue;
      if (this.#launcher.launch({ deployment, provider, isSubstitute: false }) === null) refused.add(provider);
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
      isRefused = this.#launcher.launch(order) === null;
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
    for (const victim of this.#parts.zones.victims(candidates, count)) {
      this.#lifecycle.stop(victim, reason);
      if (reason === "unhealthy") this.taskLost(victim, reason);
    }
  }

  /** The next step of a deployment or a replacement waits for tasks to become healthy, or to stop. */
  get #waitsForTasks(): boolean {
    return this.#deployments > 0 || this.#parts.tasks.failing > 0;
  }

  /** It fails its health checks, and its grace period is over. */
  #isToBeReplaced(task: number): boolean {
    const { tasks, simulation } = this.#parts;
    return tasks.isFailing[task] === 1 && tasks.graceUntil[task] <= simulation.now;
  }

  /** Active tasks of the present revision on each provider, without those that are to be replaced and substitutes. */
  #present(): Record<ProviderName, number> {
    const { tasks } = this.#parts;
    const present = byProvider(() => 0);
    tasks.forEach((task) => {
      if (!tasks.isActive(task) || tasks.isSubstitute[task] === 1) return;
      if (this.#isToBeReplaced(task) || this.#isOld(task)) return;
      present[providers[tasks.provider[task]].name]++;
    });
    return present;
  }

  /** One pass over all tasks: it is made at each change of a task. */
  #tally(): Tally {
    const { tasks } = this.#parts;
    const tally = {
      all: 0,
      oldThere: 0,
      discarded: 0,
      fresh: 0,
      old: 0,
      oldHealthy: 0,
      healthy: 0,
      starting: 0,
      sound: 0,
      failing: 0,
    };
    tasks.forEach((task) => {
      if (tasks.state[task] > STOPPING) return;
      tally.all++;
      if (this.#isOld(task)) tally.oldThere++;
      if (tasks.stopReason[task] === "unhealthy" || tasks.stopReason[task] === "never-healthy") tally.discarded++;
      if (!tasks.isActive(task)) return;
      const isHealthy = tasks.isHealthy[task];
      tally.healthy += isHealthy;
      if (this.#isOld(task)) {
        tally.old++;
        tally.oldHealthy += isHealthy;
      } else tally.fresh++;
      if (tasks.isSubstitute[task] === 1) return;
      if (this.#isToBeReplaced(task)) tally.failing++;
      else {
        tally.sound++;
        tally.starting += 1 - isHealthy;
      }
    });
    return tally;
  }

  #isOld(task: number): boolean {
    return this.#parts.tasks.deployment[task] !== this.deployment.number;
  }

  #active(condition: (task: number) => boolean): number[] {
    const { tasks } = this.#parts;
    return [...tasks].filter((task) => tasks.isActive(task) && condition(task));
  }
}
