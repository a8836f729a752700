import { request } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { headers } from "../../../../harness/protocol.js";
import type { BalancerOrder } from "../../../../harness/staging/balancer/balancer-process.js";
import { BuiltInBalancer } from "../../../../harness/staging/balancer/built-in.js";
import { Targets } from "../../../../harness/staging/balancer/targets.js";
import { createBalancer } from "../../../../sim/targets/index.js";
import { converse } from "../task/conversation.js";
import { closeAll, openTask } from "../task/open-task.js";
import { endAll, startTask } from "../task/processes.js";
import { closeOrigins, type HeldRequest, openOrigin } from "./origin.js";

const open = new Set<BuiltInBalancer>();

afterEach(async () => {
  for (const balancer of open) balancer.close();
  open.clear();
  closeOrigins();
  closeAll();
  await endAll();
});

/** Opens a balancer with three origins, `a`, `b` and `c`, which hold their requests until the test answers them. */
async function openBalancer(changes: Partial<BalancerOrder> = {}, origins: readonly string[] = ["a", "b", "c"]) {
  const order: BalancerOrder = {
    kind: "order",
    service: "web",
    port: 0,
    software: "built-in",
    algorithm: "least-outstanding",
    slowStart: 0,
    nodes: 1,
    idleTimeout: 60_000_000,
    seed: 1,
    ...changes,
  };
  const targets = new Targets(createBalancer(order, order.seed, "web"));
  const balancer = new BuiltInBalancer(order, targets);
  open.add(balancer);
  const arrived: HeldRequest[] = [];
  const waiting: ((request: HeldRequest) => void)[] = [];
  for (const origin of origins) {
    const port = await openOrigin(origin, (held) => {
      const next = waiting.shift();
      if (next === undefined) arrived.push(held);
      else next(held);
    });
    balancer.register(origin, port);
  }
  const url = `http://127.0.0.1:${await balancer.listen(0)}`;
  return {
    balancer,
    url,
    /** Resolves to the next request that reaches an origin. */
    next: () =>
      new Promise<HeldRequest>((resolve) => {
        const first = arrived.shift();
        if (first === undefined) waiting.push(resolve);
        else resolve(first);
      }),
    /** Number of outstanding requests by target. */
    outstanding: () => Object.fromEntries(targets.metrics.map(({ task, outstanding }) => [task, outstanding])),
  };
}

describe("targets", () => {
  test("the one with the fewest outstanding requests is chosen, and equals in turn", async () => {
    const { url, next, outstanding } = await openBalancer();
    const answers: Promise<Response>[] = [];
    const held: HeldRequest[] = [];
    const ask = async () => {
      answers.push(fetch(url));
      held.push(await next());
      return held.at(-1)!.origin;
    };
    expect([await ask(), await ask(), await ask(), await ask()]).toEqual(["a", "b", "c", "a"]);
    held[1].response.end();
    await answers[1];
    expect(outstanding()).toEqual({ a: 2, b: 0, c: 1 });
    expect([await ask(), await ask(), await ask()]).toEqual(["b", "c", "b"]);
    for (const { response } of held) response.end();
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(outstanding()).toEqual({ a: 0, b: 0, c: 0 });
  });

  test("one that is deregistered gets nothing new and finishes what it has", async () => {
    const { balancer, url, next } = await openBalancer({}, ["a", "b"]);
    const first = fetch(url);
    const held = await next();
    balancer.deregister("a");
    for (let asked = 0; asked < 3; asked++) {
      const answer = fetch(url);
      const { origin, response } = await next();
      expect(origin).toBe("b");
      response.end();
      await answer;
    }
    held.response.end();
    expect((await first).status).toBe(200);
    const { attempts, targets } = await balancer.metrics();
    expect(attempts).toBe(4);
    expect(targets).toEqual([{ task: "b", isRegistered: true, requests: 3, outstanding: 0 }]);
  });

  test("one that is cut loses what it still has", async () => {
    const { balancer, url, next } = await openBalancer({}, ["a"]);
    const answer = fetch(url);
    await next();
    balancer.deregister("a");
    balancer.cut("a");
    await expect(answer).rejects.toThrow();
    expect((await balancer.metrics()).targets).toEqual([]);
  });
});

describe("failures", () => {
  test("without a target the balancer answers 503 by itself", async () => {
    const { url } = await openBalancer({}, []);
    const answer = await fetch(url);
    expect([answer.status, answer.headers.get(headers.cause)]).toEqual([503, "noCapacity"]);
  });

  test("a client that disconnects is no longer outstanding", async () => {
    const { url, next, outstanding } = await openBalancer();
    const asking = request(url);
    asking.on("error", () => {});
    asking.end();
    await next();
    expect(outstanding()).toEqual({ a: 1, b: 0, c: 0 });
    asking.destroy();
    await expect.poll(outstanding).toEqual({ a: 0, b: 0, c: 0 });
  });

  test("a target that refuses connections gives 502, and the count stays exact", async () => {
    const { balancer, url, outstanding } = await openBalancer({}, []);
    balancer.register("gone", 9); // a port that no other program is given at random
    const answer = await fetch(url);
    expect([answer.status, answer.headers.get(headers.cause)]).toEqual([502, "interrupted"]);
    await expect.poll(outstanding).toEqual({ gone: 0 });
  });

  test("an answer that is cut off is cut off for the client too", async () => {
    const { url, next, outstanding } = await openBalancer();
    const answer = fetch(url);
    const { response } = await next();
    response.writeHead(200, { "content-length": 100 });
    response.write("half of it");
    const begun = await answer;
    response.destroy();
    await expect(begun.text()).rejects.toThrow();
    await expect.poll(outstanding).toEqual({ a: 0, b: 0, c: 0 });
  });

  test("a target that does not answer in time gives 504", async () => {
    const { url, outstanding } = await openBalancer({ idleTimeout: 200_000 });
    const answer = await fetch(url);
    expect([answer.status, answer.headers.get(headers.cause)]).toEqual([504, "timeout"]);
    await expect.poll(outstanding).toEqual({ a: 0, b: 0, c: 0 });
  });

  test("a task that is killed during a request gives 502 with the given cause", async () => {
    const { balancer, url, outstanding } = await openBalancer({}, []);
    const task = await startTask();
    balancer.register("task-1", Number(new URL(task.url).port));
    balancer.stopping("task-1", "taskLost");
    const client = await converse(url);
    const answer = fetch(url, { headers: { [headers.steps]: "wait=600000000" } });
    client.say({ id: "a", steps: "wait=10000000", parts: 1_000 });
    await client.part("a", 0);
    task.child.kill("SIGKILL");
    const { status, headers: told } = await answer;
    expect([status, told.get(headers.cause)]).toEqual([502, "taskLost"]);
    expect(await client.closed).toBe(1006);
    await expect.poll(outstanding).toEqual({ "task-1": 0 });
  });
});

describe("WebSocket", () => {
  test("a connection goes through to one task and counts until it is closed", async () => {
    const { balancer, url, outstanding } = await openBalancer({}, []);
    const task = await openTask();
    balancer.register("task-1", Number(new URL(task.url).port));
    const client = await converse(url);
    client.say({ id: "a", steps: "cpu=1000" });
    expect((await client.end("a")).last).toBe(true);
    expect(outstanding()).toEqual({ "task-1": 1 });
    client.socket.close();
    expect(await client.closed).toBe(1005);
    await expect.poll(outstanding).toEqual({ "task-1": 0 });
  });

  test("without a target the upgrade is refused", async () => {
    const { url } = await openBalancer({}, []);
    await expect(converse(url)).rejects.toThrow("503");
  });

  test("a connection without traffic is cut", async () => {
    const { balancer, url } = await openBalancer({ idleTimeout: 200_000 }, []);
    const task = await openTask();
    balancer.register("task-1", Number(new URL(task.url).port));
    const client = await converse(url);
    expect(await client.closed).toBe(1006);
  });
});
