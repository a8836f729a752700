import { keyed } from "../../workload/random.js";
import { Flag, Row, Steps, type WorkTable } from "./row.js";

const LEVEL_SHIFT = 4;
const LEVEL_MASK = 0xf;

/** The work that a level of degradation spares: a share of the CPU of each answer, and some answers altogether. */
interface Spared {
  readonly level: number;
  readonly cpuFactor: number;
  /** Share of requests that get no answer. */
  readonly shed: number;
}

/** Applies the level that the controller has set: which requests are shed, and how much work a cheaper answer takes. */
export class RequestDegradation {
  isActive = false;
  readonly #seed: number;
  readonly #name: string;
  /** Levels by number, as far as they were entered: requests in flight may be marked with an older one. */
  readonly #levels: Spared[] = [];
  #level: Spared = { level: 0, cpuFactor: 1, shed: 0 };

  constructor(seed: number, service: string) {
    this.#seed = seed;
    this.#name = `shed/${service}`;
  }

  enter(level: Spared): void {
    this.#level = level;
    this.#levels[level.level] = level;
    this.isActive = level.level > 0;
  }

  /** Whether a request is shed; one that is not is marked for a cheaper answer. */
  strikes({ words }: WorkTable, row: number): boolean {
    if (this.sheds(words[row + Row.CURSOR] >> Steps.SHIFT, words[row + Row.ORDINAL])) return true;
    words[row + Row.FLAGS] = this.mark(words[row + Row.FLAGS]);
    return false;
  }

  /** Keyed by the request, so that the same ones are shed whenever the level is on. */
  sheds(requestClass: number, ordinal: number): boolean {
    return this.#level.shed > 0 && keyed(this.#seed, this.#name, ordinal, requestClass) < this.#level.shed;
  }

  /** Flags of a request that is answered at the present level. */
  mark(flags: number): number {
    if (this.#level.cpuFactor === 1) return flags;
    return (flags & ~(LEVEL_MASK << LEVEL_SHIFT)) | Flag.DEGRADED | (this.#level.level << LEVEL_SHIFT);
  }

  /** CPU work of a step of a request marked so. */
  work(work: number, flags: number): number {
    return Math.ceil(work * this.#levels[(flags >> LEVEL_SHIFT) & LEVEL_MASK].cpuFactor);
  }
}
