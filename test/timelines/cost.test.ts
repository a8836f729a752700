import { describe, expect, test } from "vitest";
import { billOf, scenario, simulate } from "../support/simulate.js";

/** What a month of thirty tasks of 2 vCPU and 4 GB costs, hour by hour and task by task. */
function month(region: string, architecture = "x86_64") {
  const read = scenario(`
region: ${region}
clock: { duration: 730h, warmup: 0s, represents: 24h per day }
demand: [{ name: trickle, to: web, curve: 1/h, request: { steps: [{ cpu: 10ms }] } }]
services:
  web:
    task: { cpu: 2 vCPU, memory: 4 GB, architecture: ${architecture} }
    desired: 30
    bounds: { min: 30, max: 30 }
    scaling: []
    abruptFailuresPerMonth: 0 %
infrastructure: { loadBalancer: false }
`);
  return billOf(read, simulate(read));
}

describe("thirty tasks of 2 vCPU and 4 GB for 730 hours", () => {
  // 30 × 730 × (2 × 0.04048 + 4 × 0.004445) = 21,900 × 0.09874 = 2,162.406. In Tokyo 21,900 × (2 × 0.05056 + 4 × 0.00553)
  // = 21,900 × 0.12324 = 2,698.956; on ARM64 there 21,900 × (2 × 0.04045 + 4 × 0.00442) = 21,900 × 0.09858 = 2,158.902.
  test.each([
    ["us-east-1", "x86_64", 2162.41],
    ["ap-northeast-1", "x86_64", 2698.96],
    ["ap-northeast-1", "ARM64", 2158.9],
  ])("in %s on %s they cost $%s", (region, architecture, usd) => {
    const { lines, totalUsd } = month(region, architecture);
    expect(totalUsd).toBeCloseTo(usd, 2);
    expect(lines.map(({ quantity }) => quantity)).toEqual([30 * 2 * 730, 30 * 4 * 730]);
  });
});

// The process exits at SIGTERM, 20 s after its image was pulled, and Spot has nothing to replace it with.
test("a task that lives for 20 s is billed for 60", () => {
  const read = scenario(`
region: us-east-1
clock: { duration: 1h, warmup: 0s }
demand: [{ name: trickle, to: web, curve: 1/h, request: { steps: [{ cpu: 10ms }] } }]
services:
  web:
    task: { cpu: 2 vCPU, memory: 4 GB }
    desired: 1
    bounds: { min: 1, max: 1 }
    scaling: []
    capacity: { FARGATE_SPOT: { weight: 1, market: default } }
    drain: { onSigterm: exit }
    abruptFailuresPerMonth: 0 %
markets: { default: { interruptionsPerMonth: 0 % } }
incidents: [{ kind: spot-crunch, at: 20s, market: default, takes: 100 %, within: 0s, lasts: 2h }]
infrastructure: { loadBalancer: false }
`);
  const replication = simulate(read);
  const [vcpu, memory] = billOf(read, replication).lines;
  expect(replication.services.web.tasks!.hours * 3600).toBeCloseTo(20, 9);
  expect(vcpu.quantity * 3600).toBeCloseTo(2 * 60, 9);
  expect(memory.quantity * 3600).toBeCloseTo(4 * 60, 9);
});
