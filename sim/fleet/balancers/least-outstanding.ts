import { type LoadBalancer, TASKS_MAX } from "./balancer.js";

const NONE = -1;
/** Words of a node: its neighbours; of a target also what it has outstanding, and whether it is in rotation. */
const NODE = 4;
const PREVIOUS = 1;
const OUTSTANDING = 2;
const PRESENT = 3;
/** The rings' own nodes stand behind those of the targets. */
const RINGS = TASKS_MAX * NODE;

/**
 * The target with the fewest outstanding requests; of equals, the one that has been at that level the longest.
 *
 * Targets stand in a ring per number of outstanding requests, so a choice costs the same for any fleet. Each ring has a
 * node of its own between its last and its first target: putting a target in and taking it out then has no case to tell
 * apart, which a processor could only guess.
 */
export class LeastOutstanding implements LoadBalancer {
  size = 0;
  /** Targets by task, then the rings' own nodes by level. */
  #nodes = new Int32Array(RINGS);
  #levels = 0;
  /** No target in rotation has fewer outstanding requests than this. */
  #lowest = 0;

  constructor() {
    this.#grow(256);
  }

  add(task: number): void {
    const at = task * NODE;
    if (this.#nodes[at + PRESENT] === 1) return;
    this.#nodes[at + PRESENT] = 1;
    this.size++;
    const level = this.#nodes[at + OUTSTANDING];
    this.#append(at, level);
    this.#lowest = Math.min(this.#lowest, level);
  }

  remove(task: number): void {
    const at = task * NODE;
    if (this.#nodes[at + PRESENT] === 0) return;
    this.#nodes[at + PRESENT] = 0;
    this.size--;
    this.#unlink(at);
  }

  take(): number {
    if (this.size === 0) return NONE;
    const nodes = this.#nodes;
    let ring = RINGS + this.#lowest * NODE;
    while (nodes[ring] === ring) ring += NODE;
    this.#lowest = (ring - RINGS) / NODE;
    const at = nodes[ring];
    this.#unlink(at);
    this.#append(at, ++nodes[at + OUTSTANDING]);
    return at / NODE;
  }

  release(task: number): void {
    const at = task * NODE;
    const level = --this.#nodes[at + OUTSTANDING];
    if (this.#nodes[at + PRESENT] === 0) return;
    this.#unlink(at);
    this.#append(at, level);
    if (level < this.#lowest) this.#lowest = level;
  }

  #unlink(at: number): void {
    const nodes = this.#nodes;
    const next = nodes[at];
    const previous = nodes[at + PREVIOUS];
    nodes[previous] = next;
    nodes[next + PREVIOUS] = previous;
  }

  /** Last of its level's ring. */
  #append(at: number, level: number): void {
    if (level >= this.#levels) this.#grow(2 * level);
    const nodes = this.#nodes;
    const ring = RINGS + level * NODE;
    const last = nodes[ring + PREVIOUS];
    nodes[at] = ring;
    nodes[at + PREVIOUS] = last;
    nodes[last] = at;
    nodes[ring + PREVIOUS] = at;
  }

  /** Adds empty rings: their nodes are neighbours of themselves. */
  #grow(levels: number): void {
    const nodes = new Int32Array(RINGS + levels * NODE);
    nodes.set(this.#nodes);
    for (let ring = RINGS + this.#levels * NODE; ring < nodes.length; ring += NODE) {
      nodes[ring] = ring;
      nodes[ring + PREVIOUS] = ring;
    }
    this.#nodes = nodes;
    this.#levels = levels;
  }
}
