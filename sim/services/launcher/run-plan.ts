import type { RunFailure } from "./failures.js";

/** How the process of an attempt ends if nobody stops it. */
export type PlannedEnd = RunFailure | "succeeded";

/** The course of an attempt's process from RUNNING on if nobody stops it; times in microseconds since then. */
export interface RunPlan {
  /** When its first task begins; Infinity where it does not come to that. */
  readonly worksAfter: number;
  /** When each task is done, in order; of those that it comes to finish. */
  readonly taskEnds: readonly number[];
  readonly endsAfter: number;
  readonly end: PlannedEnd;
}

/** A phase of a launch, and what ends the run in it; null where nothing does. */
export interface PlannedPhase {
  readonly lasts: number;
  readonly failure: RunFailure | null;
}

/** The draws of an attempt, made before its process runs. */
export interface PlanParts {
  readonly phases: readonly PlannedPhase[];
  readonly tasks: number;
  /** Duration of a try of a task, and whether it ends with an error. */
  tryOf(task: number, tried: number): { readonly lasts: number; readonly fails: boolean };
  /** Timeout of each task; the next field: number of tries after the first. */
  readonly taskTimeout: number;
  readonly taskRetries: number;
  readonly taskRetryDelay: number;
  /** Timeout of the whole run, from RUNNING on. */
  readonly timeout: number;
  /** The share of its work after which it is killed for its memory; null where it has enough. */
  readonly outOfMemoryAt: number | null;
}

/** Everything that an attempt does, in order: launch phases, then task after task; a task that fails is the last. */
export function planRun(parts: PlanParts): RunPlan {
  const launched = launchPhases(parts.phases);
  const whole = launched.failure === null ? tasksFrom(launched.after, parts) : failedLaunch(launched);
  const killed = withMemory(whole, parts.outOfMemoryAt);
  return killed.endsAfter > parts.timeout ? cutAt(killed, parts.timeout, "timeout") : killed;
}

/** When the task that is worked on at an instant will be over, done or not; the instant itself where there is none. */
export function taskOverAfter({ worksAfter, taskEnds, endsAfter }: RunPlan, elapsed: number): number {
  if (elapsed < worksAfter) return elapsed;
  return taskEnds.find((end) => end > elapsed) ?? endsAfter;
}

/** Number of tasks that are done by an instant. */
export function tasksDone({ taskEnds }: RunPlan, elapsed: number): number {
  return taskEnds.filter((end) => end <= elapsed).length;
}

function launchPhases(phases: readonly PlannedPhase[]): { after: number; failure: RunFailure | null } {
  let after = 0;
  for (const { lasts, failure } of phases) {
    after += lasts;
    if (failure !== null) return { after, failure };
  }
  return { after, failure: null };
}

function failedLaunch({ after, failure }: { after: number; failure: RunFailure | null }): RunPlan {
  return { worksAfter: Number.POSITIVE_INFINITY, taskEnds: [], endsAfter: after, end: failure! };
}

function tasksFrom(worksAfter: number, parts: PlanParts): RunPlan {
  const taskEnds: number[] = [];
  let now = worksAfter;
  for (let task = 0; task < parts.tasks; task++) {
    const { lasts, failure } = workOn(task, parts);
    now += lasts;
    if (failure !== null) return { worksAfter, taskEnds, endsAfter: now, end: failure };
    taskEnds.push(now);
  }
  return { worksAfter, taskEnds, endsAfter: now, end: "succeeded" };
}

/** A task with its tries. */
function workOn(task: number, parts: PlanParts): { lasts: number; failure: RunFailure | null } {
  const { taskTimeout, taskRetries, taskRetryDelay } = parts;
  let lasts = 0;
  for (let tried = 0; ; tried++) {
    const one = parts.tryOf(task, tried);
    const isLate = one.lasts > taskTimeout;
    lasts += isLate ? taskTimeout : one.lasts;
    if (!isLate && !one.fails) return { lasts, failure: null };
    if (tried === taskRetries) return { lasts, failure: isLate ? "timeout" : "taskFailed" };
    lasts += taskRetryDelay;
  }
}

function withMemory(plan: RunPlan, share: number | null): RunPlan {
  if (share === null || plan.worksAfter === Number.POSITIVE_INFINITY) return plan;
  const at = plan.worksAfter + Math.round(share * (plan.endsAfter - plan.worksAfter));
  return cutAt(plan, at, "outOfMemory");
}

function cutAt({ worksAfter, taskEnds }: RunPlan, at: number, end: RunFailure): RunPlan {
  return {
    worksAfter: worksAfter < at ? worksAfter : Number.POSITIVE_INFINITY,
    taskEnds: taskEnds.filter((done) => done <= at),
    endsAfter: at,
    end,
  };
}
