const LEAVES = 32;

/** The earliest of 32 instants, each of which may move. */
export class Tournament {
  readonly instants = new Float64Array(2 * LEAVES).fill(Infinity);
  readonly winners = Int32Array.from({ length: 2 * LEAVES }, (_, at) => (at < LEAVES ? 0 : at - LEAVES));

  move(leaf: number, instant: number): void {
    const { instants, winners } = this;
    let at = LEAVES + leaf;
    instants[at] = instant;
    while (at > 1) {
      const left = at & ~1;
      const winner = instants[left + 1] < instants[left] ? left + 1 : left;
      at >>= 1;
      instants[at] = instants[winner];
      winners[at] = winners[winner];
    }
  }
}
