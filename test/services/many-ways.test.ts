import { expect, test } from "vitest";
import type { WholeFacts } from "../support/simulate.js";
import { scenario, simulate } from "../support/simulate.js";

/** Each service of a chain calls the next one twice: 2^length calls of the last for one request of the demand. */
function doubling(length: number, ratePerHour: number): string {
  const services = Array.from({ length: length + 1 }, (_, index) => {
    const next = `{ call: s${index + 1} }`;
    const steps = index < length ? `${next}, ${next}` : "{ cpu: 1ms }";
    return `  s${index}: { task: { cpu: 1 vCPU, memory: 2 GB }, desired: 2, scaling: [], request: { steps: [ ${steps} ] } }`;
  });
  return `
region: us-east-1
clock: { duration: 1h, warmup: 0s, represents: 1h per day }
demand: [ { name: d, to: s0, curve: ${ratePerHour}/h, arrivals: even, request: { steps: [ { call: s1 } ] } } ]
services:
${services.join("\n")}
`;
}

test("forty services that each call the next twice are read without walking every way through them, and are too much to run", () => {
  const { aborted } = simulate(scenario(doubling(40, 1)));
  // 1 + the sum of 2^k for k = 0..39: what one request asks of the services behind the first.
  expect(aborted).toContain(`asks for ${(2 ** 40).toExponential(1)} requests`);
});

test("the ceiling counts what services ask of each other: what it lets through is what arrives", () => {
  const replication = simulate(scenario(doubling(4, 60)));
  const services = Object.values(replication.services) as WholeFacts[];
  const arrived = services.reduce((sum, { requests }) => sum + requests.arrived, 0);
  expect(arrived).toBe(60 * 2 ** 4);
  const called = services.reduce((sum, { requests }) => sum + (requests.called ?? 0), 0);
  expect(arrived - called).toBe(60);
  const refused = simulate(scenario(`${doubling(4, 60)}ceilings: { requests: ${arrived - 1} }\n`));
  expect(refused.aborted).toContain("safety ceiling");
});
