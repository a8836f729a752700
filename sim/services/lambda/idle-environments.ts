/**
 * The execution environments of a function that no invocation is in. The one that was used last is used next, so that those
 * at the bottom are idle the longest, and are gone once that is as long as they are kept. Looked at only when somebody asks.
 *
 *     first ── … ── end          each the instant since when it has been idle
 *     goes next     the one before is taken next
 */
export class IdleEnvironments {
  /** The instants at which those that are gone went, added up. */
  ended = 0;
  private readonly keepAlive: number = 0;
  private since = new Float64Array(64);
  /** Places in `since`: of the first, and behind the last. */
  private first = 0;
  private end = 0;

  constructor(keepAlive: number) {
    this.keepAlive = keepAlive;
  }

  /** Number of idle environments at this instant. */
  count(now: number): number {
    this.drop(now);
    return this.end - this.first;
  }

  /** An invocation has left one. */
  add(now: number): void {
    if (this.end === this.since.length) this.makeRoom();
    this.since[this.end++] = now;
  }

  /** Takes the one that was used last; false where none is left. */
  take(now: number): boolean {
    const last = this.end - 1;
    if (last < this.first || now - this.since[last] >= this.keepAlive) return false;
    this.end = last;
    return true;
  }

  private drop(now: number): void {
    const { since, keepAlive } = this;
    while (this.first < this.end && now - since[this.first] >= keepAlive) {
      this.ended += since[this.first++] + keepAlive;
    }
  }

  /** Moves them to the beginning, of an array twice as long where more than half of this one is in use. */
  private makeRoom(): void {
    this.drop(this.since[this.end - 1]);
    const kept = this.since.subarray(this.first, this.end);
    if (2 * kept.length > this.since.length) this.since = new Float64Array(2 * this.since.length);
    this.since.set(kept);
    this.first = 0;
    this.end = kept.length;
  }
}
