/**
 * Mean time at two exponential servers where everybody joins the shorter queue: there is no closed form, so the Markov
 * chain of the two lengths is iterated until it settles. Times in any one unit; `rate` and `service` in the same.
 */
export function shorterQueueTime(rate: number, service: number): number {
  let law = new Float64Array(size * size);
  law[0] = 1;
  for (let step = 0; step < 3_000; step++) law = afterOneJump(law, rate * service);
  const present = law.reduce((sum, mass, state) => sum + mass * (longer(state) + shorter(state)), 0);
  return present / rate; // Little's law
}

/** Lengths are cut off where they hardly ever come: below one in a million at a load of 0.7. */
const size = 31;
const longer = (state: number) => Math.floor(state / size);
const shorter = (state: number) => state % size;
const stateOf = (one: number, other: number) => Math.max(one, other) * size + Math.min(one, other);

/** The law of the lengths after one jump of the uniformized chain, which may be one to the same state. */
function afterOneJump(law: Float64Array, arrivalsPerService: number): Float64Array<ArrayBuffer> {
  const next = new Float64Array(size * size);
  const jumps = arrivalsPerService + 2;
  for (const [state, mass] of law.entries()) {
    if (mass === 0) continue;
    const [a, b] = [longer(state), shorter(state)];
    next[stateOf(a, Math.min(b + 1, size - 1))] += (mass * arrivalsPerService) / jumps;
    next[stateOf(Math.max(0, a - 1), b)] += mass / jumps;
    next[stateOf(a, Math.max(0, b - 1))] += mass / jumps;
  }
  return next;
}
