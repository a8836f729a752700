import { describe, expect, test } from "vitest";
import type { WholeFacts } from "../support/simulate.js";
import { latencyOf, replications, scenario } from "../support/simulate.js";
import { expectTheory } from "./expect-theory.js";
import { mmcTime, mmcTimeAbove } from "./formulas.js";
import { meanOf } from "./station.js";
import { exponential, ms } from "./work.js";

/**
 * Three stations with exponential services of 10 ms and Poisson requests that go from one to another as the classes of the
 * front say: a Jackson network. Each station then is as if it were alone with Poisson arrivals of its own rate, at what a
 * request finds as in the long run (Jackson 1963; Sevcik and Mitrani 1981), though its arrivals are not Poisson.
 * The front itself has no work and no end of slots, so that a request which waits for a call is in no one's way.
 */
const runs = 20;
const seconds = 650;
const perSecond = 60;

/** Of a hundred requests: 40 go to a, b, a and c, 30 to b and c, 20 to c and a, 10 to b alone. */
const rates = { a: 0.06, b: 0.048, c: 0.054 };
const network = `
region: us-east-1
clock: { duration: ${seconds}s, warmup: 30s }
demand:
  - name: load
    to: front
    curve: ${perSecond}/s
    classes:
      - { name: tour, weight: 40, steps: [ { call: a }, { call: b }, { call: a }, { call: c } ] }
      - { name: pair, weight: 30, steps: [ { call: b }, { call: c } ] }
      - { name: back, weight: 20, steps: [ { call: c }, { call: a } ] }
      - { name: lone, weight: 10, steps: [ { call: b } ] }
services:
  front: ${service("maxConcurrent: 100000", 1)}
  a: ${service("maxConcurrent: 2, queue: 1000000", 1, `wait: ${exponential}`)}
  b: ${service("maxConcurrent: 100000, discipline: event-loop", 1, `cpu: ${exponential}`)}
  c: ${service("maxConcurrent: 1, queue: 1000000", 1, `wait: ${exponential}`)}
`;

function service(task: string, tasks: number, step?: string): string {
  return `{ task: { cpu: 1 vCPU, memory: 8 GB, ${task} }, desired: ${tasks}, scaling: [], abruptFailuresPerMonth: 0 %, balancer: { idleTimeout: 4000s }${step ? `, request: { steps: [ { ${step} } ] }` : ""} }`;
}

describe("a Jackson network of three stations", () => {
  const made = replications(scenario(network), runs);
  const latencies = (name: string) => made.map(({ services }) => latencyOf(services[name] as WholeFacts));

  test.each([
    ["a", 2],
    ["b", 1],
    ["c", 1],
  ] as const)("station %s of %i servers has its product form, in the mean and at p99", (name, servers) => {
    const rate = rates[name];
    const of = latencies(name);
    expectTheory(meanOf(of.map(({ mean }) => mean)), mmcTime(servers, rate, 10) * ms, 0.03);
    // A server more makes no closed form of the quantile: it is where the tail has a hundredth.
    const p99 = quantileOf((t) => mmcTimeAbove(t, servers, rate, 10), 0.01);
    expectTheory(meanOf(of.map((each) => each.quantile(0.99))), p99 * ms, 0.03);
  });

  test("and a request takes the sum of its visits", () => {
    const visits = { a: 1, b: 0.8, c: 0.9 };
    const time = (["a", "b", "c"] as const).reduce(
      (sum, name) => sum + visits[name] * mmcTime(name === "a" ? 2 : 1, rates[name], 10),
      0,
    );
    expectTheory(meanOf(latencies("front").map(({ mean }) => mean)), time * ms, 0.03);
  });

  test("each station counts a request for each visit", () => {
    for (const { services } of made) {
      const { a, b, c, front } = services as Record<string, WholeFacts>;
      expect(front.requests.completed).toBe(front.requests.arrived);
      const visits = [a, b, c].map(({ requests }) => requests.arrived / front.requests.arrived);
      expect(visits.map((each) => Math.round(each * 10) / 10)).toEqual([1, 0.8, 0.9]);
    }
  });
});

/** Where a falling tail has come down to `share`. */
function quantileOf(above: (t: number) => number, share: number): number {
  let [low, high] = [0, 100_000];
  while (high - low > 1e-6) {
    const middle = (low + high) / 2;
    if (above(middle) > share) low = middle;
    else high = middle;
  }
  return low;
}
