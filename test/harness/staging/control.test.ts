import {
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ListClustersCommand,
  ListServicesCommand,
  ListTaskDefinitionsCommand,
  ListTasksCommand,
  paginateListTasks,
  StopTaskCommand,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { expect, test } from "vitest";
import { ecsOf, rig, until, yaml } from "./control-rig.js";

const cluster = "rig";
const services = ["web"];
const mixed = "capacity: { FARGATE: { base: 1, weight: 1 }, FARGATE_SPOT: { weight: 1, market: calm } }";

async function standing(tasks: number) {
  const made = rig(yaml(mixed));
  made.service.launch(tasks);
  await until(() => made.service.isSteady);
  return { ...made, ...(await ecsOf(made)) };
}

test("ListTasks gives every task once, page by page", async () => {
  const { client, service } = await standing(5);
  const pages: string[][] = [];
  for await (const page of paginateListTasks({ client, pageSize: 2 }, { cluster })) pages.push(page.taskArns!);
  expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
  expect(pages.flat()).toEqual(service.tasks.map(({ id }) => `arn:aws:ecs:eu-west-1:000000000000:task/rig/${id}`));
});

test("ListTasks filters by service, family and desired status", async () => {
  const { client, service } = await standing(2);
  const count = async (filter: object) =>
    (await client.send(new ListTasksCommand({ cluster, ...filter }))).taskArns!.length;
  const [task] = service.tasks;
  await client.send(new StopTaskCommand({ cluster, task: task.id }));
  await until(() => service.isSteady && task.state === "STOPPED");
  expect(await count({ serviceName: "web" })).toBe(2);
  expect(await count({ family: "web" })).toBe(2);
  expect(await count({ family: "other" })).toBe(0);
  expect(await count({ desiredStatus: "STOPPED" })).toBe(1);
  expect(await count({ desiredStatus: "PENDING" })).toBe(0);
});

test("DescribeTasks shows what a task is and names those that are missing", async () => {
  const { client, service } = await standing(2);
  const arns = (await client.send(new ListTasksCommand({ cluster }))).taskArns!;
  const { tasks, failures } = await client.send(new DescribeTasksCommand({ cluster, tasks: [...arns, "nobody"] }));
  expect(failures).toEqual([{ arn: "nobody", reason: "MISSING" }]);
  expect(tasks).toHaveLength(2);
  expect(tasks![0]).toMatchObject({
    taskArn: arns[0],
    capacityProviderName: service.tasks[0].origin.provider,
    lastStatus: "RUNNING",
    desiredStatus: "RUNNING",
    availabilityZone: "eu-west-1a",
    group: "service:web",
    startedBy: service.deployment.id,
    launchType: "FARGATE",
    cpu: "1024",
    memory: "2048",
  });
  expect(Math.abs(tasks![0].startedAt!.getTime() - Date.now())).toBeLessThan(60_000);
});

test("StopTask records the caller's reason at the task, which is replaced", async () => {
  const { client, service } = await standing(2);
  const { id } = service.tasks[1];
  const { task } = await client.send(new StopTaskCommand({ cluster, task: id, reason: "drill" }));
  expect(task).toMatchObject({ desiredStatus: "STOPPED", stopCode: "UserInitiated", stoppedReason: "drill" });
  await until(() => service.isSteady && service.tasks[1].state === "STOPPED");
  const { tasks } = await client.send(new DescribeTasksCommand({ cluster, tasks: [id] }));
  expect(tasks![0]).toMatchObject({ lastStatus: "STOPPED", containers: [{ lastStatus: "STOPPED", exitCode: 0 }] });
  expect(tasks![0].stoppedAt!.getTime()).toBeGreaterThanOrEqual(tasks![0].stoppingAt!.getTime());
  expect(service.tasks).toHaveLength(3);
});

test("UpdateService sets the desired count", async () => {
  const { client, service } = await standing(1);
  const updated = await client.send(new UpdateServiceCommand({ cluster, service: "web", desiredCount: 4 }));
  expect(updated.service).toMatchObject({ desiredCount: 4, runningCount: 1 });
  await until(() => service.isSteady);
  const described = await client.send(new DescribeServicesCommand({ cluster, services }));
  expect(described.services![0]).toMatchObject({ desiredCount: 4, runningCount: 4, pendingCount: 0, status: "ACTIVE" });
});

test("another strategy needs a forced deployment, which replaces every task", async () => {
  const { client, service } = await standing(3);
  const capacityProviderStrategy = [{ capacityProvider: "FARGATE", weight: 1 }];
  const switched = { cluster, service: "web", capacityProviderStrategy };
  await expect(client.send(new UpdateServiceCommand(switched))).rejects.toMatchObject({
    name: "InvalidParameterException",
    message: expect.stringContaining("you must force a new deployment"),
  });
  const before = service.deployment.id;
  const update = await client.send(new UpdateServiceCommand({ ...switched, forceNewDeployment: true }));
  expect(update.service!.deployments).toMatchObject([
    { status: "PRIMARY", rolloutState: "IN_PROGRESS", desiredCount: 3, capacityProviderStrategy },
    { status: "ACTIVE", id: before, runningCount: 3 },
  ]);
  await until(() => service.isSteady);
  const { services: after } = await client.send(new DescribeServicesCommand({ cluster, services }));
  expect(after![0].deployments![0]).toMatchObject({ rolloutState: "COMPLETED", runningCount: 3 });
  const active = service.tasks.filter(({ isActive }) => isActive);
  expect(active.map(({ origin }) => origin.provider)).toEqual(["FARGATE", "FARGATE", "FARGATE"]);
});

test("clusters and services are listed and described, missing ones as failures", async () => {
  const { client } = await standing(2);
  const { clusterArns } = await client.send(new ListClustersCommand({}));
  expect(clusterArns).toEqual(["arn:aws:ecs:eu-west-1:000000000000:cluster/rig"]);
  const clusters = await client.send(new DescribeClustersCommand({ clusters: [...clusterArns!, "else"] }));
  expect(clusters.clusters).toMatchObject([{ clusterName: "rig", runningTasksCount: 2, activeServicesCount: 1 }]);
  expect(clusters.failures).toEqual([{ arn: "else", reason: "MISSING" }]);
  const { serviceArns } = await client.send(new ListServicesCommand({ cluster }));
  expect(serviceArns).toEqual(["arn:aws:ecs:eu-west-1:000000000000:service/rig/web"]);
  const described = await client.send(new DescribeServicesCommand({ cluster, services: [...serviceArns!, "api"] }));
  expect(described.services![0].events!.length).toBeGreaterThan(0);
  expect(described.services![0].events![0].createdAt).toBeInstanceOf(Date);
  expect(described.failures).toMatchObject([{ reason: "MISSING" }]);
});

test("a wrong call is answered with ECS's own errors", async () => {
  const { client, endpoint } = await standing(1);
  const many = Array.from({ length: 101 }, (_, index) => `task-${index}`);
  const refusal = (call: Promise<unknown>) =>
    call.then(
      () => "no error",
      ({ name, $metadata }) => `${name} ${$metadata.httpStatusCode}`,
    );
  expect(await refusal(client.send(new ListTasksCommand({ cluster: "other" })))).toBe("ClusterNotFoundException 400");
  expect(await refusal(client.send(new ListTasksCommand({})))).toBe("ClusterNotFoundException 400");
  expect(await refusal(client.send(new ListTasksCommand({ cluster, serviceName: "api" })))).toBe(
    "ServiceNotFoundException 400",
  );
  expect(await refusal(client.send(new ListTasksCommand({ cluster, nextToken: "?" })))).toBe(
    "InvalidParameterException 400",
  );
  expect(await refusal(client.send(new ListTasksCommand({ cluster, maxResults: 101 })))).toBe(
    "InvalidParameterException 400",
  );
  expect(await refusal(client.send(new DescribeTasksCommand({ cluster, tasks: many })))).toBe(
    "InvalidParameterException 400",
  );
  expect(await refusal(client.send(new StopTaskCommand({ cluster, task: "nobody" })))).toBe(
    "InvalidParameterException 400",
  );
  const update = { cluster, service: "web" };
  expect(await refusal(client.send(new UpdateServiceCommand({ ...update, desiredCount: -1 })))).toBe(
    "InvalidParameterException 400",
  );
  expect(await refusal(client.send(new UpdateServiceCommand({ ...update, taskDefinition: "web:7" })))).toBe(
    "UnsupportedFeatureException 400",
  );
  expect(await refusal(client.send(new ListTaskDefinitionsCommand({})))).toBe("UnknownOperationException 400");
  const response = await fetch(endpoint, { method: "POST", body: "{", headers: { "x-amz-target": "x" } });
  expect(response.headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
  expect(response.headers.get("content-type")).toBe("application/x-amz-json-1.1");
});

test("a throttled call is tried again by the client until it is let through", async () => {
  const made = rig(yaml(mixed));
  made.service.launch(1);
  let refusals = 2;
  const { client } = await ecsOf(made, () => refusals-- > 0);
  const { taskArns, $metadata } = await client.send(new ListTasksCommand({ cluster }));
  expect(taskArns).toHaveLength(1);
  expect($metadata.attempts).toBe(3);
});
