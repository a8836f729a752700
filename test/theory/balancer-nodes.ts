import { Moments } from "../../sim/statistics/index.js";
import { Random } from "../../workload/random.js";

export interface Nodes {
  readonly nodes: number;
  readonly algorithm: "round-robin" | "least-outstanding";
  readonly tasks: number;
  /** Requests a unit of time over all tasks, and the mean of an exponential service in the same unit. */
  readonly rate: number;
  readonly service: number;
  readonly requests: number;
}

/** One balancer node as it is in words: a list of targets, what each has of this node's requests, whose turn it is. */
class Node {
  turn: number;
  readonly outstanding: number[];
  /** When each came to the number that it has. */
  readonly since: number[];

  constructor(tasks: number, turn: number) {
    this.turn = turn;
    this.outstanding = new Array(tasks).fill(0);
    this.since = [...this.outstanding.keys()];
  }

  next(): number {
    return this.turn++ % this.outstanding.length;
  }

  least(): number {
    const rank = (task: number) => this.outstanding[task] * 1e12 + this.since[task];
    return [...this.outstanding.keys()].reduce((best, task) => (rank(task) < rank(best) ? task : best));
  }
}

/**
 * Mean time of a request at tasks that serve one after the other, behind balancer nodes that each request chooses among at
 * random. Slow and obvious: a departure is known at the arrival, since a task serves in order of arrival.
 */
export function timeBehindNodes({ nodes: number, algorithm, tasks, rate, service, requests }: Nodes): number {
  const random = Random.stream(7, "slow twin");
  const nodes = Array.from({ length: number }, () => new Node(tasks, Math.floor(random.uniform() * tasks)));
  const freeAt = new Array<number>(tasks).fill(0);
  let inside: { readonly at: number; readonly task: number; readonly node: Node }[] = [];
  const times = new Moments();
  let moment = tasks;
  const count = (node: Node, task: number, change: number) => {
    node.outstanding[task] += change;
    node.since[task] = moment++;
  };
  for (let request = 0, now = 0; request < requests; request++) {
    now += random.exponential() / rate;
    const node = nodes[Math.floor(random.uniform() * number)];
    if (algorithm === "least-outstanding") {
      const gone = inside.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
      for (const { task, node } of gone) count(node, task, -1);
      inside = inside.filter(({ at }) => at > now);
    }
    const task = algorithm === "round-robin" ? node.next() : node.least();
    freeAt[task] = Math.max(freeAt[task], now) + random.exponential() * service;
    times.add(freeAt[task] - now);
    if (algorithm === "round-robin") continue;
    count(node, task, 1);
    inside.push({ at: freeAt[task], task, node });
  }
  return times.mean;
}
