import type { AutoscalingConfig } from "./autoscaling.js";
import { type ActivityTiming, Cooldown, type Pacing } from "./cooldown.js";
import {
  type Decision,
  type DynamicPolicy,
  type FleetView,
  isNotScaledReason,
  type NotScaledReason,
  type PublishedMetrics,
  type ScalingPolicy,
  type ScheduledPolicy,
} from "./policy.js";

/** The three parts of Application Auto Scaling that can be suspended, each by itself: ours and AWS's names. */
const suspensions = {
  scaleIn: "DynamicScalingInSuspended",
  scaleOut: "DynamicScalingOutSuspended",
  scheduled: "ScheduledScalingSuspended",
} as const;

type SuspendablePart = keyof typeof suspensions;

/** A change of desired: who asked for it and why. Oscillation counts only dynamic ones. */
export interface Activity {
  readonly cause: string;
  readonly dynamic: boolean;
  readonly direction: "out" | "in";
  readonly reason: string;
}

/** Why a wish was not granted: AWS's reason, or what held it back. */
export type ScalingRefusal =
  | NotScaledReason
  | "ValidationException"
  | (typeof suspensions)[SuspendablePart]
  | "ScaleOutCooldown"
  | "ScaleInCooldown";

/** The new capacity of the service, what changed it, and changes that were asked for in vain. */
export interface AutoscalerResult {
  readonly desired: number;
  readonly bounds: FleetView["bounds"];
  readonly activity: Activity | null;
  readonly refusal: ScalingRefusal | null;
}

/** The state of a service when the autoscaler is asked. */
export interface ServiceState extends Pick<FleetView, "now" | "desired" | "running" | "deploying"> {
  /** Time since which at least `count` tasks have been running; Infinity where fewer are. */
  readonly runningSince: (count: number) => number;
}

/** A scheduled action that is due. */
interface ScheduledProposal {
  readonly policy: ScheduledPolicy;
  readonly decision: Extract<Decision, { readonly kind: "bounds" }>;
}

export interface AutoscalerOptions {
  readonly policies: readonly ScalingPolicy[];
  readonly bounds: FleetView["bounds"];
  readonly metrics: PublishedMetrics;
  readonly timing: ActivityTiming & Pick<AutoscalingConfig, "tasksSampledEvery">;
  /** What delays further activities; the cooldowns of its policies when left out. */
  readonly pacing?: Pacing;
  /** Parts that are suspended for good; none when left out. */
  readonly suspended?: Readonly<Record<SuspendablePart, boolean>>;
  /** Scheduled actions at or before this instant are past. */
  readonly start: number;
}

/** Combines the policies of one service as Application Auto Scaling does, and keeps its bounds and cooldowns. */
export class Autoscaler {
  readonly #dynamic: readonly DynamicPolicy[];
  readonly #scheduled: readonly ScheduledPolicy[];
  readonly #metrics: PublishedMetrics;
  readonly #cooldown: Pacing;
  readonly #sampledEvery: number;
  readonly #suspendedForGood: AutoscalerOptions["suspended"];
  readonly #suspended = new Set<SuspendablePart>();
  #bounds: FleetView["bounds"];
  #since: number;

  constructor({ policies, bounds, metrics, timing, pacing, suspended, start }: AutoscalerOptions) {
    this.#dynamic = policies.filter((policy) => policy.scaling === "dynamic");
    this.#scheduled = policies.filter((policy) => policy.scaling === "scheduled");
    this.#bounds = bounds;
    this.#metrics = metrics;
    this.#cooldown = pacing ?? new Cooldown(timing);
    this.#sampledEvery = timing.tasksSampledEvery;
    this.#suspendedForGood = suspended;
    this.#since = start;
  }

  /** The next instant at which to evaluate: a datapoint becomes visible or a scheduled action is due; else infinity. */
  nextAt(now: number): number {
    const dynamic = this.#dynamic.map((policy) => policy.nextAt(now, this.#metrics));
    return Math.min(...dynamic, ...this.#scheduled.map((policy) => policy.nextAt(now)));
  }

  /** Sampling interval of single tasks; Infinity where every policy uses the mean over tasks. */
  get tasksSampledEvery(): number {
    return this.#dynamic.some((policy) => policy.seesTasks) ? this.#sampledEvery : Number.POSITIVE_INFINITY;
  }

  /** Moves the bounds as RegisterScalableTarget does; capacity follows with the next activity. */
  setBounds(bounds: FleetView["bounds"]): void {
    this.#bounds = bounds;
  }

  /**
   * On resumption, alarms that are still in ALARM act at the next datapoint; scheduled actions missed meanwhile are not
   * caught up.
   */
  suspend(part: SuspendablePart, isSuspended: boolean): void {
    if (isSuspended) this.#suspended.add(part);
    else this.#suspended.delete(part);
  }

  /**
   * Decides once. Scheduled actions come first; where one moves desired, the dynamic policies wait for their next
   * datapoint, so that an evaluation has at most one activity.
   */
  evaluate(state: ServiceState): AutoscalerResult {
    this.#cooldown.observe(state);
    const due = this.#dueActions(this.#view(state));
    this.#since = state.now;
    const taken = due.filter(({ decision }) => this.#moveBounds(decision));
    const result = this.#decide(state, taken.at(-1));
    return taken.length < due.length ? { ...result, refusal: "ValidationException" } : result;
  }

  #decide(state: ServiceState, last: ScheduledProposal | undefined): AutoscalerResult {
    const { desired } = state;
    const within = Math.max(this.#bounds.min, Math.min(this.#bounds.max, desired));
    if (last === undefined || within === desired) return this.#evaluateDynamic(state);
    const direction = within > desired ? "out" : "in";
    return this.#moved(within, { cause: last.policy.name, dynamic: false, direction, reason: last.decision.reason });
  }

  #view({ now, desired, running, deploying }: ServiceState): FleetView {
    const base = this.#cooldown.base(running);
    return { now, desired, running, base, deploying, bounds: this.#bounds, metrics: this.#metrics, since: this.#since };
  }

  #dueActions(view: FleetView): readonly ScheduledProposal[] {
    if (this.#isSuspended("scheduled")) return [];
    return this.#scheduled.flatMap((policy) => {
      const decision = policy.decide(view);
      return decision.kind === "bounds" ? [{ policy, decision }] : [];
    });
  }

  /** Whether AWS takes the action: it refuses a minimum above the maximum that holds, and the bounds stay. */
  #moveBounds({ min, max }: { readonly min: number | null; readonly max: number | null }): boolean {
    const moved = { min: min ?? this.#bounds.min, max: max ?? this.#bounds.max };
    if (moved.min > moved.max) return false;
    this.#bounds = moved;
    return true;
  }

  #evaluateDynamic(state: ServiceState): AutoscalerResult {
    const view = this.#view(state);
    const proposals = this.#dynamic.map((policy) => ({ policy, decision: policy.decide(view) }));
    const out = chooseOut(proposals);
    if (out !== undefined) return this.#scaleOut(out, state);
    const inward = chooseIn(proposals);
    if (inward !== undefined) return this.#scaleIn(inward, view);
    if (this.#isHeldBack(view)) return this.#unchanged(view.desired, "ScaleOutCooldown");
    return this.#unchanged(view.desired, proposals.map(({ decision }) => decision.reason).find(isNotScaledReason));
  }

  #scaleOut({ policy, decision }: Proposal<Move>, state: ServiceState): AutoscalerResult {
    if (this.#isSuspended("scaleOut")) return this.#unchanged(state.desired, suspensions.scaleOut);
    this.#cooldown.scaledOut(state, decision.desired, policy.cooldown.out);
    const { reason } = decision;
    return this.#moved(decision.desired, { cause: policy.name, dynamic: true, direction: "out", reason });
  }

  /** Without the cooldown's base some policy would scale out. */
  #isHeldBack(view: FleetView): boolean {
    const free = { ...view, base: view.running };
    return this.#cooldown.isOutOn && this.#dynamic.some((policy) => policy.decide(free).kind === "out");
  }

  #scaleIn({ policy, decision }: Proposal<Move>, view: FleetView): AutoscalerResult {
    const refusal = this.#refuseIn(policy, decision.desired, view);
    if (refusal !== undefined) return this.#unchanged(view.desired, refusal);
    this.#cooldown.scaledIn(view.now, policy.cooldown.in);
    return this.#moved(decision.desired, {
      cause: policy.name,
      dynamic: true,
      direction: "in",
      reason: decision.reason,
    });
  }

  #refuseIn(policy: DynamicPolicy, lowered: number, view: FleetView): ScalingRefusal | undefined {
    if (this.#isSuspended("scaleIn")) return suspensions.scaleIn;
    if (view.deploying) return "TargetServicePutResourceAsUnscalable";
    if (!this.#cooldown.allowsIn(view.now)) return "ScaleInCooldown";
    const wouldReturn =
      policy.scaleIn === "unanimous" && this.#dynamic.some((other) => other.capacityNeeded(view) > lowered);
    return wouldReturn ? "AutoScalingAnticipatedFlapping" : undefined;
  }

  #isSuspended(part: SuspendablePart): boolean {
    return this.#suspended.has(part) || this.#suspendedForGood?.[part] === true;
  }

  #moved(desired: number, activity: Activity): AutoscalerResult {
    return { desired, bounds: this.#bounds, activity, refusal: null };
  }

  #unchanged(desired: number, refusal: ScalingRefusal | null = null): AutoscalerResult {
    return { desired, bounds: this.#bounds, activity: null, refusal };
  }
}

/** A policy beside what it decided. */
interface Proposal<D extends Decision = Decision> {
  readonly policy: DynamicPolicy;
  readonly decision: D;
}

/** A decision that moves desired. */
type Move = Extract<Decision, { readonly kind: "out" | "in" }>;

/** Out if any policy wants it: the one that gives the largest capacity. */
function chooseOut(proposals: readonly Proposal[]): Proposal<Move> | undefined {
  return largest(proposals.filter(isMove).filter(({ decision }) => decision.kind === "out"));
}

/**
 * Chooses a scale-in: the largest resulting capacity among the policies that act independently and, only if all that
 * vote together agree, those as well.
 */
function chooseIn(proposals: readonly Proposal[]): Proposal<Move> | undefined {
  const wantsIn = ({ decision }: Proposal) => decision.kind === "in";
  const isUnanimous = proposals.filter(({ policy }) => policy.scaleIn === "unanimous").every(wantsIn);
  const counts = ({ policy }: Proposal) =>
    policy.scaleIn === "independent" || (policy.scaleIn === "unanimous" && isUnanimous);
  return largest(proposals.filter(isMove).filter((proposal) => wantsIn(proposal) && counts(proposal)));
}

function isMove(proposal: Proposal): proposal is Proposal<Move> {
  return proposal.decision.kind === "out" || proposal.decision.kind === "in";
}

/** The first of equals, so that the order in the scenario decides a tie. */
function largest(proposals: readonly Proposal<Move>[]): Proposal<Move> | undefined {
  return proposals.reduce<Proposal<Move> | undefined>(
    (best, next) => (best === undefined || next.decision.desired > best.decision.desired ? next : best),
    undefined,
  );
}
