import type { Fallback } from "../capacity/fallback.js";
import { placement, targets } from "../capacity/placement.js";
import { byProvider, type ProviderName, providers } from "../capacity/providers/index.js";
import { type Backoff, backoffDelay } from "../capacity/retry.js";
import type { Strategy } from "../capacity/strategy.js";
import type { Alarm, Simulation } from "../engine/simulation.js";
import type { CapacityGate } from "./capacity-gate.js";
import { type Deployment, type DeploymentLimits, rollingStep } from "./deployment.js";
import type { Journal } from "./journal.js";
import type { LaunchTimes } from "./launch.js";
import type { Lifecycle, LifecycleWatcher } from "./lifecycle.js";
import type { TaskDefinition } from "./task-definition.js";
import type { TaskLosses } from "./task-losses.js";
import type { StopReason } from "./task-owner.js";
import { STOPPING, type TaskOrigin, type TaskTable } from "./task-table.js";
import type { Zones } from "./zones.js";

const spot = providers.findIndex(({ interruptible }) => interruptible);

export interface SchedulerParts {
  readonly simulation: Simulation;
  readonly service: string;
  readonly tasks: TaskTable;
  readonly zones: Zones;
  readonly gate: CapacityGate;
  readonly launchTimes: LaunchTimes;
  readonly limits: DeploymentLimits;
  readonly noCapacity: Backoff;
  readonly fallback: Fallback | null;
  readonly journal: Journal;
  /** Books a task that has stopped. */
  readonly bill: (task: number) => void;
}

/** Keeps a service at its desired count, as the ECS service scheduler does: launches, scale-in, rolling deployments. */
export class ServiceScheduler implements LifecycleWatcher {
  desired = 0;
  deployment: Deployment;
  readonly #parts: SchedulerParts;
  readonly #ordinals = byProvider(() => 0);
  readonly #failures = byProvider(() => 0);
  readonly #retry: Alarm;
  readonly #substitute: Alarm;
  #lifecycle!: Lifecycle;
  #losses!: TaskLosses;
  #attempts = 0;

  constructor(parts: SchedulerParts, definition: TaskDefinition, strategy: Strategy) {
    this.#parts = parts;
    this.deployment = { number: 0, definition, strategy };
    this.#retry = parts.simulation.alarm("launch retry", () => this.reconcile());
    this.#substitute = parts.simulation.alarm("fallback to on-demand", () => this.reconcile());
  }

  /** The lifecycle tells the scheduler of its tasks, so each needs the other. */
  connect(lifecycle: Lifecycle, losses: TaskLosses): void {
    this.#lifecycle = lifecycle;
    this.#losses = losses;
  }

  /** Fills the service with running, healthy tasks: how the world starts. */
  begin(desired: number): void {
    this.desired = desired;
    const { strategy } = this.deployment;
    const placed = byProvider(() => 0);
    for (let count = 0; count < desired; count++) {
      const provider = placement(strategy, desired, placed);
      placed[provider]++;
      const [zone] = this.#parts.zones.forLaunch();
      this.#parts.gate.hold(provider, this.deployment.definition.vcpu);
      this.#losses.watch(this.#lifecycle.place(this.#phases(provider), this.#origin(provider, zone)));
    }
  }

  setDesired(desired: number): void {
    this.desired = desired;
    this.reconcile();
  }

  /** Replaces every task by one of the new revision, within the limits of a rolling deployment. */
  deploy(definition: TaskDefinition, strategy: Strategy): void {
    this.deployment = { number: this.deployment.number + 1, definition, strategy };
    this.#parts.journal("deployment", `deployment ${this.deployment.number} of ${definition.name} begins`);
    this.reconcile();
  }

  /** Tasks of an older revision are still there. */
  get isDeploying(): boolean {
    return this.#active((task) => this.#isOld(task)).length > 0;
  }

  /** Tasks that serve or will, not counting those told to stop. */
  get active(): number {
    return this.#active(() => true).length;
  }

  taskHealthy(): void {
    if (this.deployment.number > 0) this.reconcile();
  }

  taskLost(task: number, reason: StopReason): void {
    const provider = providers[this.#parts.tasks.provider[task]].name;
    this.#parts.journal("task-lost", `a ${provider} task is lost: ${reason}`, { provider, reason });
    this.reconcile();
  }

  taskStopped(task: number): void {
    const { tasks, gate, bill } = this.#parts;
    bill(task);
    gate.release(providers[tasks.provider[task]].name, tasks.definition[task].vcpu);
    if (this.deployment.number > 0) this.reconcile();
  }

  /** Takes an unhealthy task out and replaces it. */
  replace(task: number): void {
    this.#lifecycle.stop(task, "unhealthy");
    this.reconcile();
  }

  /** Compares what is there with what is wanted, and does what may be done about it now. */
  reconcile(): void {
    const old = this.#active((task) => this.#isOld(task));
    if (old.length > 0) this.#roll(old);
    else this.#settle();
  }

  #settle(): void {
    const active = this.#active(() => true);
    const wanted = this.desired + this.#substitutes();
    if (active.length < wanted) this.#launch(wanted - active.length);
    for (let surplus = active.length - wanted; surplus > 0; surplus--) this.#scaleIn();
  }

  #roll(old: readonly number[]): void {
    const { tasks, limits, journal } = this.#parts;
    const all = tasks.count((task) => tasks.state[task] <= STOPPING);
    const healthy = tasks.count((task) => tasks.isActive(task) && tasks.isHealthy[task] === 1);
    const oldHealthy = old.filter((task) => tasks.isHealthy[task] === 1).length;
    const fresh = this.#active((task) => !this.#isOld(task)).length;
    const step = rollingStep({ desired: this.desired, fresh, all, healthy, old: old.length, oldHealthy }, limits);
    if (step.launch > 0) this.#launch(step.launch);
    const unhealthyFirst = [...old].sort((a, b) => tasks.isHealthy[a] - tasks.isHealthy[b] || a - b);
    for (const task of unhealthyFirst.slice(0, step.stop)) this.#lifecycle.stop(task, "deployment");
    if (step.stop === old.length)
      journal("deployment", `deployment ${this.deployment.number} has replaced the last old task`);
  }

  #scaleIn(): void {
    const { zones } = this.#parts;
    this.#lifecycle.stop(zones.victim(this.#active(() => true)), "scale-in");
  }

  /** Tasks asked for in vain count as present, so that a deficit of Spot stays one of Spot and holds up no other. */
  #launch(count: number): void {
    const { desired } = this;
    const present = byProvider((name) => this.#present(name));
    const blocked = new Set<ProviderName>();
    for (let left = count; left > 0; left--) {
      const provider = this.#providerOf(desired, present);
      present[provider]++;
      if (!blocked.has(provider) && !this.#launchOne(provider)) blocked.add(provider);
    }
    const delays = [...blocked].map((name) => backoffDelay(this.#parts.noCapacity, ++this.#failures[name]));
    if (delays.length > 0) this.#parts.simulation.ring(this.#retry, Math.min(...delays));
  }

  /** Beyond the strategy's targets only substitutes are launched, on demand. */
  #providerOf(desired: number, present: Readonly<Record<ProviderName, number>>): ProviderName {
    const { strategy } = this.deployment;
    const total = providers.reduce((sum, { name }) => sum + present[name], 0);
    return total < desired ? placement(strategy, desired, present) : providers[0].name;
  }

  /** Tries the zones in turn. */
  #launchOne(provider: ProviderName): boolean {
    const { simulation, service, zones, gate, journal } = this.#parts;
    const { definition } = this.deployment;
    let reason = "no zone is up";
    for (const zone of zones.forLaunch()) {
      const attempt = this.#attempts++;
      const answer = gate.launch(simulation.now, { service, provider, zone, attempt, vcpu: definition.vcpu });
      if (answer.kind === "granted") {
        this.#failures[provider] = 0;
        const phases = this.#phases(provider);
        this.#losses.watch(this.#lifecycle.launch(phases, answer.delay, this.#origin(provider, zone)));
        return true;
      }
      reason = answer.reason;
    }
    if (this.#failures[provider] === 0)
      journal("launch-refused", `no ${provider} task: ${reason}`, { provider, reason });
    return false;
  }

  #phases(provider: ProviderName) {
    return this.#parts.launchTimes.draw(provider, this.#ordinals[provider], this.deployment.definition.imageGib);
  }

  #origin(name: ProviderName, zone: number): TaskOrigin {
    const provider = providers.findIndex((one) => one.name === name);
    const { number: deployment, definition } = this.deployment;
    return { provider, ordinal: this.#ordinals[name]++, zone, deployment, definition };
  }

  #substitutes(): number {
    const { fallback, simulation } = this.#parts;
    if (fallback === null) return 0;
    const { now } = simulation;
    const { tasks } = this.#parts;
    const running = tasks.count((task) => tasks.isRunning(task) && tasks.provider[task] === spot);
    const missing = targets(this.deployment.strategy, this.desired)[providers[spot].name] - running;
    const substitutes = fallback.observe(now, missing);
    const nextAt = fallback.nextAt(now);
    if (nextAt !== Infinity) simulation.ring(this.#substitute, nextAt - now);
    return substitutes;
  }

  #present(name: ProviderName): number {
    return this.#active((task) => providers[this.#parts.tasks.provider[task]].name === name && !this.#isOld(task))
      .length;
  }

  #isOld(task: number): boolean {
    return this.#parts.tasks.deployment[task] !== this.deployment.number;
  }

  #active(condition: (task: number) => boolean): number[] {
    const { tasks } = this.#parts;
    return [...tasks].filter((task) => tasks.isActive(task) && condition(task));
  }
}
