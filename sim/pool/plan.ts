import { type ProviderCounts, placements, targets } from "../capacity/placement.js";
import { type ProviderName, providers } from "../capacity/providers/index.js";
import type { Strategy } from "../capacity/strategy.js";
import { type DeploymentLimits, maximumTasks, replacementStep, rollingStep, scaleInVictims } from "./steps.js";

/** Numbers of a pool's tasks. Those told to stop count in the first three only; those to be replaced fail their health checks, and their grace period is over. */
export interface PoolCounts {
  /** RUNNING, PENDING and STOPPING ones, those of older revisions, and those that stop because they failed. */
  readonly there: number;
  readonly oldThere: number;
  readonly discarded: number;
  readonly healthy: number;
  /** Tasks of the present revision; the next fields: of older ones, and the healthy among those. */
  readonly fresh: number;
  readonly old: number;
  readonly oldHealthy: number;
  readonly substitutes: number;
  /** Without substitutes: those to be replaced, all others, and how many of these are not healthy yet. */
  readonly failing: number;
  readonly sound: number;
  readonly starting: number;
  /** Without substitutes, on each provider: those of the present revision that are not to be replaced, and those that are RUNNING. */
  readonly present: ProviderCounts;
  readonly running: ProviderCounts;
  /** Tasks in each zone, up to the last zone that had any. */
  readonly zones: readonly number[];
}

/** Which tasks a stop is chosen from, all of them not told to stop yet: `failing`, `sound` and `old` as they are counted. */
export type Group = "failing" | "sound" | "old" | "substitute";

/** A task that may be stopped. */
export interface Candidate<Task> {
  readonly task: Task;
  readonly zone: number;
  readonly provider: ProviderName;
  readonly isHealthy: boolean;
}

/** A task that starts in an empty zone, and the one of a full zone that leaves when it is healthy. */
export interface Move<Task> {
  readonly arriving: { readonly isActive: boolean; readonly isHealthy: boolean };
  readonly leaving: { readonly task: Task; readonly isActive: boolean };
}

/** What is known of a service's tasks at one moment. Nothing here costs more for more tasks, except the candidates. */
export interface PoolView<Task> {
  readonly desired: number;
  readonly strategy: Strategy;
  readonly limits: DeploymentLimits;
  readonly rebalances: boolean;
  readonly counts: PoolCounts;
  /** The last deployment is not completed yet; it has failed, and no more of its tasks are started. */
  readonly isUnderWay: boolean;
  readonly hasFailed: boolean;
  /** Zones in which a task may be launched. */
  readonly upZones: readonly number[];
  readonly move: Move<Task> | null;
  /** Time for which nothing is launched because starts have failed; 0 where launches are allowed. */
  readonly heldFor: number;
  /** Providers that have refused a task since this look began, and after how long each may be asked again. */
  readonly refused: ReadonlyMap<ProviderName, number>;
  readonly fallback: FallbackView | null;
  candidates(group: Group): Iterable<Candidate<Task>>;
  /** The same for a task until others are launched: the lower one of a zone goes first. */
  draw(task: Task): number;
}

/**
 * Missing Spot tasks at the last look, the substitutes wanted for them and their provider, and when more will be
 * wanted.
 */
export interface FallbackView {
  readonly to: ProviderName;
  readonly missing: number;
  readonly wanted: number;
  readonly moreAfter: number;
}

/** Why the scheduler stops a task. */
export type StopDecision = "scale-in" | "deployment" | "unhealthy";

/** An action of the scheduler. Waiting changes nothing: a plan that only waits is finished. */
export type PoolAction<Task> =
  | { readonly kind: "launch"; readonly provider: ProviderName; readonly count: number; readonly isSubstitute: boolean }
  | { readonly kind: "stop"; readonly task: Task; readonly why: StopDecision }
  /** Launch one task in a zone, in whose favour another leaves when it is healthy. */
  | ({ readonly kind: "move"; readonly leaving: Task; readonly provider: ProviderName } & Uneven)
  | { readonly kind: "end-move" }
  /** The deployment has come to its end. */
  | { readonly kind: "complete" }
  /** Records the number of Spot tasks that are missing from now on. */
  | { readonly kind: "missing"; readonly count: number }
  | { readonly kind: "wait"; readonly for: WaitCause; readonly delay: number };

/** Reason to wait: a launch that may be retried later, or Spot tasks that have not been missing for long enough. */
export type WaitCause = "launch" | "substitute";

/**
 * The ECS service scheduler's next actions, in order: a rolling deployment while tasks of an older revision run;
 * otherwise missing and failing tasks, scale-in, substitutes for Spot, and when all that is quiet a move between zones.
 * Carrying a plan out leads to another view and another plan, until only waiting is left.
 */
export function plan<Task>(view: PoolView<Task>): readonly PoolAction<Task>[] {
  const next = view.counts.old > 0 ? roll(view) : settle(view);
  return isComplete(view) ? [{ kind: "complete" }, ...next] : next;
}

/** Whether an action does something; waiting does not. */
export function isChange({ kind }: PoolAction<unknown>): boolean {
  return kind !== "wait";
}

/** The zones that are up, the emptiest first; equals in order of zone. */
export function emptiestZones(tasks: readonly number[], up: readonly number[]): readonly number[] {
  const tasksIn = (zone: number) => tasks[zone] ?? 0;
  return [...up].sort((a, b) => tasksIn(a) - tasksIn(b) || a - b);
}

/** The fullest and the emptiest zone that is up. */
export interface Uneven {
  readonly from: number;
  readonly to: number;
}

/** The zone with two or more tasks more than another, and that other; null where there is none. */
export function unevenZones(tasks: readonly number[], up: readonly number[]): Uneven | null {
  const sorted = emptiestZones(tasks, up);
  const [to, from] = [sorted[0], sorted[sorted.length - 1]];
  return sorted.length > 1 && (tasks[from] ?? 0) - (tasks[to] ?? 0) > 1 ? { from, to } : null;
}

/** A deployment is completed once every old task has stopped and as many new ones as are wanted are healthy. */
function isComplete<Task>({ isUnderWay, hasFailed, counts, desired }: PoolView<Task>): boolean {
  return isUnderWay && !hasFailed && counts.oldThere === 0 && counts.healthy >= desired;
}

/** Launches and stops as far as the deployment's limits allow. */
function roll<Task>(view: PoolView<Task>): readonly PoolAction<Task>[] {
  const { desired, counts, limits } = view;
  const { fresh, there: all, healthy, old, oldHealthy } = counts;
  const step = rollingStep({ desired, fresh, all, healthy, old, oldHealthy }, limits);
  return [...launches(view, step.launch), ...oldOnes(view, step.stop)];
}

/** The next `count` tasks of older revisions, unhealthy ones first. */
function oldOnes<Task>({ candidates, counts }: PoolView<Task>, count: number): readonly PoolAction<Task>[] {
  const found: PoolAction<Task>[] = [];
  const isIdle = counts.old > counts.oldHealthy;
  for (const wanted of isIdle ? [false, true] : [true]) {
    if (found.length >= count) break;
    for (const { task, isHealthy } of candidates("old")) {
      if (isHealthy === wanted) found.push({ kind: "stop", task, why: "deployment" });
      if (found.length === count) break;
    }
  }
  return found;
}

function settle<Task>(view: PoolView<Task>): readonly PoolAction<Task>[] {
  const { desired, limits, counts } = view;
  const { there: all, oldThere, discarded, sound, starting, failing } = counts;
  const moved = endOfMove(view);
  if (moved.length > 0) return moved;
  const surplus = sound - desired - (view.move === null ? 0 : 1);
  const step = replacementStep(
    { desired, all, discarded, starting, healthy: sound - starting, failing, isDeploying: oldThere > 0 },
    limits.maximumPercent,
  );
  const steps = [
    ...launches(view, step.launch),
    ...victims(view, "failing", step.stop, "unhealthy"),
    ...victims(view, "sound", surplus, "scale-in"),
  ];
  if (steps.some(isChange)) return steps;
  const substituted = [...steps, ...substitutes(view)];
  return substituted.some(isChange) ? substituted : [...substituted, ...evenOut(view)];
}

/** When the task that moves has arrived the other one leaves; a move that is overtaken is over. */
function endOfMove<Task>({ move, counts, desired }: PoolView<Task>): readonly PoolAction<Task>[] {
  if (move === null) return [];
  const { arriving, leaving } = move;
  const isLost = !arriving.isActive || counts.sound <= desired; // or it has become one of those desired
  if (!isLost && !arriving.isHealthy) return [];
  if (isLost || !leaving.isActive) return [{ kind: "end-move" }];
  return [{ kind: "end-move" }, { kind: "stop", task: leaving.task, why: "scale-in" }];
}

/**
 * Launches of `count` tasks by the strategy. Refused ones count as present, so that a Spot deficit stays one of Spot
 * and delays no other provider.
 */
function launches<Task>(view: PoolView<Task>, count: number): readonly PoolAction<Task>[] {
  if (count <= 0 || view.hasFailed) return [];
  const { strategy, desired, counts } = view;
  const wanted = placements(strategy, desired, counts.present, count);
  return asked(
    view,
    wanted.map((run) => ({ kind: "launch" as const, ...run, isSubstitute: false })),
    ({ provider }) => provider,
  );
}

/** Splits launches into those whose provider may be asked now, and the time to wait for the others. */
function asked<Task, Launch extends PoolAction<Task>>(
  { heldFor, refused }: PoolView<Task>,
  wanted: readonly Launch[],
  providerOf: (launch: Launch) => ProviderName,
): readonly PoolAction<Task>[] {
  if (wanted.length === 0) return [];
  if (heldFor > 0) return [{ kind: "wait", for: "launch", delay: heldFor }];
  const delays = wanted.flatMap((launch) => refused.get(providerOf(launch)) ?? []);
  const free: readonly PoolAction<Task>[] = wanted.filter((launch) => !refused.has(providerOf(launch)));
  return delays.length === 0 ? free : [...free, { kind: "wait", for: "launch", delay: Math.min(...delays) }];
}

/** Brings the number of substitutes to what the fallback wants; they come and go apart from the strategy's own tasks. */
function substitutes<Task>(view: PoolView<Task>): readonly PoolAction<Task>[] {
  const { fallback, counts } = view;
  if (fallback === null) return [];
  const missing = missingSpot(view);
  if (missing !== fallback.missing) return [{ kind: "missing", count: missing }];
  const count = fallback.wanted - counts.substitutes;
  const launch = { kind: "launch" as const, provider: fallback.to, count, isSubstitute: true };
  return [
    ...asked(view, count > 0 && !view.hasFailed ? [launch] : [], ({ provider }) => provider),
    ...victims(view, "substitute", -count, "scale-in"),
    { kind: "wait", for: "substitute", delay: fallback.moreAfter },
  ];
}

/** Spot tasks that the strategy wants and that are missing, as far as the service has too few tasks running. */
function missingSpot<Task>({ strategy, desired, counts }: PoolView<Task>): number {
  const target = targets(strategy, desired);
  let [wanted, onSpot, running] = [0, 0, 0];
  for (const { name, purchase } of providers) {
    running += counts.running[name];
    if (purchase !== "spot") continue;
    wanted += target[name];
    onSpot += counts.running[name];
  }
  return Math.max(0, Math.min(wanted - onSpot, desired - running));
}

/** Moves one task of a settled service from the fullest zone to the emptiest, within the maximum of a deployment. */
function evenOut<Task>(view: PoolView<Task>): readonly PoolAction<Task>[] {
  const { rebalances, hasFailed, move, counts, desired, limits, upZones } = view;
  const { there, oldThere, starting, failing, sound } = counts;
  if (!rebalances || hasFailed || move !== null || oldThere + starting + failing > 0) return [];
  if (sound !== desired || there >= maximumTasks(sound, limits)) return [];
  const uneven = unevenZones(counts.zones, upZones);
  if (uneven === null) return [];
  const inFullest = [...view.candidates("sound")].filter(({ zone }) => zone === uneven.from);
  const leaving = firstOf(view, inFullest, 1).map(({ task, provider }) => ({
    kind: "move" as const,
    leaving: task,
    provider,
    ...uneven,
  }));
  return asked(view, leaving, ({ provider }) => provider);
}

function victims<Task>(view: PoolView<Task>, group: Group, count: number, why: StopDecision): PoolAction<Task>[] {
  if (count <= 0) return [];
  return firstOf(view, [...view.candidates(group)], count).map(({ task }) => ({ kind: "stop", task, why }));
}

/**
 * Candidates that are stopped first: from the fullest zones, unhealthy ones first; within a zone by a draw, since no
 * document says that ECS considers the capacity provider.
 */
function firstOf<Task>(view: PoolView<Task>, from: readonly Candidate<Task>[], count: number): Candidate<Task>[] {
  const ranked = from.map(({ task, zone, isHealthy }) => ({ zone, rank: Number(isHealthy) + view.draw(task) }));
  return scaleInVictims(ranked, count).map((index) => from[index]);
}
