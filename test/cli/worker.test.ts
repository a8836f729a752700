import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { RedisServer, redisMissing } from "../support/redis-server.js";
import { expectOnceUnderLock, expectSameOverRedis, smallScenario, startWorker } from "./queue-calls.js";
import { emptyFolder, endOf, main, sim, startSim } from "./sim.js";

const secret = "correct-horse";

describe.skipIf(redisMissing !== null)(`a queue of trials${redisMissing === null ? "" : `: ${redisMissing}`}`, () => {
  test("a sweep over Redis ends with the bytes of a local one, though a worker is killed and Redis goes for a while", async () => {
    await expectSameOverRedis(12, 1_000);
  });

  test("a prediction as narrow as asked over Redis is that of this machine, byte for byte", async () => {
    const redis = await RedisServer.start();
    startWorker(redis);
    const folder = emptyFolder();
    const call = [
      "run",
      smallScenario(folder),
      "--precision",
      "1%",
      "--replications",
      "12",
      "--quiet",
      "--format",
      "json",
    ];
    const local = sim([...call, "--workers", "1"]);
    expect(local.code).toBe(0);
    expect(await endOf(startSim([...call, "--queue", redis.url]))).toEqual(local);
  });

  test("a replication of three times the lock is begun once and never fails", async () => {
    await expectOnceUnderLock(0.5);
  });

  test("a worker whose Redis is gone leaves all the same", async () => {
    const redis = await RedisServer.start();
    const worker = startWorker(redis);
    const end = endOf(worker);
    await once(worker.stderr, "data");
    await redis.stop();
    worker.kill("SIGTERM");
    expect(await end).toMatchObject({ code: 0, stderr: expect.stringContaining("left the queue") });
  });

  test("a wrong password is said to be wrong, and not shown", async () => {
    const redis = await RedisServer.start(() => ["--requirepass", "battery-staple"]);
    const url = `redis://:${secret}@127.0.0.1:${redis.port}`;
    const { code, stderr } = sim(["worker", "--queue", url]);
    expect({ code, stderr }).toEqual({ code: 6, stderr: `no queue at ${redis.url}: user or password are wrong\n` });
  });
});

test("a queue where nobody answers is a problem of the environment, said after a few tries", async () => {
  const url = `redis://:${secret}@127.0.0.1:1`;
  const call = ["sweep", smallScenario(emptyFolder()), "--vary", "seed=1,2", "--queue", url];
  const { code, stderr } = await endOf(startSim(call));
  expect({ code, stderr }).toEqual({
    code: 6,
    stderr: "no queue at redis://127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1\n",
  });
});

test.each([
  [["worker"], /expected --queue with the URL of a Redis/],
  [["worker", "--queue", `http://:${secret}@queue.internal`], /--queue: expected the URL of a Redis, such as redis:/],
])("a call without a good queue is refused: sim %j", (args, said) => {
  const { code, stderr } = sim(args);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(said) });
  expect(stderr).not.toContain(secret);
});

/** A module that lets no other find ioredis, as where it is not installed. */
const without = `import { register } from "node:module";
register("data:text/javascript," + encodeURIComponent(\`
  export async function resolve(name, context, next) {
    if (name !== "ioredis") return next(name, context);
    throw Object.assign(new Error("not installed"), { code: "ERR_MODULE_NOT_FOUND" });
  }\`));`;

test("where ioredis is not installed, a queue is refused with how to install it", () => {
  const hidden = `data:text/javascript,${encodeURIComponent(without)}`;
  const call = ["--import", hidden, main, "worker", "--queue", "redis://127.0.0.1:1"];
  const { status, stderr } = spawnSync(process.execPath, call, { encoding: "utf8" });
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: "a queue needs the package ioredis, which is not installed: npm install ioredis\n",
  });
});
