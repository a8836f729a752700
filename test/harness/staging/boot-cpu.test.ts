import { expect, test } from "vitest";
import { createDeployment } from "../../../harness/staging/scheduler/deployment.js";
import { FleetTask } from "../../../harness/staging/scheduler/fleet-task.js";
import { ServiceGauge } from "../../../harness/staging/scheduler/service-gauge.js";
import { origin } from "../../pool/fleet.js";

test("the boot of a local task counts in its service's CPU as launch.bootCpu says, for as long as it lasts", () => {
  const deployment = createDeployment(0, { FARGATE: { base: 0, weight: 1 } });
  const task = new FleetTask({
    id: "a",
    service: "web",
    provider: "FARGATE",
    ordinal: 0,
    zone: 0,
    seat: origin().seat,
    deployment,
    isSubstitute: false,
  });
  task.enter("RUNNING");
  task.times = { ...task.times, started: Date.now() - 10_000 };
  task.bootMs = 4_000;
  const used = (bootCpu: number) =>
    new ServiceGauge(() => [task], { vcpu: 2, applicationVcpu: 2 }, { bootCpu, countsDraining: false }).cpu().used;
  expect([used(0), used(0.5)]).toEqual([0, 4_000_000 * 0.5 * 2]);
  task.bootMs = 60_000; // it is still booting
  expect(used(1)).toBeGreaterThanOrEqual(2 * 10_000_000);
  expect(used(1)).toBeLessThan(2 * 11_000_000);
});
