/**
 * The execution environments of a function that no invocation is in. The one that was used last is used next, so that those
 * at the bottom are idle the longest, and are gone once that is as long as they are kept. Looked at only when somebody asks.
 *
 *     first ── … ── last          each the instant since when it has been idle
 *     goes next     is taken next
 */
export class IdleEnvironments {
  private readonly keepAlive: number;
  private since = new Float64Array(64);
  /** Places in `since`, a ring: of the first, and behind the last. */
  private first = 0;
  private length = 0;
  /** How long those that are gone or in use again were idle, all together. */
  private idledBefore = 0;

  constructor(keepAlive: number) {
    this.keepAlive = keepAlive;
  }

  /** How many there are at this instant. */
  count(now: number): number {
    this.drop(now);
    return this.length;
  }

  /** How long all that there ever were have been idle until now, in environment-microseconds. */
  idled(now: number): number {
    this.drop(now);
    let sum = this.idledBefore;
    for (let at = 0; at < this.length; at++) sum += now - this.since[(this.first + at) & (this.since.length - 1)];
    return sum;
  }

  /** An invocation has left one. */
  add(now: number): void {
    this.drop(now);
    if (this.length === this.since.length) this.grow();
    this.since[(this.first + this.length++) & (this.since.length - 1)] = now;
  }

  /** Takes the one that was used last; false where none is left. */
  take(now: number): boolean {
    if (this.length === 0) return false;
    const since = this.since[(this.first + this.length - 1) & (this.since.length - 1)];
    if (now - since >= this.keepAlive) {
      this.drop(now);
      return false;
    }
    this.length--;
    this.idledBefore += now - since;
    return true;
  }

  private drop(now: number): void {
    while (this.length > 0 && now - this.since[this.first] >= this.keepAlive) {
      this.idledBefore += this.keepAlive;
      this.first = (this.first + 1) & (this.since.length - 1);
      this.length--;
    }
  }

  private grow(): void {
    const since = new Float64Array(2 * this.since.length);
    for (let at = 0; at < this.length; at++) since[at] = this.since[(this.first + at) & (this.since.length - 1)];
    this.since = since;
    this.first = 0;
  }
}
