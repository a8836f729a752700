import { expect, test } from "vitest";
import { DegradationLoop } from "../../../harness/staging/scheduler/degradation-loop.js";
import { createDeployment } from "../../../harness/staging/scheduler/deployment.js";
import { FleetTask } from "../../../harness/staging/scheduler/fleet-task.js";
import { ScalingLoop } from "../../../harness/staging/scheduler/scaling-loop.js";
import { ServiceEvents } from "../../../harness/staging/scheduler/service-events.js";
import { second } from "../../../scenarios/language/units/time.js";
import { Clock } from "../../../workload/index.js";
import { scenario } from "../../support/simulate.js";
import { yaml } from "./control-rig.js";

/** Time that passes only when it is told to; what is due happens in its order. */
class ToldTime {
  #now = 0;
  #due: { readonly at: number; readonly action: () => void }[] = [];

  readonly now = () => this.#now;

  at(instant: number, action: () => void): () => void {
    if (instant < Infinity) this.#due.push({ at: instant, action });
    return () => {};
  }

  after(delay: number, action: () => void): () => void {
    return this.at(this.#now + delay, action);
  }

  passTo(end: number): void {
    for (;;) {
      const next = this.#due.toSorted((a, b) => a.at - b.at).find(({ at }) => at <= end);
      if (next === undefined) break;
      this.#due = this.#due.filter((each) => each !== next);
      this.#now = Math.max(this.#now, next.at);
      next.action();
    }
    this.#now = end;
  }
}

/** It has been running for a day. */
function runningTask(): FleetTask {
  const deployment = createDeployment(0, { FARGATE: { base: 0, weight: 1 } });
  const task = new FleetTask({ id: "t", service: "web", provider: "FARGATE", ordinal: 0, zone: 0, deployment });
  task.enter("RUNNING");
  task.times = { ...task.times, started: Date.now() - 86_400_000 };
  task.isHealthy = true;
  return task;
}

/** A service of ten tasks under its policies; each uses `cpu` of its vCPU, and gets `perSecond` requests. */
function loop(scaling: string, { cpu, perSecond }: { readonly cpu: number; readonly perSecond: number }) {
  const { scenario: config } = scenario(yaml(`scaling: [${scaling}]`));
  const time = new ToldTime();
  const events = new ServiceEvents("web");
  const tasks = new Set(Array.from({ length: 10 }, runningTask));
  const scheduler = {
    ...{ desired: 10, isDeploying: false, tasks, active: [...tasks] },
    setDesired(desired: number) {
      this.desired = desired;
    },
  };
  const made = new ScalingLoop({
    config: config.services.web,
    autoscaling: config.autoscaling,
    clock: new Clock(config.clock),
    timers: time,
    meter: {
      cpu: () => ({ used: 10 * cpu * time.now(), reserved: 10 * time.now() }),
      queuedPerTask: () => 0,
      memoryUse: () => 0,
    },
    scheduler,
    events,
    attempts: () => Math.round((10 * perSecond * time.now()) / second),
  });
  made.begin();
  return { time, scheduler, tasks, events };
}

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

test("a task that drains is no capacity to scale from", () => {
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

test("an alarm on the maximum sees the one task that is busy", () => {
  const step = (statistic: string) =>
    `{ kind: step, metric: cpu, statistic: ${statistic}, threshold: 80 %, steps: [{ lowerBound: 0, adjustment: 1 }] }`;
  const desired = (statistic: string) => {
    const { time, scheduler, tasks } = loop(step(statistic), { cpu: 0.5, perSecond: 0 });
    const [busy] = tasks;
    for (let at = 1; at <= 240; at++) {
      const metrics = {
        ...{ requests: 0, inFlight: 0, queued: 0, connections: 0, memoryMib: 0 },
        cpuUsed: 0.9 * at * second,
      };
      busy.metrics = { kind: "metrics", writes: { accepted: 0, flushed: 0, deadLettered: 0 }, ...metrics };
      time.passTo(at * second);
    }
    return scheduler.desired;
  };
  expect([desired("Maximum"), desired("Average")]).toEqual([11, 10]);
});

// Within the time of the scenario it would have been refused as that was read; a fleet may stay up for longer.
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

test("what nobody has measured moves nothing", () => {
  const { time, scheduler } = loop("{ kind: target-tracking, metric: cpu, target: 60 % }", {
    cpu: Number.NaN,
    perSecond: 0,
  });
  time.passTo(3_600 * second);
  expect(scheduler.desired).toBe(10);
});

test("a service under load tells its tasks to answer for less, and does not scale in meanwhile", () => {
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
    config: config.services.web.degradation!,
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
