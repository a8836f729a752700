import { keyed } from "../../workload/random.js";
import { DEGRADED } from "./request-table.js";

const LEVEL_SHIFT = 4;
const LEVEL_MASK = 0xf;

/** What a degradation level does to requests that are admitted while it is on. */
export interface LevelEffect {
  /** CPU work of a cheaper answer, as a share of the full one; 1 leaves it as it is. */
  readonly cpuFactor: number;
  /** Share of requests turned away. */
  readonly shed: number;
}

/** Applies the level that the controller has set: which requests are shed, and how much work a cheaper answer takes. */
export class RequestDegradation {
  isActive = false;
  readonly #seed: number;
  readonly #name: string;
  readonly #levels: readonly LevelEffect[];
  #level = 0;

  /** `levels[0]` is the normal state. */
  constructor(seed: number, service: string, levels: readonly LevelEffect[]) {
    this.#seed = seed;
    this.#name = `shed/${service}`;
    this.#levels = levels;
  }

  enter(level: number): void {
    this.#level = level;
    this.isActive = level > 0;
  }

  /** Keyed by the request, so that the same ones are shed whenever the level is on. */
  sheds(requestClass: number, ordinal: number): boolean {
    const { shed } = this.#levels[this.#level];
    return shed > 0 && keyed(this.#seed, this.#name, ordinal, requestClass) < shed;
  }

  /** Flags of a request that is answered at the present level. */
  mark(flags: number): number {
    if (this.#levels[this.#level].cpuFactor === 1) return flags;
    return (flags & ~(LEVEL_MASK << LEVEL_SHIFT)) | DEGRADED | (this.#level << LEVEL_SHIFT);
  }

  /** CPU work of a step of a request marked so. */
  work(work: number, flags: number): number {
    return Math.ceil(work * this.#levels[(flags >> LEVEL_SHIFT) & LEVEL_MASK].cpuFactor);
  }
}
