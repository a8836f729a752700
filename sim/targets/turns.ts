import { SlowStart } from "./slow-start.js";

/** The targets that get requests whatever they have outstanding, new ones at a growing share where slow start is on. */
export class Turns {
  readonly targets: number[] = [];
  readonly #slowStart: SlowStart;

  constructor(slowStart: number) {
    this.#slowStart = new SlowStart(slowStart);
  }

  add(task: number, now: number): void {
    if (this.targets.includes(task)) return;
    this.#slowStart.begin(task, now, this.targets.length);
    this.targets.push(task);
  }

  /** Gives the place that the target had, -1 where it had none. */
  remove(task: number): number {
    const at = this.targets.indexOf(task);
    if (at < 0) return at;
    this.targets.splice(at, 1);
    this.#slowStart.end(task);
    return at;
  }

  /** Whether the target takes the turn that it is offered. */
  takes(task: number, now: number): boolean {
    return this.#slowStart.takes(task, now);
  }
}
