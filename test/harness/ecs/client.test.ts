import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { type ChangePermission, EcsFleet } from "../../../harness/ecs/client.js";
import { EnvironmentProblem } from "../../../harness/environment-problem.js";
import { pinAddresses } from "../../../harness/guard/addresses.js";
import { ecsOf, rig, until, yaml } from "../staging/control-rig.js";

const mixed = "capacity: { FARGATE: { base: 1, weight: 1 }, FARGATE_SPOT: { weight: 1, market: calm } }";
const allowed: ChangePermission = { apply: true, refusals: [] };

interface Choices {
  readonly tasks?: number;
  readonly permission?: ChangePermission;
  readonly cluster?: string;
  readonly service?: string;
  readonly throttles?: (operation: string) => boolean;
}

/** A service behind the local control endpoint, and our client of it. */
async function standing({ tasks = 5, permission, cluster = "rig", service = "web", throttles }: Choices = {}) {
  const made = rig(yaml(mixed));
  made.service.launch(tasks);
  await until(() => made.service.isSteady);
  const { endpoint } = await ecsOf(made, throttles);
  const options = { pageSize: 2, ...(permission && { permission }) };
  const fleet = new EcsFleet({ cluster, service, region: "eu-west-1", endpointUrl: endpoint }, options);
  onTestFinished(() => fleet.close());
  return { ...made, fleet };
}

/** An endpoint that refuses every call in the same way. */
function refusing(type: string, message: string): Promise<EcsFleet> {
  return serving((response) => {
    response.writeHead(400, { "content-type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify({ __type: type, message }));
  });
}

async function serving(answer: (response: ServerResponse) => void): Promise<EcsFleet> {
  const server = createServer((request, response) => {
    request.resume();
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return fleetAt((server.address() as AddressInfo).port);
}

function fleetAt(port: number): EcsFleet {
  const endpointUrl = `http://127.0.0.1:${port}`;
  const fleet = new EcsFleet({ cluster: "shop", service: "web", endpointUrl }, { permission: allowed });
  onTestFinished(() => fleet.close());
  return fleet;
}

test("a service is described with its size, its strategy and its deployments", async () => {
  const { fleet, service } = await standing();
  expect(await fleet.describe()).toEqual({
    desired: 5,
    running: 5,
    pending: 0,
    strategy: [
      { provider: "FARGATE", base: 1, weight: 1 },
      { provider: "FARGATE_SPOT", base: 0, weight: 1 },
    ],
    deployments: [{ id: service.deployment.id, status: "PRIMARY", rolloutState: "COMPLETED" }],
  });
});

test("every task is found page by page, stopped ones too", async () => {
  const { fleet, service } = await standing({ permission: allowed });
  const [first] = await fleet.tasks();
  await fleet.stop(first.arn, "a drill");
  await until(() => service.isSteady && service.tasks[0].state === "STOPPED");
  const tasks = await fleet.tasks();
  expect(new Set(tasks.map(({ arn }) => arn)).size).toBe(6);
  const stopped = tasks.find(({ arn }) => arn === first.arn)!;
  expect(stopped).toMatchObject({ lastStatus: "STOPPED", stopCode: "UserInitiated", stoppedReason: "a drill" });
  expect(stopped.stoppedAt).toBeGreaterThanOrEqual(stopped.stoppingAt!);
  expect(tasks.filter(({ provider }) => provider === "FARGATE_SPOT").length).toBeGreaterThanOrEqual(2);
});

test("tasks that ECS has forgotten are left out of what it describes", async () => {
  const { fleet } = await standing({ tasks: 2 });
  const [first] = await fleet.tasks();
  expect(await fleet.describeTasks([first.arn, "gone"])).toEqual([first]);
});

test("a switch of capacity is a rolling deployment", async () => {
  const { fleet, service } = await standing({ tasks: 2, permission: allowed });
  await fleet.switchCapacity([{ provider: "FARGATE_SPOT", base: 0, weight: 1 }]);
  await until(() => service.deployment.number === 1 && service.isSteady);
  expect((await fleet.describe()).strategy).toEqual([{ provider: "FARGATE_SPOT", base: 0, weight: 1 }]);
});

test.each([
  ["nobody said --apply", { apply: false, refusals: [] }, "--apply is missing"],
  ["the guard refuses the cluster", { apply: true, refusals: ["never this one"] }, "never this one"],
])("nothing is changed where %s", async (_why, permission, words) => {
  const { fleet, service } = await standing({ tasks: 2, permission });
  const [task] = await fleet.tasks();
  await expect(fleet.stop(task.arn, "a drill")).rejects.toThrow(words);
  await expect(fleet.switchCapacity([{ provider: "FARGATE", base: 0, weight: 1 }])).rejects.toThrow(words);
  expect(service.tasks.every(({ state }) => state === "RUNNING")).toBe(true);
});

test("a call that is throttled twice is made a third time", async () => {
  let refused = 0;
  const { fleet } = await standing({ tasks: 1, throttles: () => refused++ < 2 });
  expect(await fleet.describe()).toMatchObject({ desired: 1 });
  expect(refused).toBe(3);
});

test("a call that is throttled each time fails, with advice on what to do", async () => {
  const { fleet } = await standing({ tasks: 1, throttles: () => true });
  const failed = expect(fleet.describe()).rejects;
  await failed.toBeInstanceOf(EnvironmentProblem);
  await expect(fleet.describe()).rejects.toThrow("ECS throttled ecs:DescribeServices three times in a row");
});

test.each([
  ["cluster", { cluster: "rug" }, "there is no cluster rug in eu-west-1; check --cluster and --region"],
  ["service", { service: "wep" }, "cluster rig has no active service wep in eu-west-1; check --service"],
])("a %s that is not there is named", async (_what, choices, words) => {
  const { fleet } = await standing({ tasks: 1, ...choices });
  await expect(fleet.describe()).rejects.toThrow(words);
  await expect(fleet.describe()).rejects.toBeInstanceOf(EnvironmentProblem);
});

test.each([
  ["AccessDeniedException", "may not call ecs:StopTask on cluster shop; docs/iam-policy.md"],
  ["ExpiredTokenException", "the AWS credentials have expired; sign in again"],
  ["UnrecognizedClientException", "the AWS credentials are not valid"],
])("%s is told with what to check", async (type, words) => {
  const fleet = await refusing(type, "User: arn:aws:iam::1:user/x is not authorized");
  await expect(fleet.stop("arn", "a drill")).rejects.toBeInstanceOf(EnvironmentProblem);
  await expect(fleet.stop("arn", "a drill")).rejects.toThrow(words);
});

test("an endpoint is checked before it is dialled, and then at the address that was checked", async () => {
  const hosts: (string | undefined)[] = [];
  const service = { serviceName: "web", status: "ACTIVE", desiredCount: 3, runningCount: 3, pendingCount: 0 };
  const server = createServer((request, response) => {
    hosts.push(request.headers.host);
    response.writeHead(200, { "content-type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify({ services: [service], failures: [] }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const host = `ecs.fleetcast.test:${(server.address() as AddressInfo).port}`; // a name that no name server knows
  const at = { cluster: "shop", service: "web", region: "eu-west-1", endpointUrl: `http://${host}` };
  const credentials = { AWS_ACCESS_KEY_ID: "none", AWS_SECRET_ACCESS_KEY: "none" };
  for (const [name, value] of Object.entries(credentials)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());

  const denied = new EcsFleet(at, { check: () => Promise.reject(new Error("denied")) });
  await expect(denied.describe()).rejects.toThrow("denied");
  expect(hosts).toEqual([]);
  const checked: string[] = [];
  const check = async ({ href, hostname }: URL) => {
    checked.push(href);
    onTestFinished(pinAddresses(new Map([[hostname, ["127.0.0.1"]]])));
  };
  const fleet = new EcsFleet(at, { check });
  onTestFinished(() => fleet.close());
  expect(await fleet.describe()).toMatchObject({ desired: 3 });
  expect([checked, hosts]).toEqual([[`http://${host}/`], [host]]);
});

test("an endpoint that is not ECS fails with advice on what to check", async () => {
  const fleet = await serving((response) => response.writeHead(200).end("<!doctype html>"));
  await expect(fleet.describe()).rejects.toThrow("does not speak ECS's JSON; check --endpoint-url");
});

test("an endpoint where nobody listens fails with advice on what to check", async () => {
  const failed = fleetAt(9).describe();
  await expect(failed).rejects.toBeInstanceOf(EnvironmentProblem);
  await expect(failed).rejects.toThrow(/cannot be reached \(.*ECONNREFUSED.*\); check --endpoint-url/);
});
