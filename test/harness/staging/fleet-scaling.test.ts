import { expect, test } from "vitest";
import { DegradationLoop } from "../../../harness/staging/scheduler/degradation-loop.js";
import { second } from "../../../scenarios/language/units/time.js";
import { requestService } from "../../../sim/scenario/index.js";
import { scenario } from "../../support/simulate.js";
import { yaml } from "./control-rig.js";
import { loop, report, runningTask, ToldTime } from "./scaling-rig.js";

test("CPU above its target scales out when three one-minute datapoints are visible, in proportion", () => {
  const { time, scheduler } = loop("{ kind: target-tracking, metric: cpu, target: 60 % }", { cpu: 0.9, perSecond: 0 });
  time.passTo((180 + 152) * second);
  expect(scheduler.desired).toBe(10);
  time.passTo((180 + 153) * second);
  expect(scheduler.desired).toBe(15);
});

test("high resolution decides after three datapoints of twenty seconds", () => {
  const policy = "{ kind: target-tracking, metric: cpu, target: 60 %, resolution: high }";
  const { time, scheduler } = loop(policy, { cpu: 0.9, perSecond: 0 });
  time.passTo((60 + 15) * second);
  expect(scheduler.desired).toBe(10);
  time.passTo((60 + 16) * second);
  expect(scheduler.desired).toBe(15);
});

test("requests are counted per minute and healthy target", () => {
  const policy = "{ kind: target-tracking, metric: requests-per-target, target: 200/min }";
  const { time, scheduler } = loop(policy, { cpu: 0, perSecond: 5 });
  time.passTo((180 + 153) * second);
  expect(scheduler.desired).toBe(15);
});

test("a draining task does not count as capacity to scale from", () => {
  const { time, scheduler, tasks } = loop("{ kind: target-tracking, metric: cpu, target: 60 % }", {
    cpu: 0.9,
    perSecond: 0,
  });
  const draining = [runningTask(), runningTask()];
  for (const task of draining) task.enter("DEACTIVATING");
  for (const task of draining) tasks.add(task);
  time.passTo((180 + 153) * second);
  expect(scheduler.desired).toBe(15);
});

test("memory is over draining tasks too", () => {
  const { time, scheduler, tasks } = loop("{ kind: target-tracking, metric: memory, target: 60 % }", {
    cpu: 0,
    perSecond: 0,
  });
  for (const task of tasks) report(task, { memoryMib: 0.5 * 2_048 });
  for (let count = 0; count < 10; count++) {
    const draining = runningTask();
    draining.enter("DEACTIVATING");
    report(draining, { memoryMib: 2_048 });
    tasks.add(draining);
  }
  time.passTo((180 + 153) * second);
  expect(scheduler.desired).toBe(13); // ⌈10 × 75 / 60⌉
});

test("an alarm on the maximum sees the one task that is busy", () => {
  const step = (statistic: string) =>
    `{ kind: step, metric: cpu, statistic: ${statistic}, threshold: 80 %, steps: [{ lowerBound: 0, adjustment: 1 }] }`;
  const desired = (statistic: string) => {
    const { time, scheduler, tasks } = loop(step(statistic), { cpu: 0.5, perSecond: 0 });
    const [busy] = tasks;
    for (let at = 1; at <= 240; at++) {
      report(busy, { cpuUsed: 0.9 * at * second });
      time.passTo(at * second);
    }
    return scheduler.desired;
  };
  expect([desired("Maximum"), desired("Average")]).toEqual([11, 10]);
});

// If it were due within the scenario's time, reading the scenario would have refused it; but a fleet may run for
// longer.
test("a scheduled action whose min would be above the max of that moment is refused, and the service says so", () => {
  const lowered = "{ kind: scheduled, cron: '1 11 * * *', bounds: { max: 12 } }";
  const crossing = "{ kind: scheduled, cron: '2 11 * * *', bounds: { min: 15 } }";
  const { time, scheduler, events } = loop(`${lowered}, ${crossing}`, { cpu: 0.5, perSecond: 0 });
  time.passTo((3 * 3_600 + 119) * second);
  expect(events.list).toEqual([]);
  time.passTo((3 * 3_600 + 180) * second);
  expect(scheduler.desired).toBe(10);
  expect(events.list.map(({ message }) => message)).toEqual([
    "(service web) was not scaled: a scheduled action is refused: its min would be above its max.",
  ]);
});

test("a metric without measurements changes nothing", () => {
  const { time, scheduler } = loop("{ kind: target-tracking, metric: cpu, target: 60 % }", {
    cpu: Number.NaN,
    perSecond: 0,
  });
  time.passTo(3_600 * second);
  expect(scheduler.desired).toBe(10);
});

test("a service under load makes its tasks degrade, and does not scale in meanwhile", () => {
  const degradation =
    "degradation: { signal: cpu, window: 10s, levels: [{ above: 80 %, cpuFactor: 0.5 }], restoreBelow: 40 %, holdAtLeast: 1m, suspendsScaleIn: true }";
  const { scenario: config } = scenario(yaml(degradation));
  const time = new ToldTime();
  const task = runningTask();
  const told: unknown[] = [];
  task.process = { pid: 0, send: (command) => told.push(command), kill: () => {} };
  const load = { used: 0, at: 0, share: 0.9 };
  const use = () => {
    load.used += load.share * (time.now() - load.at);
    load.at = time.now();
    return { used: load.used, reserved: time.now() };
  };
  const suspended: boolean[] = [];
  new DegradationLoop({
    config: requestService("web", config).degradation!,
    timers: time,
    meter: { cpu: use, queuedPerTask: () => 0 },
    tasks: () => [task],
    suspendScaleIn: (isSuspended) => void suspended.push(isSuspended),
    events: { degraded: () => {} },
  }).begin();
  time.passTo(30 * second);
  expect(told).toEqual([{ kind: "degradation", cpuFactor: 0.5, shed: 0 }]);
  load.share = 0.1;
  time.passTo(120 * second);
  expect(told).toHaveLength(2);
  expect(told[1]).toEqual({ kind: "degradation", cpuFactor: 1, shed: 0 });
  expect(suspended).toEqual([true, false]);
});
