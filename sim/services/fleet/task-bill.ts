import { hour } from "../../../scenarios/language/units/time.js";
import { meterDownload } from "../../cost/metering.js";
import type { TaskTable } from "../../pool/task-table.js";
import type { ServiceContext } from "../service-context.js";

const gib = 2 ** 30;

/** Books each task once, from the start of its image pull until it stopped or the reported time is over. */
export class TaskBill {
  /** Hours of tasks from RUNNING to their end, within the reported time. */
  taskHours = 0;
  readonly #context: ServiceContext;
  readonly #tasks: TaskTable;
  #isClosed = false;

  constructor(context: ServiceContext, tasks: TaskTable) {
    this.#context = context;
    this.#tasks = tasks;
  }

  add(task: number): void {
    const { simulation, ledger, books, name, clock } = this.#context;
    const pullStartedAt = this.#tasks.pullStartedAt[task];
    if (this.#isClosed || Number.isNaN(pullStartedAt)) return;
    const seat = this.#tasks.seat[task];
    const { imageGib } = this.#tasks.definition[task];
    seat.provider.book(ledger, seat, pullStartedAt, simulation.now);
    for (const book of books) meterDownload(book, name, pullStartedAt, imageGib * gib);
    const from = Math.max(0, this.#tasks.runningAt[task]);
    const to = Math.min(clock.duration, simulation.now);
    if (to > from) this.taskHours += (to - from) / hour;
  }

  /** Ends the reported time: what stops later is not billed. */
  close(): void {
    this.#isClosed = true;
  }
}
