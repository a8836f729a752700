import { spell } from "../../../scenarios/language/spelling.js";
import { minute } from "../../../scenarios/language/units/time.js";
import type { Strategy } from "../../capacity/strategy.js";
import type { Alarm, Simulation } from "../../engine/simulation.js";
import type { CohortFacts } from "../../facts/aspects/cohorts.js";
import type { CanarySizes } from "../../pool/canary.js";
import type { Pool } from "../../pool/pool.js";
import type { Journal } from "../../pool/process.js";
import type { TaskDefinition } from "../../pool/task-definition.js";
import type { Grouping } from "../../targets/target-groups.js";
import type { TrafficSplit } from "../../work/split.js";
import type { AbortRule } from "./abort/index.js";
import type { Cohorts } from "./cohorts.js";
import type { Observation } from "./observation.js";
import type { RolloutPlan, RolloutStep } from "./strategies/index.js";

interface RolloutParts {
  readonly simulation: Simulation;
  readonly plan: RolloutPlan;
  readonly rules: readonly AbortRule[];
  readonly pool: Pool;
  readonly split: TrafficSplit;
  readonly grouping: Grouping;
  readonly cohorts: Cohorts;
  /** Watches in place of the rules, which then end nothing. */
  readonly observation: Observation | null;
  readonly journal: Journal;
}

/**
 * Brings one revision after the other before the requests of a service, step by step.
 *
 *     begin ──► tasks for the step ──healthy──► traffic shifts ──its time──► next step … all traffic ──bake time──► promoted
 *                      any minute: an abort rule is broken ──► traffic back at once, the canary's tasks drain
 */
export class Rollout {
  readonly #parts: RolloutParts;
  /** The steps that are still to come before all traffic shifts. */
  readonly #steps: readonly RolloutStep[];
  /** Made for the first canary: without one nothing is there. */
  #stepOver: Alarm | null = null;
  #failed: Alarm | null = null;
  /** The step whose tasks are there or on their way; -1 while no canary runs. */
  #step = -1;
  /** The traffic has not shifted yet, since its tasks are not healthy. */
  #isWaiting = false;
  /** Time at which the present canary could first get a request, or a copy while it gets nothing else; NaN before. */
  #since = Number.NaN;
  #shareReached = 0;
  /** Time that canaries had traffic in the reported time; the next field: the instant up to which it is counted. */
  #time = 0;
  #timed = 0;
  #promoted = 0;
  readonly #abortedBy = new Map<string, number>();
  #abortedAfter = Number.NaN;

  constructor(parts: RolloutParts) {
    const { plan, pool } = parts;
    this.#parts = parts;
    const all = { share: 1, shadow: 0, lasts: plan.bakeTime };
    this.#steps = plan.promotes ? [...plan.steps, all] : plan.steps;
    pool.onCanaryHealthy = () => this.#shiftWhenReady();
  }

  /** A canary is there, whether it has traffic yet or not. */
  get isRunning(): boolean {
    return this.#step >= 0;
  }

  /** Another revision comes; one that is under way is given up for it. */
  begin(definition: TaskDefinition, strategy: Strategy): void {
    const { simulation, plan, pool, journal } = this.#parts;
    this.giveUp("another deployment begins");
    this.#stepOver ??= simulation.alarm("canary step over", () => this.#goOn());
    this.#failed ??= simulation.alarm("canary failed", () => this.#abort("circuit breaker"));
    const failed = () => simulation.ring(this.#failed!, 0); // not while its scheduler is at work
    const { deployment } = pool.beginCanary(definition, strategy, plan.isDeployment, failed);
    journal("canary", `deployment ${deployment.number} begins beside the revision before it`);
    this.#since = Number.NaN;
    this.#goOn();
  }

  /** Traffic is back at the old revision, since something else is to become of the service. */
  giveUp(why: string): void {
    if (!this.isRunning) return;
    this.#parts.journal("canary", `the canary is given up at ${this.#shareWords()}: ${why}`);
    this.#end();
  }

  /** A minute of the run is over, the first being 0: rules look at it. */
  closeMinute(at: number): void {
    const { cohorts, split, rules, simulation, observation } = this.#parts;
    this.#shiftWhenReady();
    if (!split.isOn) return;
    const first = Math.ceil(this.#since / minute - 1e-9);
    cohorts.minutes = Array.from({ length: Math.max(0, at + 1 - first) }, (_, index) => first + index);
    if (cohorts.minutes.length === 0 || simulation.now < 0) return;
    if (observation !== null) return observation.closeMinute();
    const broken = rules.find((rule) => rule.isBroken(cohorts));
    if (broken !== undefined) this.#abort(broken.text);
  }

  facts(): Omit<CohortFacts, keyof ReturnType<Cohorts["runs"]> | "observed"> {
    this.#countTime();
    return {
      shareReached: this.#shareReached,
      minutes: this.#time / minute,
      abortedBy: Object.fromEntries(this.#abortedBy),
      abortedAfter: this.#abortedAfter,
      promoted: this.#promoted,
    };
  }

  /** The next step: its tasks first. */
  #goOn(): void {
    this.#step++;
    if (this.#step === this.#steps.length) return this.#finish();
    this.#isWaiting = true;
    const { pool, split } = this.#parts;
    pool.canary!.size(this.#sizes(split.share, this.#wanted));
    this.#shiftWhenReady();
  }

  /** Share of the traffic that the canary should have, copies included. */
  get #wanted(): number {
    const { share, shadow } = this.#steps[this.#step];
    return Math.max(share, shadow);
  }

  #sizes(oldShare: number, newShare: number): CanarySizes {
    const { sizing } = this.#parts.plan;
    if (sizing === "full") return (desired) => ({ own: desired, canary: desired });
    const whole = (count: number) => Math.ceil(count - 1e-9);
    return (desired) => ({ own: whole(desired * (1 - oldShare)), canary: whole(desired * newShare) });
  }

  #shiftWhenReady(): void {
    const { simulation, pool, split, plan, journal, observation } = this.#parts;
    if (!this.#isWaiting || !pool.canary!.isReady) return;
    this.#isWaiting = false;
    const step = this.#steps[this.#step];
    const { share, shadow, lasts } = step;
    this.#countTime();
    observation?.begin(step);
    const isFirstShare = split.share === 0 && share > 0;
    split.set(share, shadow);
    if (Number.isNaN(this.#since) || isFirstShare) this.#since = simulation.now;
    this.#timed = simulation.now;
    if (simulation.now >= 0) this.#shareReached = Math.max(this.#shareReached, share);
    journal("canary", `the canary gets ${this.#shareWords()}`, { share, shadow });
    pool.canary!.size(this.#sizes(share, this.#wanted));
    const isLast = this.#step === this.#steps.length - 1;
    if (!isLast || plan.promotes) simulation.ring(this.#stepOver!, lasts);
  }

  /** The bake time is over: the old revision goes. */
  #finish(): void {
    const { simulation, pool, split, grouping, journal, observation } = this.#parts;
    const { number } = pool.canary!.deployment;
    this.#countTime();
    observation?.end();
    grouping.swap();
    split.set(0, 0);
    this.#step = -1;
    if (simulation.now >= 0) this.#promoted++;
    journal("canary", `deployment ${number} is the service's own from now on`);
    pool.promoteCanary();
  }

  #abort(rule: string): void {
    const { simulation, split, journal } = this.#parts;
    if (!this.isRunning) return;
    const message = `the canary is aborted at ${this.#shareWords()}: ${rule}`;
    journal("canary-aborted", message, { rule, share: split.share });
    if (simulation.now >= 0) {
      this.#abortedBy.set(rule, (this.#abortedBy.get(rule) ?? 0) + 1);
      if (Number.isNaN(this.#abortedAfter)) this.#abortedAfter = (simulation.now - this.#since) / minute;
    }
    this.#end();
  }

  #end(): void {
    const { simulation, pool, split, observation } = this.#parts;
    this.#countTime();
    observation?.end();
    simulation.silence(this.#stepOver!);
    split.set(0, 0);
    this.#step = -1;
    this.#isWaiting = false;
    pool.endCanary();
  }

  /** Counts reported time in which a canary had traffic. */
  #countTime(): void {
    const { simulation, split } = this.#parts;
    const from = Math.max(0, this.#timed);
    if (split.isOn && simulation.now > from) this.#time += simulation.now - from;
    this.#timed = simulation.now;
  }

  #shareWords(): string {
    const { share, shadow } = this.#parts.split;
    return shadow > 0 ? `copies of ${spell.percent(shadow)} of the traffic` : `${spell.percent(share)} of the traffic`;
  }
}
