import { expect, test } from "vitest";
import { partSize } from "../../sim/incidents/index.js";
import { IdleService } from "../pool/service.js";
import { onlyService, scenario, simulate } from "../support/simulate.js";

const onDemand = { FARGATE: { base: 0, weight: 1 } };
const told = ({ processes }: IdleService, pattern: RegExp) => processes.told.filter((what) => pattern.test(what));

test("a task that is stopped leaves the rotation and gets SIGTERM at once, without a drain, and is replaced meanwhile", () => {
  const service = new IdleService({ strategy: onDemand }).begin(3).until(100);
  for (const task of service.tasks) service.processes.busy[task] = 1;
  service.ecs.stopTasks(() => 1);
  expect([service.targets.healthy, service.active]).toEqual([2, [3, 0]]);
  service.until(1_000);
  expect(told(service, /stop-task|drain/)).toEqual([
    "100: SIGTERM, 30 s to go, stop-task",
    "130: process gone, stop-task", // SIGKILL, since something is in flight
  ]);
  expect(told(service, /^181: process up/)).toHaveLength(1); // a launch takes 81 s
});

test("how long it took until as many were healthy again is in the journal", () => {
  const service = new IdleService({ strategy: onDemand }).begin(3).until(100);
  service.ecs.stopTasks(() => 2);
  service.until(1_000);
  expect(service.events.slice(0, 3)).toEqual(["100: stop-tasks", "100: task-lost", "100: task-lost"]);
  const [replaced] = service.events.filter((event) => event.endsWith("replaced"));
  const second = Number.parseFloat(replaced);
  expect(second).toBeGreaterThanOrEqual(181); // RUNNING; the first good check comes within 30 s
  expect(second).toBeLessThanOrEqual(211);
  expect(service.ecs.lost.get("stop-task")).toBe(2);
  expect(service.ecs.replacementLags).toEqual([Math.round((second - 100) * 1e6)]);
});

test("which tasks are stopped does not depend on how many there are", () => {
  const order = (tasks: number) => {
    const { ecs, tasks: table } = new IdleService({ strategy: onDemand }).begin(tasks);
    const active = () => [...table].filter((task) => table.isActive(task) && table.isHealthy[task] === 1);
    return Array.from({ length: tasks }, () => {
      const before = active();
      ecs.stopTasks(() => 1);
      return before.find((task) => !active().includes(task))!;
    });
  };
  expect(order(8).filter((task) => task < 5)).toEqual(order(5));
});

test.each([
  [{ share: 0.1 }, 4, 1],
  [{ share: 0.1 }, 26, 3],
  [{ share: 1 }, 5, 5],
  [{ count: 3 }, 5, 3],
  [{ count: 9 }, 5, 5],
  [{ share: 0.5 }, 0, 0],
])("%j of %i running tasks are %i", (part, running, stopped) => {
  expect(partSize(part, running)).toBe(stopped);
});

const yaml = (onSigterm: string) => `
name: drill
region: us-east-1
clock: { duration: 2m, warmup: 10s }
demand: [{ name: visits, to: web, curve: 10/s, arrivals: even, request: { steps: [{ wait: 10ms }], writes: 1 } }]
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    desired: 2
    scaling: []
    abruptFailuresPerMonth: 0 %
    balancer: { algorithm: round-robin }
    drain: { onSigterm: ${onSigterm} }
    writeBuffer: { flushEvery: 10s, flushTakes: 1ms }
incidents: [{ kind: stop-tasks, at: 65s, service: web, count: 1 }]
`;

test("with the SIGTERM handler no write is lost; without it, those since the last flush are", () => {
  const [drained, exited] = ["drain", "exit"].map((how) => onlyService(simulate(scenario(yaml(how)))).writes);
  expect(drained).toMatchObject({ lost: 0, deadLettered: 0 });
  // Flushed at 60 s, stopped at 65 s, every other request of ten a second: 25, and one at either edge.
  expect(Math.abs(exited.lost - 25)).toBeLessThanOrEqual(1);
  expect(exited.flushed).toBe(exited.accepted - exited.lost);
});
