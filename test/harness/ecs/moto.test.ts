import { type ChildProcessByStdio, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { Readable } from "node:stream";
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
} from "@aws-sdk/client-ecs";
import { expect, onTestFinished, test } from "vitest";
import { EcsFleet } from "../../../harness/ecs/client.js";
import { EnvironmentProblem } from "../../../harness/environment-problem.js";

const server = process.env.MOTO_SERVER ?? "";
/** Why there is no moto to ask; null where there is. */
const missing = server === "" ? "MOTO_SERVER is not set" : existsSync(server) ? null : "MOTO_SERVER is no file";

const cluster = "staging";
const region = "eu-west-1";

/** Where moto says that it listens: it chooses the port itself, so that no other program can have it. */
async function urlOf(child: ChildProcessByStdio<null, null, Readable>): Promise<string> {
  let told = "";
  for await (const chunk of child.stderr.iterator({ destroyOnReturn: false })) {
    told += chunk;
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(told) ?? [];
    if (url === undefined) continue;
    child.stderr.resume();
    return url;
  }
  throw new Error(`moto_server ended before it listened: ${told}`);
}

/** moto's server with one ECS service; moto starts no task by itself. */
async function moto(): Promise<{ readonly endpointUrl: string; readonly ecs: ECSClient }> {
  const child = spawn(server, ["-H", "127.0.0.1", "-p", "0"], { stdio: ["ignore", "ignore", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const endpointUrl = await urlOf(child);
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const ecs = new ECSClient({ endpoint: endpointUrl, region, credentials });
  onTestFinished(() => ecs.destroy());
  await ecs.send(new CreateClusterCommand({ clusterName: cluster }));
  const containerDefinitions = [{ name: "app", image: "app:1", cpu: 256, memory: 512 }];
  await ecs.send(new RegisterTaskDefinitionCommand({ family: "web", cpu: "256", memory: "512", containerDefinitions }));
  await ecs.send(new CreateServiceCommand({ cluster, serviceName: "web", taskDefinition: "web", desiredCount: 2 }));
  return { endpointUrl, ecs };
}

test("our client describes, lists, stops and switches at an ECS endpoint that nobody here wrote", async ({ skip }) => {
  skip(missing !== null, missing!);
  const { endpointUrl, ecs } = await moto();
  for (const capacityProvider of ["FARGATE", "FARGATE", "FARGATE_SPOT"]) {
    const capacityProviderStrategy = [{ capacityProvider, weight: 1 }];
    await ecs.send(
      new RunTaskCommand({ cluster, taskDefinition: "web", group: "service:web", capacityProviderStrategy }),
    );
  }
  const target = { cluster, service: "web", region, endpointUrl };
  const fleet = new EcsFleet(target, { permission: { apply: true, refusals: [] }, pageSize: 2 });
  onTestFinished(() => fleet.close());
  expect(await fleet.describe()).toMatchObject({ desired: 2, running: 0, deployments: [{ status: "PRIMARY" }] });

  const tasks = await fleet.tasks();
  expect(tasks.map(({ provider }) => provider).sort()).toEqual(["FARGATE", "FARGATE", "FARGATE_SPOT"]);
  const [first] = tasks;
  await fleet.stop(first.arn, "a drill");
  const [stopped] = await fleet.describeTasks([first.arn]);
  expect(stopped).toMatchObject({ lastStatus: "STOPPED", desiredStatus: "STOPPED", stoppedReason: "a drill" });

  await fleet.switchCapacity([{ provider: "FARGATE_SPOT", base: 0, weight: 1 }]); // moto takes it and does nothing
  expect(await fleet.describe()).toMatchObject({ desired: 2 });
});

test("moto's own errors say what to check", async ({ skip }) => {
  skip(missing !== null, missing!);
  const { endpointUrl } = await moto();
  const describe = (target: { readonly cluster: string; readonly service: string }) => {
    const fleet = new EcsFleet({ ...target, region, endpointUrl });
    onTestFinished(() => fleet.close());
    return expect(fleet.describe()).rejects;
  };
  await describe({ cluster: "nowhere", service: "web" }).toThrow("there is no cluster nowhere in eu-west-1");
  await describe({ cluster: "nowhere", service: "web" }).toBeInstanceOf(EnvironmentProblem);
  await describe({ cluster, service: "nothing" }).toThrow("cluster staging has no active service nothing");
});
