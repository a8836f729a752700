import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { balancerOrder, chooseCpu, pausesOf, taskOrder } from "../../../harness/staging/orders.js";
import type { TaskOrigin } from "../../../harness/staging/scheduler/fleet-task.js";
import { PauseList } from "../../../harness/staging/task/pause-list.js";
import { Pauses } from "../../../sim/cpu/index.js";
import { requestService } from "../../../sim/scenario/index.js";
import { Random } from "../../../workload/random.js";
import { scenario } from "../../support/simulate.js";

const text = `
name: orders
region: eu-west-1
clock: { duration: 1h }
demand:
  - name: calls
    to: web
    curve: 5/s
    request: { steps: [{ cpu: { kind: exponential, mean: 20ms } }, { wait: 1s }, { cpu: 5ms }] }
  - { name: chats, to: web, curve: 1/s, session: { idleTimeout: 90s, compression: true, message: { steps: [{ cpu: 1ms }] } } }
services:
  web:
    task: { cpu: 0.5 vCPU, memory: 1 GB, architecture: ARM64, arm64WorkFactor: 0.8, discipline: { kind: worker-pool, threads: 4 }, maxConcurrent: 10, queue: 20 }
    balancer: { algorithm: least-outstanding, idleTimeout: 30s }
    drain: { onSigterm: serve }
`;

const { scenario: config, data } = scenario(text);

test("a task is told to serve as the scenario's task does", () => {
  const order = taskOrder("t", {
    service: "web",
    scenario: config,
    tables: data.tables,
    cpu: "virtual",
    storeUrl: null,
  });
  expect(order).toMatchObject({
    cpu: { kind: "virtual", vcpu: 0.5, discipline: "worker-pool", workFactor: 0.8 },
    slots: 4,
    queueLimit: 26,
    onSigterm: "serve",
    sockets: { idleTimeout: 90_000_000, compression: true },
    work: [
      { kind: "cpu", duration: 20_000 },
      { kind: "wait", duration: 1_000_000 },
      { kind: "cpu", duration: 5_000 },
    ],
  });
});

test("a balancer is told the service's algorithm and idle timeout", () => {
  expect(balancerOrder("web", config, 7, 0)).toMatchObject({
    algorithm: "least-outstanding",
    idleTimeout: 30_000_000,
    seed: 7,
  });
});

test("CPU is burned when each vCPU has a core and there is one for the rest, and the fleet says why", () => {
  const cores = availableParallelism();
  const fits = new Map([["web", 2 * (cores - 1)]]);
  const tooMany = new Map([["web", 2 * cores]]);
  expect(chooseCpu(config, fits).kind).toBe("real");
  expect(chooseCpu(config, tooMany)).toMatchObject({
    kind: "virtual",
    why: expect.stringContaining("control-plane check"),
  });
});

test("a task is told when it pauses, as the simulated task of that ordinal does, and after the last pause starts again", () => {
  const { scenario: paused, data } = scenario(
    text.replace("queue: 20", "queue: 20, pauses: { every: 5s, lasts: 60ms }"),
  );
  const origin = { id: "t", service: "web", provider: "FARGATE", ordinal: 3, zone: 0 } as TaskOrigin;
  const told = pausesOf(origin, { scenario: paused, tables: data.tables }, 7);
  const simulated = new Pauses(
    requestService("web", paused).task.pauses!,
    data.tables,
    Random.stream(7, "pauses", "web", 3),
    0,
  );
  expect(told.slice(0, 2)).toEqual([
    { begins: simulated.begins, lasts: 60_000 },
    { begins: simulated.begins + 5_000_000, lasts: 60_000 },
  ]);
  expect(pausesOf(origin, { scenario: config, tables: data.tables }, 7)).toEqual([]);
  const list = new PauseList(told.slice(0, 2), 1_000);
  const begins = Array.from({ length: 4 }, () => {
    const at = list.begins;
    list.next();
    return at;
  });
  expect([...begins].sort((a, b) => a - b)).toEqual(begins);
  expect(begins[2]).toBeGreaterThan(begins[1] + 60_000 - 1);
});
