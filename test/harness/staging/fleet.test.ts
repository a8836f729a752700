import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import {
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  StopTaskCommand,
} from "@aws-sdk/client-ecs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { headers } from "../../../harness/protocol.js";
import { storeTables } from "../../../harness/staging/local-fleet.js";
import type { AttachedFleet } from "../../../harness/staging/start.js";
import { familyOf, gone } from "../../support/processes.js";
import { scenario } from "../../support/simulate.js";
import { yaml } from "./control-rig.js";

// The fleet runs the built package's processes, which `npm run build` makes.
const built = new URL("../../../dist/harness/staging/start.js", import.meta.url);
const { startLocalFleet }: typeof import("../../../harness/staging/start.js") = await import(built.href);

const credentials = { accessKeyId: "local", secretAccessKey: "local" };
const cluster = "rig";
let fleet: AttachedFleet;
let ecs: ECSClient;
const start: string[] = [];

beforeAll(async () => {
  const { resolved, data } = scenario(yaml("desired: 3, balancer: { algorithm: round-robin, nodes: 1 }"));
  const order = { resolved, files: data.texts, version: "test", ports: 0 };
  fleet = await startLocalFleet(order, ({ healthy, desired }) => start.push(`${healthy} of ${desired}`));
  ecs = new ECSClient({ endpoint: fleet.controlUrl, region: "eu-west-1", credentials });
});

afterAll(async () => {
  ecs.destroy();
  await fleet.stop();
});

async function answeringTask(signal: AbortSignal | null = null): Promise<string | null> {
  const work = { [headers.steps]: "cpu=1000" };
  const response = await fetch(`${fleet.targets.web}/`, { method: "POST", headers: work, signal });
  expect(response.status).toBe(200);
  return response.headers.get(headers.task);
}

async function runningTasks(options: { readonly abortSignal?: AbortSignal } = {}): Promise<readonly string[]> {
  const { taskArns } = await ecs.send(new ListTasksCommand({ cluster }), options);
  const { tasks } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns! }), options);
  const healthy = tasks!.filter(({ healthStatus }) => healthStatus === "HEALTHY");
  return healthy.map(({ taskArn }) => taskArn!.split("/").at(-1)!);
}

/**
 * Ids of tasks that still answer or are still described at the fleet's ports, which may belong to another program by
 * now.
 */
async function tasksThatAnswer(): Promise<readonly (string | null)[]> {
  const patience = () => AbortSignal.timeout(2_000);
  const answering = await answeringTask(patience()).catch(() => null);
  const told = await runningTasks({ abortSignal: patience() }).catch(() => []);
  return [answering, ...told];
}

test("a fleet reports from the start how many of its tasks are healthy", () => {
  expect(start[0]).toBe("0 of 3");
  expect(start).toEqual(start.toSorted());
});

test("a running fleet answers through its balancer with each of its tasks", async () => {
  const answered = new Set([await answeringTask(), await answeringTask(), await answeringTask()]);
  expect([...answered].sort()).toEqual([...(await runningTasks())].sort());
  expect(fleet.cpu.why).toContain(fleet.cpu.kind);
});

test("its store has the tables that writes go to", async () => {
  const store = new DynamoDBClient({ endpoint: fleet.storeUrl!, region: "local", credentials });
  const { TableNames } = await store.send(new ListTablesCommand({}));
  store.destroy();
  expect(TableNames!.sort()).toEqual(Object.values(storeTables).sort());
});

test("a task that is stopped ends by itself, and another answers in its place", async () => {
  const [task] = await runningTasks();
  await ecs.send(new StopTaskCommand({ cluster, task, reason: "drill" }));
  for (;;) {
    const { services } = await ecs.send(new DescribeServicesCommand({ cluster, services: ["web"] }));
    if (services![0].deployments![0].rolloutState === "COMPLETED") break;
  }
  const { tasks } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [task] }));
  expect(tasks![0]).toMatchObject({ lastStatus: "STOPPED", stoppedReason: "drill", containers: [{ exitCode: 0 }] });
  const answered = new Set([await answeringTask(), await answeringTask(), await answeringTask()]);
  expect(answered.size).toBe(3);
  expect(answered).not.toContain(task);
});

test("nothing is left of it when its supervisor is killed, and the process that started it is told", async () => {
  const ours = await runningTasks();
  expect(await tasksThatAnswer()).toEqual(expect.arrayContaining([...ours]));
  const family = familyOf(fleet.pid);
  expect(family.length).toBe(1 + 3 + 2); // supervisor, three tasks, balancer and store
  process.kill(fleet.pid, "SIGKILL");
  await gone(family);
  expect(await fleet.ended).toBe("the local fleet's supervisor was killed");
  expect((await tasksThatAnswer()).filter((task) => ours.includes(task!))).toEqual([]);
});
