import { Random } from "../../../workload/random.js";
import { momentsOf } from "../../../workload/when.js";
import type { Journal } from "../../pool/process.js";
import type { ServiceContext } from "../service-context.js";
import { createPager, type ListedRun, type Pager } from "./orders.js";
import type { LauncherConfig } from "./shape.js";

/** A run that is RUNNING in the database. */
export interface RunningRow extends ListedRun {
  readonly startedAt: number;
}

/** Result of describing a row's task: it runs, it stopped, or it can no longer be described. */
export type Described = "alive" | "stopped" | "missing";

interface ReconcilerParts<R extends RunningRow> {
  readonly config: LauncherConfig["reconciler"];
  readonly context: Pick<ServiceContext, "simulation" | "clock" | "seed" | "name">;
  /** The rows that are RUNNING, in the order of their launch. */
  readonly running: () => Iterable<R>;
  /** Describes the task of a row, and brings the row up to date. */
  readonly examine: (row: R) => Described;
  readonly journal: Journal;
}

/**
 * The only one who notices that a run has died: every few minutes it compares a page of the runs that are RUNNING in the
 * database with their tasks.
 */
export class Reconciler<R extends RunningRow> {
  readonly #parts: ReconcilerParts<R>;
  readonly #pager: Pager<R>;

  constructor(parts: ReconcilerParts<R>) {
    this.#parts = parts;
    const { seed, name } = parts.context;
    this.#pager = createPager(parts.config.order, (pass) => Random.keyed(seed, `reconciler/${name}`, pass));
  }

  begin(): void {
    const { every, staleAfter, pageSize, outages, manual } = this.#parts.config;
    const { simulation, clock } = this.#parts.context;
    const downs = outages.flatMap((outage) => momentsOf(outage, clock).map((from) => [from, from + outage.lasts]));
    const isDown = (now: number) => downs.some(([from, to]) => from <= now && now < to);
    const alarm = simulation.alarm("reconciler", () => {
      if (!isDown(simulation.now)) this.pass(staleAfter, pageSize);
      simulation.ring(alarm, every);
    });
    simulation.ring(alarm, every);
    const asked = simulation.event("manual reconciliation", (index) => {
      this.pass(manual[index].staleAfter, manual[index].pageSize);
    });
    for (const [index, when] of manual.entries()) {
      for (const at of momentsOf(when, clock))
        if (at >= simulation.now) simulation.after(at - simulation.now, asked, index);
    }
  }

  /** One invocation of the reconciler. */
  pass(staleAfter: number, pageSize: number): void {
    const { context, running, examine, journal } = this.#parts;
    const { now } = context.simulation;
    const rows = [...running()].filter(({ startedAt }) => now - startedAt >= staleAfter);
    const page = this.#pager.page(rows, pageSize);
    const found = { alive: 0, stopped: 0, missing: 0 };
    for (const row of page) found[examine(row)]++;
    if (found.stopped + found.missing === 0) return;
    const words = `${page.length} of ${rows.length} runs looked at: ${found.stopped} had stopped, ${found.missing} cannot be described any more`;
    journal("reconciled", words, { stopped: found.stopped, missing: found.missing });
  }
}
