/** What a scale-in sees of a task: within a zone those of a lower rank go first. */
export interface ScaleInCandidate {
  readonly zone: number;
  readonly rank: number;
}

/**
 * The candidates that a scale-in stops, by index, one after the other: each time the lowest rank among the zones that have
 * the most candidates left, since ECS keeps zones balanced; the earlier one of equals. All are ranked once.
 */
export function scaleInVictims(candidates: readonly ScaleInCandidate[], count: number): number[] {
  const lowestLast = candidates
    .map((_, index) => index)
    .sort((a, b) => candidates[b].rank - candidates[a].rank || b - a);
  const zones = new Map<number, number[]>();
  const place = new Int32Array(candidates.length);
  for (const [at, index] of lowestLast.entries()) {
    place[index] = at;
    const zone = zones.get(candidates[index].zone);
    if (zone === undefined) zones.set(candidates[index].zone, [index]);
    else zone.push(index);
  }
  const goesFirst = (a: readonly number[], b: readonly number[]) =>
    a.length === b.length ? place[a.at(-1)!] > place[b.at(-1)!] : a.length > b.length;
  const next = () => [...zones.values()].reduce((best, zone) => (goesFirst(zone, best) ? zone : best)).pop()!;
  return Array.from({ length: Math.min(Math.max(0, count), candidates.length) }, next);
}
