import { describe, expect, test } from "vitest";
import { onlyService, scenario, simulate } from "../support/simulate.js";

/** Tasks that never make a request wait, so that latencies are the work that the demand asks for and nothing else. */
const roomy = (service: string, seed = 1) => `
region: us-east-1
seed: ${seed}
clock: { duration: 1h, warmup: 5m }
demand: [{ name: load, to: web, curve: 20/s, arrivals: { kind: bursty, dispersion: 3, timeScale: 10s }, request: { steps: [{ wait: { kind: lognormal, mean: 1s, p99: 4s } }] } }]
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 100000 }
    abruptFailuresPerMonth: 0 %
    ${service}
`;

/** What arrived in each minute, and the work of it all. */
function demandOf(yaml: string) {
  const { minutes, latency, requests } = onlyService(simulate(scenario(yaml)));
  expect(requests.completed).toBe(requests.arrived);
  return { arrived: minutes.arrived, work: latency.histogram.sum, longest: latency.histogram.max };
}

describe("a change of configuration leaves the demand as it was", () => {
  const base = demandOf(roomy("desired: 4"));
  const scheduled = "scaling: [{ kind: scheduled, cron: '30 0 * * *', bounds: { min: 9, max: 20 } }]";

  test.each([
    ["another balancer", "balancer: { algorithm: weighted-random }"],
    ["more tasks", "desired: 9\n    bounds: { min: 9, max: 9 }"],
    ["another policy", scheduled],
    [
      "Spot capacity that nobody takes",
      "capacity: { FARGATE: { weight: 1 }, FARGATE_SPOT: { weight: 1, market: calm } }\nmarkets: { calm: { interruptionsPerMonth: 0 % } }",
    ],
  ])("%s", (_, service) => {
    expect(demandOf(roomy(service))).toEqual(base);
  });

  test("another seed does not", () => {
    expect(demandOf(roomy("desired: 4", 2))).not.toEqual(base);
  });
});
