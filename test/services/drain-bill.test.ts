import { expect, test } from "vitest";
import { onlyService, scenario, simulate } from "../support/simulate.js";

/** Two idle tasks for an hour; one of them is taken away after ten minutes. */
const scaledIn = (drain: string) =>
  onlyService(
    simulate(
      scenario(`
region: us-east-1
clock: { duration: 60m, warmup: 0s }
demand: [ { name: load, to: web, curve: 1/s, request: { steps: [ { cpu: 1ms } ] } } ]
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    desired: 2
    bounds: { min: 1, max: 2 }
    scaling: [ { kind: scheduled, cron: "10 0 * * *", bounds: { min: 1, max: 1 } } ]
    drain: ${drain}
    abruptFailuresPerMonth: 0 %
`),
    ),
  );

test("a scale-in is billed until the whole deregistration delay is over, though nothing is in flight", () => {
  // One task for an hour, one for ten minutes and its drain.
  expect(scaledIn("{}").tasks.hours).toBeCloseTo(1 + (600 + 300) / 3_600, 3);
  expect(scaledIn("{ deregistrationDelay: 30s }").tasks.hours).toBeCloseTo(1 + (600 + 30) / 3_600, 3);
  expect(scaledIn("{ deregistrationDelay: 0s }").tasks.hours).toBeCloseTo(1 + 600 / 3_600, 3);
});
