import { keyedDraws } from "../../workload/random.js";
import type { ClassTable } from "./classes.js";
import { ATTEMPT_MASK, ATTEMPT_SHIFT, Row, Steps, type WorkTable } from "./row.js";

/** Decides which attempts fail of themselves at their last step: by key, so that the same ones do whatever else happens. */
export class WorkErrors {
  /** Some class has a share of them. */
  readonly arePossible: boolean;
  readonly #shares: readonly number[];
  readonly #draws: readonly ((ordinal: number, attempt: number) => number)[];

  constructor(seed: number, { list }: ClassTable) {
    this.arePossible = list.some(({ errors }) => errors > 0);
    this.#shares = list.map(({ errors }) => errors);
    this.#draws = list.map(({ name }) => keyedDraws(seed, `errors/${name}`));
  }

  strike({ words }: WorkTable, row: number): boolean {
    const own = words[row + Row.CURSOR] >> Steps.SHIFT;
    const attempt = (words[row + Row.FLAGS] >> ATTEMPT_SHIFT) & ATTEMPT_MASK;
    return this.#shares[own] > 0 && this.#draws[own](words[row + Row.ORDINAL], attempt) < this.#shares[own];
  }
}
