/** Rings in a row, those of the seated alarm aside, after which an alarm takes the seat. */
const SEATED_AFTER = 4;
const NONE = -1;

/**
 * Movable instants, one an alarm: a tournament tree whose root is the earliest; of equal instants the lowest number wins.
 * Moving an alarm costs the height of the tree, wherever it moves to; but one alarm at a time has a seat beside the tree,
 * where a move costs nothing. It goes to whichever rings again and again, as a stream of arrivals does.
 */
export class AlarmTree {
  /** Instant of the earliest alarm, Infinity when all are silent. */
  earliestAt = Infinity;
  private leaves = 4;
  /** Winner and its instant for every match; the leaves are the upper half. */
  private winners = new Int32Array(2 * this.leaves).fill(NONE);
  private times = new Float64Array(2 * this.leaves).fill(Infinity);
  private used = 0;
  private readonly free: number[] = [];
  private seated = NONE;
  private seatedAt = Infinity;
  private lastRang = NONE;
  private inARow = 0;

  constructor() {
    this.play();
  }

  get earliest(): number {
    const rootAt = this.times[1];
    const root = this.winners[1];
    return this.seatedAt < rootAt || (this.seatedAt === rootAt && this.seated < root) ? this.seated : root;
  }

  /** Takes note that an alarm rings. */
  rang(alarm: number): void {
    if (alarm === this.seated) return;
    this.inARow = alarm === this.lastRang ? this.inARow + 1 : 1;
    this.lastRang = alarm;
    if (this.inARow === SEATED_AFTER) this.seat(alarm);
  }

  /** A silent alarm; numbers of released ones come back. */
  add(): number {
    const alarm = this.free.pop() ?? this.used++;
    if (alarm >= this.leaves) this.grow();
    return alarm;
  }

  release(alarm: number): void {
    this.move(alarm, Infinity);
    this.free.push(alarm);
  }

  timeOf(alarm: number): number {
    return alarm === this.seated ? this.seatedAt : this.times[this.leaves + alarm];
  }

  move(alarm: number, time: number): void {
    if (alarm === this.seated) this.seatedAt = time;
    else this.moveInTree(alarm, time);
    this.earliestAt = Math.min(this.seatedAt, this.times[1]);
  }

  private moveInTree(alarm: number, time: number): void {
    const times = this.times;
    const winners = this.winners;
    let match = this.leaves + alarm;
    times[match] = time;
    while (match > 1) {
      const left = match & ~1;
      const winner = times[left + 1] < times[left] ? left + 1 : left;
      match >>= 1;
      times[match] = times[winner];
      winners[match] = winners[winner];
    }
  }

  private seat(alarm: number): void {
    const time = this.timeOf(alarm);
    const before = this.seated;
    const beforeAt = this.seatedAt;
    this.moveInTree(alarm, Infinity);
    this.seated = alarm;
    this.seatedAt = time;
    if (before !== NONE) this.moveInTree(before, beforeAt);
  }

  private play(): void {
    for (let alarm = 0; alarm < this.leaves; alarm++) this.winners[this.leaves + alarm] = alarm;
    for (let match = this.leaves - 1; match >= 1; match--) {
      const winner = this.times[2 * match + 1] < this.times[2 * match] ? 2 * match + 1 : 2 * match;
      this.times[match] = this.times[winner];
      this.winners[match] = this.winners[winner];
    }
  }

  private grow(): void {
    const instants = this.times.subarray(this.leaves);
    this.leaves *= 2;
    this.winners = new Int32Array(2 * this.leaves).fill(NONE);
    const times = new Float64Array(2 * this.leaves).fill(Infinity);
    times.set(instants, this.leaves);
    this.times = times;
    this.play();
  }
}
