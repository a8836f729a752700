import type { Random } from "../../workload/random.js";
import type { LoadBalancer } from "./balancer.js";

/** Requests whose nodes are drawn at once. */
const BATCH = 1_024;

/**
 * A balancer of several nodes, each with a rotation and counts of its own, as an ALB has one or more in each zone. Which
 * node a request comes to is drawn at random: clients spread over the addresses that DNS gives them.
 */
export class BalancerNodes implements LoadBalancer {
  node = 0;
  private readonly nodes: readonly LoadBalancer[];
  private readonly random: Random;
  /** The nodes of the next requests. */
  private readonly drawn = new Uint8Array(BATCH);
  private next = BATCH;

  constructor(nodes: readonly LoadBalancer[], random: Random) {
    this.nodes = nodes;
    this.random = random;
  }

  get size(): number {
    return this.nodes[0].size;
  }

  add(task: number, now: number): void {
    for (const node of this.nodes) node.add(task, now);
  }

  remove(task: number): void {
    for (const node of this.nodes) node.remove(task);
  }

  take(now: number): number {
    if (this.next === BATCH) this.draw();
    this.node = this.drawn[this.next++];
    return this.nodes[this.node].take(now);
  }

  release(task: number, node: number): void {
    this.nodes[node].release(task);
  }

  private draw(): void {
    const { length } = this.nodes;
    for (let at = 0; at < BATCH; at++) this.drawn[at] = Math.floor(this.random.uniform() * length);
    this.next = 0;
  }
}
