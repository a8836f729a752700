import { hashText, KeyedRandom, keyedDraws, scramble } from "./random.js";
import type { Call } from "./requests.js";

/**
 * Draws what each request of a call asks for. The key is the calling request and its attempt, so that the same request
 * always asks for the same, whatever other requests called before it.
 */
export class CallDraws {
  readonly #salt: number;
  readonly #steps: readonly (readonly KeyedRandom[])[];
  readonly #classes: Call["classes"];
  readonly #choose: (ordinal: number) => number;
  readonly #one = new Int32Array(1);

  constructor(seed: number, { key, classes }: Call) {
    this.#salt = hashText(key, 0);
    this.#classes = classes;
    this.#choose = keyedDraws(seed, `call/${key}`);
    this.#steps = classes.map(({ name, steps }) => steps.map((_, at) => new KeyedRandom(seed, `call/${name}/${at}`)));
  }

  /** The number of the call that an attempt of a request makes. Other attempts and other steps give other numbers. */
  ordinalOf(ordinal: number, attempt: number): number {
    return scramble(ordinal ^ this.#salt ^ Math.imul(attempt, 0x9e3779b9));
  }

  /** Writes the step durations of a call (microseconds) from `into[offset]` on, and returns the index of its class. */
  take(into: Int32Array, offset: number, ordinal: number): number {
    const index = this.#classOf(ordinal);
    const { steps } = this.#classes[index];
    for (let at = 0; at < steps.length; at++) {
      const step = steps[at];
      if (step.kind === "call") this.#one[0] = 0;
      else step.duration.fill(this.#one, this.#steps[index][at].of(ordinal));
      into[offset + at] = this.#one[0];
    }
    return index;
  }

  #classOf(ordinal: number): number {
    const last = this.#classes.length - 1;
    if (last === 0) return 0;
    let left = this.#choose(ordinal);
    let index = 0;
    while (index < last && left >= this.#classes[index].share) left -= this.#classes[index++].share;
    return index;
  }
}
