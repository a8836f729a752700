/**
 * The linear ramp of an ALB target group's slow start: a new target takes a growing share of its turns until `duration`
 * has passed since it came in. Only targets that came while another stood in full rotation ramp up.
 */
export class SlowStart {
  readonly #duration: number;
  readonly #since = new Map<number, number>();
  readonly #credit = new Map<number, number>();

  constructor(duration: number) {
    this.#duration = duration;
  }

  begin(task: number, now: number, others: number): void {
    if (this.#duration === 0 || others <= this.#since.size) return;
    this.#since.set(task, now);
    this.#credit.set(task, 0);
  }

  end(task: number): void {
    this.#since.delete(task);
    this.#credit.delete(task);
  }

  /** Whether the target takes the turn that it is offered: credit grows by the ramp's height and a whole one is spent. */
  takes(task: number, now: number): boolean {
    if (this.#since.size === 0) return true;
    const since = this.#since.get(task);
    if (since === undefined) return true;
    const height = (now - since) / this.#duration;
    if (height >= 1) {
      this.end(task);
      return true;
    }
    const credit = (this.#credit.get(task) ?? 0) + height;
    this.#credit.set(task, credit >= 1 ? credit - 1 : credit);
    return credit >= 1;
  }
}
