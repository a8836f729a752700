import type { LauncherFacts } from "../../facts/aspects/runs.js";
import { Histogram } from "../../statistics/histogram.js";
import type { RunFailure } from "./failures.js";

/** Counts what became of runs that arrived in the reported time: of a launcher, or of one of its demands. */
export class RunBook {
  arrived = 0;
  succeeded = 0;
  failed = 0;
  attempts = 0;
  readonly tasks = { done: 0, failed: 0, skipped: 0, cancelled: 0, lost: 0 };
  /** Attempts that died without a word, and which of them the reconciler has found. */
  died = 0;
  missing = 0;
  readonly timeToStart = new Histogram();
  readonly timeToDetect = new Histogram();
  readonly completion = new Histogram();
  /** Runs that arrived and that succeeded, by flow. */
  readonly #flows = new Map<string, { arrived: number; succeeded: number }>();
  readonly #failedBy = new Map<RunFailure, number>();

  arrive(flow: string): void {
    this.arrived++;
    const counts = this.#flows.get(flow);
    if (counts === undefined) this.#flows.set(flow, { arrived: 1, succeeded: 0 });
    else counts.arrived++;
  }

  succeed(flow: string): void {
    this.succeeded++;
    this.#flows.get(flow)!.succeeded++;
  }

  fail(cause: RunFailure): void {
    this.failed++;
    this.#failedBy.set(cause, (this.#failedBy.get(cause) ?? 0) + 1);
  }

  /** `open`: of the runs that have not ended, how many are dead and how many are not. */
  facts(open: { readonly dead: number; readonly alive: number }): LauncherFacts {
    const { arrived, succeeded, attempts, died, missing } = this;
    return {
      ...{ arrived, succeeded, attempts, died, missing },
      failedBy: Object.fromEntries([...this.#failedBy].sort(([a], [b]) => (a < b ? -1 : 1))),
      flows: Object.fromEntries([...this.#flows].sort(([a], [b]) => (a < b ? -1 : 1))),
      neverResolved: open.dead,
      unfinished: open.alive,
      tasks: { ...this.tasks },
      timeToStart: this.timeToStart.snapshot(),
      timeToDetect: this.timeToDetect.snapshot(),
      completion: this.completion.snapshot(),
    };
  }
}
