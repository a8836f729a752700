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
import { missingMoto, startMoto } from "../../support/moto.js";

const cluster = "staging";
const region = "eu-west-1";

/** Starts moto's server with one ECS service; moto starts no tasks by itself. */
async function moto(): Promise<{ readonly endpointUrl: string; readonly ecs: ECSClient }> {
  const endpointUrl = await startMoto();
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const ecs = new ECSClient({ endpoint: endpointUrl, region, credentials });
  onTestFinished(() => ecs.destroy());
  await ecs.send(new CreateClusterCommand({ clusterName: cluster }));
  const containerDefinitions = [{ name: "app", image: "app:1", cpu: 256, memory: 512 }];
  await ecs.send(new RegisterTaskDefinitionCommand({ family: "web", cpu: "256", memory: "512", containerDefinitions }));
  await ecs.send(new CreateServiceCommand({ cluster, serviceName: "web", taskDefinition: "web", desiredCount: 2 }));
  return { endpointUrl, ecs };
}

test("our client describes, lists, stops and switches at an ECS endpoint that is not our own", async ({ skip }) => {
  skip(missingMoto !== null, missingMoto!);
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

  await fleet.switchCapacity([{ provider: "FARGATE_SPOT", base: 0, weight: 1 }]); // moto accepts it and does nothing
  expect(await fleet.describe()).toMatchObject({ desired: 2 });
});

test("moto's own errors say what to check", async ({ skip }) => {
  skip(missingMoto !== null, missingMoto!);
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
