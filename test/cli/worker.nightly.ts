import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { QueueRunner } from "../../sim/experiments/queue/queue-runner.js";
import { queueAddress } from "../../sim/experiments/queue/redis.js";
import type { EndedTrial } from "../../sim/experiments/trial.js";
import { RedisServer, redisMissing } from "../support/redis-server.js";
import { expectOnceUnderLock, expectSameOverRedis } from "./queue-calls.js";
import { emptyFolder, endOf, startSim } from "./sim.js";

const secret = "correct-horse";

describe.skipIf(redisMissing !== null)(
  `a queue of trials at length${redisMissing === null ? "" : `: ${redisMissing}`}`,
  () => {
    test("500 configurations over Redis, with a worker killed and Redis gone for ten seconds", async () => {
      await expectSameOverRedis(500, 10_000);
    });

    test("a replication of six seconds under a lock of two is begun once and never fails", async () => {
      await expectOnceUnderLock(2);
    });

    test("a worker of a Redis with a password and TLS shows the password to nobody", async () => {
      const folder = emptyFolder();
      const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
      const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"];
      const made = [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        ...subject,
        "-keyout",
        key,
        "-out",
        cert,
      ];
      execFileSync("openssl", made, { stdio: "ignore" });
      const tls = ["--tls-cert-file", cert, "--tls-key-file", key, "--tls-auth-clients", "no"];
      const redis = await RedisServer.start((port) => [
        "--port",
        "0",
        "--tls-port",
        `${port}`,
        ...tls,
        "--requirepass",
        secret,
      ]);
      const env = {
        ...process.env,
        NODE_EXTRA_CA_CERTS: cert,
        FLEETCAST_QUEUE: `rediss://:${secret}@127.0.0.1:${redis.port}`,
      };
      const worker = startSim(["worker", "--workers", "1"], { env });
      const end = endOf(worker);
      await once(worker.stderr, "data");
      worker.kill("SIGTERM");
      const { code, stderr } = await end;
      expect({ code, stderr }).toEqual({
        code: 0,
        stderr: expect.stringContaining(`at rediss://127.0.0.1:${redis.port};`),
      });
      expect(stderr).not.toContain(secret);
    });

    test("a trial that takes every worker with it is broken after four of them, and no other is", async () => {
      const redis = await RedisServer.start();
      const tell = () => {};
      const runner = await QueueRunner.open({ address: queueAddress(redis.url)!, tell });
      onTestFinished(() => runner.close());
      const scenario = { resolved: "name: web", files: new Map(), replications: 4 };
      const trials = [0, 1, 2, 3].map((index) => ({ name: `trial-${index}`, scenario, index, alsoPricedAt: [] }));
      const ended: EndedTrial[] = [];
      const asked = (async () => {
        for await (const each of runner.run(trials, {})) ended.push(each);
      })();
      let deaths = 0;
      while (ended.length < trials.length)
        deaths += (await deadlyWorker(redis.url, () => ended.length === trials.length)) ? 1 : 0;
      await asked;
      const broken = ended.filter(({ error }) => error !== null);
      expect(broken.map(({ place, error }) => [place, error!.message])).toEqual([
        [1, "a replication broke on the workers: 4 workers were gone before they had ended it"],
      ]);
      expect(deaths).toBe(4);
    });
  },
);

const script = `
const { QueueWorker } = await import(process.argv[1] + "queue-worker.js");
const { queueAddress } = await import(process.argv[1] + "redis.js");
const sample = (index) => ({ index, stratum: null, digest: "", aborted: null, readings: {}, scores: [], lines: [] });
const runner = {
  async *run([{ index }]) {
    if (index === 1) process.kill(process.pid, "SIGKILL");
    yield { place: 0, sample: sample(index), error: null };
  },
};
const address = queueAddress(process.argv[2]);
await QueueWorker.open({ address, runner, threads: 1, lockMs: 500, tell() {} });
`;

/** Runs a worker that a certain trial kills; true where it did, false where it was ended since all is done. */
async function deadlyWorker(url: string, isDone: () => boolean): Promise<boolean> {
  const queue = new URL("../../dist/sim/experiments/queue/", import.meta.url).href;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script, queue, url], { stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  const timer = setInterval(() => isDone() && child.kill("SIGTERM"), 50);
  const [, signal] = await once(child, "exit");
  clearInterval(timer);
  return signal === "SIGKILL";
}
