import { expect, onTestFinished, test } from "vitest";
import { EcsFleet } from "../../../harness/ecs/client.js";
import type { EcsTask } from "../../../harness/ecs/shapes.js";
import { EcsWatch, KnownTasks } from "../../../harness/ecs/watch.js";
import { ecsOf, rig, until, yaml } from "../staging/control-rig.js";

const mixed = "capacity: { FARGATE: { base: 1, weight: 1 }, FARGATE_SPOT: { weight: 1, market: calm } }";

test("a watch records a service's size, its Spot tasks and its events in the series", async () => {
  const made = rig(yaml(mixed));
  const { service } = made;
  service.launch(3);
  await until(() => service.isSteady);
  const { endpoint } = await ecsOf(made);
  const fleet = new EcsFleet({ cluster: "rig", service: "web", endpointUrl: endpoint });
  const watch = new EcsWatch({
    fleets: new Map([["web", fleet]]),
    timeZeroNs: process.hrtime.bigint(),
    duration: 60_000_000,
    pollMs: 20,
  });
  onTestFinished(() => {
    watch.stop();
    fleet.close();
  });
  await until(() => watch.running !== null);
  expect(watch.running).toEqual({ web: 3 });
  service.stopTask(service.tasks[0], "a drill");
  await until(() => watch.events.length === 2);
  const { services, events } = watch.stop();
  expect(events.map(({ kind }) => kind).sort()).toEqual(["task-started", "task-stopped"]);
  expect(services.web.tasksLost).toEqual({ "stop-task": 1 });
  expect([services.web.desired[0], services.web.cpu[0]]).toEqual([3, Number.NaN]);
  expect(services.web.spot[0]).toBeGreaterThan(0);
  expect(watch.problem).toBeNull();
});

const task = (arn: string, more: Partial<EcsTask> = {}): EcsTask => ({
  arn: `arn:aws:ecs:eu-west-1:1:task/shop/${arn}`,
  provider: "FARGATE_SPOT",
  lastStatus: "RUNNING",
  desiredStatus: "RUNNING",
  healthStatus: "UNKNOWN",
  stopCode: null,
  stoppedReason: null,
  startedAt: null,
  stoppingAt: null,
  stoppedAt: null,
  ...more,
});

test("tasks at the first look make no events; tasks that come or go later are reported once, with the reason", () => {
  const book = new KnownTasks("web");
  const gone = task("old", { desiredStatus: "STOPPED", stopCode: "UserInitiated" });
  const taken = { desiredStatus: "STOPPED", stopCode: "SpotInterruption", stoppedReason: "Your Spot Task" } as const;
  book.observe(-5, [gone, task("a"), task("b")]);
  book.observe(10, [gone, task("a", taken), task("b")]);
  book.observe(20, [gone, task("a", { ...taken, lastStatus: "STOPPED" }), task("b"), task("c")]);
  expect(book.events.map(({ at, kind, message }) => [at, kind, message])).toEqual([
    [10, "task-stopped", "a FARGATE_SPOT task stops: SpotInterruption: Your Spot Task"],
    [20, "task-started", "a FARGATE_SPOT task is started"],
  ]);
  expect(book.lost).toEqual({ spot: 1 });
});

test("a task that its own service stops is reported, but not as lost", () => {
  const book = new KnownTasks("web");
  book.observe(0, [task("a")]);
  book.observe(10, [task("a", { desiredStatus: "STOPPED", stopCode: "ServiceSchedulerInitiated" })]);
  expect([book.events.length, book.lost]).toEqual([1, {}]);
});
