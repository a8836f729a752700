import { Random } from "../../workload/random.js";
import type { LoadBalancer } from "./balancer.js";
import { LeastOutstanding } from "./least-outstanding.js";
import { BalancerNodes } from "./nodes.js";
import { RoundRobin } from "./round-robin.js";
import { WeightedRandom } from "./weighted-random.js";

export type { LoadBalancer } from "./balancer.js";
export { doubled, ROWS_MIN, TASKS_MAX } from "./balancer.js";

/** An algorithm of an ALB target group. */
export interface BalancerKind {
  readonly kind: string;
  readonly about: string;
  /** Least outstanding requests and slow start exclude each other, as on an ALB. */
  readonly takesSlowStart: boolean;
  create(slowStart: number, random: Random): LoadBalancer;
}

export const balancers = [
  {
    kind: "round-robin",
    about: "Each target in its turn: an ALB's default.",
    takesSlowStart: true,
    create: (slowStart) => new RoundRobin(slowStart),
  },
  {
    kind: "least-outstanding",
    about: "The target with the fewest outstanding requests.",
    takesSlowStart: false,
    create: () => new LeastOutstanding(),
  },
  {
    kind: "weighted-random",
    about: "A target drawn at random.",
    takesSlowStart: true,
    create: (slowStart, random) => new WeightedRandom(slowStart, random),
  },
] as const satisfies readonly BalancerKind[];

/** The balancer of a service, the same in the simulation and in the local fleet. */
export interface AlgorithmConfig {
  /** A kind of the list. */
  readonly algorithm: string;
  readonly slowStart: number;
  readonly nodes: number;
}

/** A balancer of one node is the algorithm itself, and draws no node. */
export function createBalancer(config: AlgorithmConfig, seed: number, service: string): LoadBalancer {
  const algorithm = balancers.find(({ kind }) => kind === config.algorithm)!;
  const random = Random.stream(seed, "routing", service);
  const nodes = Array.from({ length: config.nodes }, () => algorithm.create(config.slowStart, random));
  return nodes.length === 1 ? nodes[0] : new BalancerNodes(nodes, Random.stream(seed, "balancer node", service));
}
