import { expect, onTestFinished, test } from "vitest";
import { type ChangePermission, EcsFleet } from "../../../harness/ecs/client.js";
import { StrategySwitches } from "../../../harness/ecs/strategy-switches.js";
import { ecsOf, rig, until, yaml } from "../staging/control-rig.js";

const incidents = `
incidents:
  - { kind: strategy-switch, at: 1s, service: web, capacity: { FARGATE: { base: 2, weight: 1 }, FARGATE_SPOT: { weight: 3, market: calm } } }
`;
const mixed = "capacity: { FARGATE: { base: 1, weight: 1 }, FARGATE_SPOT: { weight: 1, market: calm } }";

async function standing(permission: ChangePermission) {
  const made = rig(yaml(mixed) + incidents);
  made.service.launch(2);
  await until(() => made.service.isSteady);
  const { endpoint } = await ecsOf(made);
  const fleet = new EcsFleet({ cluster: "rig", service: "web", endpointUrl: endpoint }, { permission });
  const timeZeroNs = process.hrtime.bigint() - 800_000_000n;
  const fleets = new Map([["web", fleet]]);
  const switches = new StrategySwitches({ scenario: made.read.scenario, fleets, timeZeroNs });
  onTestFinished(() => {
    switches.close();
    fleet.close();
  });
  return { fleet, switches };
}

test("a strategy switch of the scenario reaches the real service at its moment", async () => {
  const { fleet, switches } = await standing({ apply: true, refusals: [] });
  expect((await fleet.describe()).strategy[0].base).toBe(1);
  await expect
    .poll(async () => (await fleet.describe()).strategy, { timeout: 10_000 })
    .toEqual([
      { provider: "FARGATE", base: 2, weight: 1 },
      { provider: "FARGATE_SPOT", base: 0, weight: 3 },
    ]);
  expect(switches.problem).toBeNull();
});

test("a switch without --apply changes nothing, and says so", async () => {
  const { fleet, switches } = await standing({ apply: false, refusals: [] });
  await expect.poll(() => switches.problem, { timeout: 10_000 }).toMatch(/--apply/);
  expect((await fleet.describe()).strategy[0].base).toBe(1);
});
