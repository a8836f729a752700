import { type LoadBalancer, ROWS_MIN } from "./balancer.js";

const NONE = -1;
/** Words of a node: the next and the one before it in its ring; of a target also what it has outstanding and whether it is in rotation. */
const NODE = 4;
/** Logarithm of NODE. */
const NODE_SHIFT = 2;
const PREVIOUS = 1;
const OUTSTANDING = 2;
const PRESENT = 3;

/**
 * The target with the fewest outstanding requests; of equals, the one that has been at that level the longest.
 *
 * Targets stand in a ring per number of outstanding requests, so a choice costs the same for any fleet. Each ring has a
 * node of its own between its last and its first target: putting a target in and taking it out then has no case to tell
 * apart, which a processor could only guess.
 */
export class LeastOutstanding implements LoadBalancer {
  readonly node = 0;
  size = 0;
  /** Targets by task, then the rings' own nodes: first that of the targets out of rotation, then one a level. */
  private nodes = new Int32Array(0);
  private out = ROWS_MIN * NODE;
  private rings = this.out + NODE;
  /** No target in rotation stands in a ring before this one. */
  private lowest = this.rings;

  constructor() {
    this.grow(this.ringOf(128));
  }

  add(task: number): void {
    const at = task * NODE;
    while (at >= this.out) this.widen();
    if (this.nodes[at + PRESENT] === 1) return;
    this.nodes[at + PRESENT] = 1;
    this.size++;
    const ring = this.ringOf(this.nodes[at + OUTSTANDING]);
    this.move(at, ring); // a ring that is there: outstanding requests only grow in rotation
    this.lowest = Math.min(this.lowest, ring);
  }

  remove(task: number): void {
    const at = task * NODE;
    if (at >= this.out || this.nodes[at + PRESENT] === 0) return;
    this.nodes[at + PRESENT] = 0;
    this.size--;
    this.move(at, this.out);
  }

  take(): number {
    if (this.size === 0) return NONE;
    let ring = this.lowest;
    while (this.nodes[ring] === ring) ring += NODE;
    this.lowest = ring;
    if (ring + NODE >= this.nodes.length) this.grow(ring);
    const nodes = this.nodes;
    const at = nodes[ring];
    nodes[at + OUTSTANDING]++;
    this.move(at, ring + NODE);
    return at >> NODE_SHIFT;
  }

  release(task: number): void {
    const at = task * NODE;
    const level = --this.nodes[at + OUTSTANDING];
    if (this.nodes[at + PRESENT] === 0) return;
    const ring = this.ringOf(level);
    this.move(at, ring);
    if (ring < this.lowest) this.lowest = ring;
  }

  /** Moves a target from its ring to the end of another. */
  private move(at: number, ring: number): void {
    const nodes = this.nodes;
    const next = nodes[at];
    const previous = nodes[at + PREVIOUS];
    nodes[previous] = next;
    nodes[next + PREVIOUS] = previous;
    const last = nodes[ring + PREVIOUS];
    nodes[at] = ring;
    nodes[at + PREVIOUS] = last;
    nodes[last] = at;
    nodes[ring + PREVIOUS] = at;
  }

  /** Adds rings, twice as many as up to `ring`. */
  private grow(ring: number): void {
    const nodes = new Int32Array(this.rings + 2 * (ring - this.rings));
    nodes.set(this.nodes);
    standAlone(nodes, this.nodes.length, nodes.length);
    this.nodes = nodes;
  }

  /** Makes room for twice as many targets: the rings move behind them, and with them what points to a ring. */
  private widen(): void {
    const shift = this.out;
    const nodes = new Int32Array(this.nodes.length + shift);
    for (const [from, value] of this.nodes.entries()) {
      const isLink = (from & (NODE - 1)) <= PREVIOUS;
      nodes[from < this.out ? from : from + shift] = isLink && value >= this.out ? value + shift : value;
    }
    standAlone(nodes, this.out, this.out + shift);
    this.nodes = nodes;
    this.out += shift;
    this.rings += shift;
    this.lowest += shift;
  }

  private ringOf(level: number): number {
    return this.rings + (level << NODE_SHIFT);
  }
}

/** A node that stands alone is its own neighbour. */
function standAlone(nodes: Int32Array, from: number, to: number): void {
  for (let at = from; at < to; at += NODE) {
    nodes[at] = at;
    nodes[at + PREVIOUS] = at;
  }
}
