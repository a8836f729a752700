import { expect, test } from "vitest";
import { leftOut, scheduleIncidents } from "../../../harness/staging/incidents.js";
import { scenario } from "../../support/simulate.js";
import { historyOf, type Rig, rig, until, yaml } from "./control-rig.js";

const calm = "capacity: { FARGATE: { weight: 1 } }";

function schedule({ read, service, timers }: Rig): void {
  timers.agree(process.hrtime.bigint());
  scheduleIncidents({ scenario: read.scenario, timers, services: new Map([["web", service]]) });
}

test("a zone that goes down takes its tasks without SIGTERM, and those that replace them are elsewhere", async () => {
  const made = rig(yaml(calm, "incidents: [{ kind: zone-outage, at: 0s, lasts: 1h, zone: 1 }]"));
  const { service } = made;
  service.launch(3);
  await until(() => service.isSteady);
  const [lost] = service.tasks;
  schedule(made);
  await until(() => service.isSteady && lost.state === "STOPPED");
  expect(historyOf(lost, made)).not.toContain("SIGTERM");
  const active = service.tasks.filter(({ isActive }) => isActive);
  expect(active.map(({ origin }) => origin.zone)).toEqual([1, 2, 1]);
});

test("a zone that is back gets its tasks back, one at a time, each started before another is stopped", async () => {
  const made = rig(yaml(calm, "incidents: [{ kind: zone-outage, at: 0s, lasts: 300ms, zone: 1 }]"));
  const { service } = made;
  service.launch(6);
  await until(() => service.isSteady);
  schedule(made);
  let fewest = 6;
  const perZone = () => [0, 1, 2].map((zone) => service.active.filter(({ origin }) => origin.zone === zone).length);
  await until(() => service.isSteady && perZone().join() === "0,3,3");
  await until(() => {
    fewest = Math.min(fewest, service.tasks.filter(({ isHealthy }) => isHealthy).length);
    return service.isSteady && perZone().join() === "2,2,2";
  });
  expect(fewest).toBe(6);
  const moves = service.events.list.filter(({ message }) => message.includes("for rebalancing"));
  expect(moves).toHaveLength(2);
});

test("a switch of strategy is a rolling deployment at its moment", async () => {
  const change =
    "{ kind: strategy-switch, at: 0s, service: web, capacity: { FARGATE_SPOT: { weight: 1, market: calm } } }";
  const made = rig(yaml(calm, `incidents: [${change}]`));
  const { service } = made;
  service.launch(2);
  await until(() => service.isSteady);
  schedule(made);
  await until(() => service.deployment.number === 1 && service.isSteady);
  const active = service.tasks.filter(({ isActive }) => isActive);
  expect(active.map(({ origin }) => origin.provider)).toEqual(["FARGATE_SPOT", "FARGATE_SPOT"]);
});

test("tasks are stopped by StopTask's order at their moment, and replaced", async () => {
  const made = rig(yaml(calm, "incidents: [{ kind: stop-tasks, at: 0s, service: web, share: 40 % }]"));
  const { service } = made;
  service.launch(5);
  await until(() => service.isSteady);
  schedule(made);
  await until(() => service.tasks.length === 7 && service.isSteady);
  const stopped = service.tasks.filter(({ isActive }) => !isActive);
  expect(stopped.map(({ stop }) => stop?.stopCode)).toEqual(["UserInitiated", "UserInitiated"]);
  expect(historyOf(stopped[0], made)).toEqual(["fork", "register", "deregister", "SIGTERM"]);
});

test("what the local fleet does not do for a scenario is listed", () => {
  const quiet = scenario(yaml(`scaling: [], ${calm}`)).scenario;
  expect(leftOut(quiet)).toEqual([]);
  const demanding = scenario(yaml("fallback: { after: 1m }, healthCheck: { sharesCapacity: true }")).scenario;
  expect(leftOut(demanding)).toHaveLength(2); // it scales by metrics too
  const policy = "{ kind: target-tracking, metric: ECSServiceAverageMemoryUtilization, target: 60 % }";
  const byMemory = scenario(yaml(`scaling: [ ${policy} ]`)).scenario;
  expect(leftOut(byMemory)).toContainEqual(
    expect.stringContaining("memory of the local fleet is that of its processes"),
  );
});
