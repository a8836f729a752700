/**
 * Movable instants, one an alarm: a tournament tree whose root is the earliest; of equal instants the lowest number wins.
 * Moving an alarm costs the height of the tree, wherever it moves to.
 */
export class AlarmTree {
  #leaves = 4;
  /** Winner and its instant for every match; the leaves are the upper half. */
  #winners = new Int32Array(2 * this.#leaves).fill(-1);
  #times = new Float64Array(2 * this.#leaves).fill(Infinity);
  #used = 0;
  readonly #free: number[] = [];

  constructor() {
    this.#seat();
  }

  /** Instant of the earliest alarm, Infinity when all are silent. */
  get earliestAt(): number {
    return this.#times[1];
  }

  get earliest(): number {
    return this.#winners[1];
  }

  /** A silent alarm; numbers of released ones come back. */
  add(): number {
    const alarm = this.#free.pop() ?? this.#used++;
    if (alarm >= this.#leaves) this.#grow();
    return alarm;
  }

  release(alarm: number): void {
    this.move(alarm, Infinity);
    this.#free.push(alarm);
  }

  timeOf(alarm: number): number {
    return this.#times[this.#leaves + alarm];
  }

  move(alarm: number, time: number): void {
    const times = this.#times;
    const winners = this.#winners;
    let match = this.#leaves + alarm;
    times[match] = time;
    while (match > 1) {
      const left = match & ~1;
      const winner = times[left + 1] < times[left] ? left + 1 : left;
      match >>= 1;
      times[match] = times[winner];
      winners[match] = winners[winner];
    }
  }

  #seat(): void {
    for (let alarm = 0; alarm < this.#leaves; alarm++) this.#winners[this.#leaves + alarm] = alarm;
    for (let match = this.#leaves - 1; match >= 1; match--) {
      const winner = this.#times[2 * match + 1] < this.#times[2 * match] ? 2 * match + 1 : 2 * match;
      this.#times[match] = this.#times[winner];
      this.#winners[match] = this.#winners[winner];
    }
  }

  #grow(): void {
    const instants = this.#times.subarray(this.#leaves);
    this.#leaves *= 2;
    this.#winners = new Int32Array(2 * this.#leaves).fill(-1);
    const times = new Float64Array(2 * this.#leaves).fill(Infinity);
    times.set(instants, this.#leaves);
    this.#times = times;
    this.#seat();
  }
}
