import { expect, test } from "vitest";
import { requestService } from "../../../sim/scenario/index.js";
import { historyOf, rig, until, yaml } from "./control-rig.js";

test("the first tasks come up at once, placed as the strategy says and spread over the zones", async () => {
  const { service } = rig(
    yaml("capacity: { FARGATE: { base: 1, weight: 1 }, FARGATE_SPOT: { weight: 1, market: calm } }"),
  );
  service.launch(5);
  await until(() => service.isSteady);
  expect(service.tasks.filter(({ origin }) => origin.provider === "FARGATE_SPOT")).toHaveLength(2);
  expect(service.tasks.map(({ origin }) => origin.zone)).toEqual([0, 1, 2, 0, 1]);
});

test("a launch takes the scenario's own lags, divided, in the order of ECS's states", async () => {
  const { service } = rig(
    yaml("launch: { schedule: 0s, provision: 40s, pullPerGib: 0s, create: 60s, createPerGib: 0s, boot: 0s }"),
  );
  service.launch(0);
  service.setDesired(1);
  await until(() => service.isSteady && service.desired === 1);
  const [{ times }] = service.tasks;
  expect(times.pullStarted! - times.created).toBeGreaterThanOrEqual(39);
  expect(times.started! - times.pullStarted!).toBeGreaterThanOrEqual(59);
});

test("the process of a task starts while the lags of its launch run, not after them", async () => {
  const made = rig(yaml("launch: { provision: 300s }"));
  made.service.launch(0);
  made.service.setDesired(1);
  await until(() => made.service.tasks.length === 1);
  const [task] = made.service.tasks;
  expect([task.state, historyOf(task, made)]).toEqual(["PROVISIONING", ["fork"]]);
});

test("the lags are those that the simulator draws for the same tasks", async () => {
  const { LaunchTimes } = await import("../../../sim/capacity/launch.js");
  const { LaunchTimes: Ours } = await import("../../../harness/staging/scheduler/launch-times.js");
  const { read } = rig(yaml("desired: 1"));
  const { launch, healthCheck } = requestService("web", read.scenario);
  const { tables } = read.data;
  const simulated = new LaunchTimes(7, "web", launch, tables).draw(3, 0.5);
  const options = {
    seed: 7,
    service: "web",
    launch,
    tables,
    imageGib: 0.5,
    checks: { target: healthCheck, container: null, gracePeriod: healthCheck.gracePeriod },
    faster: 1,
  };
  const { provisioning, pending, deprovisioning } = new Ours(options).draw(3);
  expect(provisioning).toBe(simulated.provisioning);
  expect(Math.abs(pending - simulated.pending)).toBeLessThanOrEqual(1);
  expect(deprovisioning).toBe(simulated.deprovisioning);
});

test("scale-in leaves the balancer first, drains for the whole delay though nothing is in flight, then sends SIGTERM", async () => {
  const made = rig(yaml("desired: 2, drain: { deregistrationDelay: 300ms }"));
  const { service } = made;
  service.launch(2);
  await until(() => service.isSteady);
  service.setDesired(1);
  await until(() => service.tasks.some(({ state }) => state === "DEACTIVATING"));
  const task = service.tasks.find(({ state }) => state === "DEACTIVATING")!;
  expect(historyOf(task, made)).toEqual(["fork", "register", "deregister"]);
  await until(() => task.state === "STOPPED");
  expect(historyOf(task, made)).toEqual(["fork", "register", "deregister", "cut", "SIGTERM"]);
  expect(task.times.executionStopped! - task.times.stopping!).toBeGreaterThanOrEqual(290);
  expect(task.stop?.stopCode).toBe("ServiceSchedulerInitiated");
  expect(task.exitCode).toBe(0);
});

test("a task that ignores SIGTERM is killed after its stop timeout", async () => {
  const made = rig(yaml("desired: 1, drain: { stopTimeout: 2s }"));
  const { service, habits } = made;
  habits.obeysSigterm = false;
  service.launch(1);
  await until(() => service.isSteady);
  const [task] = service.tasks;
  service.stopTask(task, undefined);
  await until(() => task.state === "STOPPED");
  expect(historyOf(task, made)).toEqual(["fork", "register", "deregister", "SIGTERM", "SIGKILL"]);
  expect(task.times.executionStopped! - task.times.stopping!).toBeGreaterThanOrEqual(1_990);
});

test("a task that was stopped is replaced at the provider that is then short of tasks", async () => {
  const { service } = rig(yaml("capacity: { FARGATE: { weight: 1 }, FARGATE_SPOT: { weight: 1, market: calm } }"));
  service.launch(2);
  await until(() => service.isSteady);
  const spot = service.tasks.find(({ origin }) => origin.provider === "FARGATE_SPOT")!;
  service.stopTask(spot, "drill");
  await until(() => service.isSteady);
  const [, replacement] = service.tasks.filter(({ origin }) => origin.provider === "FARGATE_SPOT");
  expect(replacement).toMatchObject({ isHealthy: true, origin: { ordinal: 2 } });
});

test("a Spot interruption sends SIGTERM before the task leaves the balancer, and a crunch leaves nothing to replace it", async () => {
  const crunch = "incidents: [{ kind: spot-crunch, at: 0s, market: calm, takes: 100 %, within: 0s, lasts: 1h }]";
  const made = rig(
    yaml("capacity: { FARGATE_SPOT: { weight: 1, market: calm } }, drain: { deregistrationLag: 100ms }", crunch),
  );
  const { service, timers } = made;
  service.launch(1);
  await until(() => service.isSteady);
  const [task] = service.tasks;
  timers.agree(process.hrtime.bigint());
  service.begin();
  await until(() => task.state === "STOPPED" && !task.isHealthy);
  expect(historyOf(task, made)).toEqual(["fork", "register", "SIGTERM", "deregister"]);
  expect(task.stop).toMatchObject({ stopCode: "SpotInterruption", failure: "interrupted" });
  expect(service.tasks).toHaveLength(1);
  expect(service.events.list[0].message).toMatch(
    /^\(service web\) was unable to place a task. Reason: Capacity is unav/,
  );
});

test("a new deployment replaces task by task and is never below the minimum", async () => {
  const made = rig(yaml("desired: 3, deployment: { minimumHealthyPercent: 100 %, maximumPercent: 150 % }"));
  const { service } = made;
  service.launch(3);
  await until(() => service.isSteady);
  let fewest = 3;
  service.deploy({ FARGATE_SPOT: { base: 0, weight: 1, market: "calm" } });
  await until(() => {
    fewest = Math.min(fewest, service.tasks.filter(({ isHealthy }) => isHealthy).length);
    return service.isSteady;
  });
  expect(fewest).toBe(3);
  const active = service.tasks.filter(({ isActive }) => isActive);
  expect(active.map(({ origin }) => origin.provider)).toEqual(["FARGATE_SPOT", "FARGATE_SPOT", "FARGATE_SPOT"]);
});

// A thousand times as fast: RUNNING at once and checks every 30 ms, the second of which fails, since the task boots for
// 120 ms.
const slowBoot =
  "launch: { schedule: 0s, provision: 0s, pullPerGib: 0s, create: 0s, createPerGib: 0s, boot: 120s, deprovision: 0s }";

test("a boot that outlasts the health checks is stopped, drained and started again and again, while the first tasks serve", async () => {
  const made = rig(yaml(`desired: 1, ${slowBoot}`));
  const { service } = made;
  service.launch(1);
  await until(() => service.isSteady);
  service.setDesired(2);
  const failed = () =>
    service.tasks.filter(({ stop }) => stop?.stoppedReason.startsWith("Task failed ELB health checks"));
  await until(() => failed().filter(({ state }) => state === "STOPPED").length >= 3);
  expect(historyOf(failed()[0], made)).toEqual(["fork", "cut", "SIGTERM"]); // it was never in the rotation
  expect(service.tasks.filter(({ isHealthy }) => isHealthy)).toHaveLength(1);
});

test("and stays when the grace period covers the boot and five good checks", async () => {
  const { service } = rig(yaml(`desired: 1, ${slowBoot}, healthCheck: { gracePeriod: 5m }`));
  service.launch(1);
  service.setDesired(2);
  await until(() => service.isSteady && service.tasks.length === 2);
  expect(service.tasks.every(({ isHealthy }) => isHealthy)).toBe(true);
});

test("a deployment of such tasks fails by its circuit breaker and is rolled back: the old tasks stay", async () => {
  const { service } = rig(
    yaml(`desired: 2, ${slowBoot}, deployment: { circuitBreaker: { enable: true, rollback: true } }`),
  );
  service.launch(2);
  await until(() => service.isSteady);
  const { id } = service.deployment;
  service.deploy({ FARGATE_SPOT: { base: 0, weight: 1, market: "calm" } });
  await until(() => service.events.list.some(({ message }) => message.includes(`rolling back to deployment ${id}`)));
  await until(() => service.isSteady);
  const active = service.tasks.filter(({ isActive }) => isActive);
  expect(active.map(({ origin }) => origin.provider)).toEqual(["FARGATE", "FARGATE"]);
});

/** Checks more frequent than a scenario may have, so that a start has to answer at once. */
const quickly = { interval: 20_000, timeout: 1_000_000, healthyThreshold: 2 };

test("a task that fails its health checks gets no more requests, is replaced, and stops when its replacement is healthy", async () => {
  const made = rig(yaml("desired: 2, launch: { boot: 0s }"), quickly);
  const { service, habits } = made;
  service.launch(2);
  await until(() => service.isSteady);
  const [sick] = service.tasks;
  habits.sick.add(sick.id);
  await until(() => sick.isFailing);
  expect(historyOf(sick, made)).toEqual(["fork", "register", "deregister"]);
  await until(() => sick.state === "STOPPED" && service.isSteady);
  expect(sick.stop).toMatchObject({ stopCode: "ServiceSchedulerInitiated", isForHealth: true });
  const [, , replacement] = service.tasks;
  expect(replacement.times.started!).toBeLessThanOrEqual(sick.times.stopping!);
  expect(service.tasks).toHaveLength(3);
});

test("when all tasks fail their checks, requests still go to them; one that passes again stays", async () => {
  const made = rig(yaml("desired: 2, deployment: { minimumHealthyPercent: 100 %, maximumPercent: 100 % }"), {
    ...quickly,
    gracePeriod: 1_000_000_000_000, // longer than the test, even a thousand times as fast
  });
  const { service, habits } = made;
  service.launch(2);
  await until(() => service.isSteady);
  const tasks = service.tasks;
  for (const { id } of tasks) habits.sick.add(id);
  await until(() => tasks.every(({ isFailing }) => isFailing));
  const registered = (task: (typeof tasks)[number]) =>
    historyOf(task, made)
      .filter((what) => what.endsWith("register"))
      .at(-1) === "register";
  expect(tasks.map(registered)).toEqual([true, true]);
  habits.sick.delete(tasks[0].id);
  await until(() => tasks[0].isHealthy);
  expect(tasks.map(registered)).toEqual([true, false]);
  habits.sick.clear();
  await until(() => service.isSteady);
  expect(tasks.map(registered)).toEqual([true, true]);
  expect(service.tasks).toHaveLength(2);
});

test("Spot tasks that have been missing for long enough get substitutes on demand", async () => {
  const crunch = "incidents: [{ kind: spot-crunch, at: 0s, market: calm, takes: 100 %, within: 0s, lasts: 1h }]";
  const { service, timers } = rig(
    yaml("capacity: { FARGATE_SPOT: { weight: 1, market: calm } }, fallback: { after: 200ms }", crunch),
  );
  service.launch(2);
  await until(() => service.isSteady);
  timers.agree(process.hrtime.bigint());
  service.begin();
  await until(() => service.active.filter(({ isHealthy }) => isHealthy).length === 2 && service.tasks.length === 4);
  const taken = Math.min(...service.tasks.slice(0, 2).map(({ times }) => times.stopping!));
  for (const { origin, times } of service.active) {
    expect(origin).toMatchObject({ provider: "FARGATE", isSubstitute: true });
    expect(times.created - taken).toBeGreaterThanOrEqual(199);
  }
});

test("tasks that cannot start are not forked over and over", async () => {
  const made = rig(yaml("desired: 1, launchRetry: { failedStart: { initial: 10s, factor: 2, max: 15m } }"));
  made.habits.starts = false;
  made.service.launch(1);
  await until(() => made.service.tasks[0]?.state === "STOPPED");
  expect(made.log.filter((line) => line.startsWith("fork"))).toHaveLength(1);
  expect(made.service.tasks[0].stop?.stopCode).toMatch(/TaskFailedToStart|EssentialContainerExited/);
});

test("a scheduled action is due by the fleet's time zero, and moves the desired count at once", async () => {
  const { service, timers } = rig(
    yaml("desired: 1, scaling: [{ kind: scheduled, cron: '45 8 * * *', bounds: { min: 3, max: 9 } }]"),
  );
  service.launch(1);
  const tenthBefore845 = 45n * 60_000_000_000n - 100_000_000n;
  timers.agree(process.hrtime.bigint() - tenthBefore845);
  service.begin();
  expect(service.desired).toBe(1);
  await until(() => service.isSteady && service.desired === 3);
  expect(service.events.list.some(({ message }) => message.includes("has set its desired count to 3"))).toBe(true);
});

test("an account's vCPU quota is counted, freed by what stops, and refuses what is beyond it", async () => {
  const { service } = rig(yaml("desired: 1", "account: { vcpuQuota: { FARGATE: 2 } }"));
  service.launch(1);
  service.setDesired(3);
  await until(() => service.tasks.filter(({ isHealthy }) => isHealthy).length === 2);
  expect(service.events.list.some(({ message }) => message.includes("the limit on the number of vCPUs"))).toBe(true);
  service.stopTask(service.tasks[0], undefined);
  await until(() => service.tasks[2]?.isHealthy);
  expect(service.tasks).toHaveLength(3);
});
