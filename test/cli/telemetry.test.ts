import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { reporters } from "../../reports/index.js";
import { type ExportFormat, exportFiles } from "../../sim/cli/results/export-files.js";
import { exported, runsOf } from "../../sim/cli/telemetry/exports.js";
import { push } from "../../sim/cli/telemetry/push.js";
import type { Outcome } from "../../sim/outcome/outcome.js";
import { oneRun } from "../reports/fixture.js";
import { emptyFolder, sim } from "./sim.js";

/** A status of 0: it hangs up. */
type Answer = readonly [status: number, body?: string, headers?: Record<string, string>];

/** A collector that answers in this order, the last answer again and again. */
async function collector(...answers: readonly Answer[]) {
  const asked: { readonly url: string; readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
  const server = createServer(async (request, response) => {
    const [status, body = "{}", headers = {}] = answers[Math.min(asked.length, answers.length - 1)];
    asked.push({ url: request.url!, headers: request.headers, body: await text(request) });
    if (status === 0) request.socket.destroy();
    else response.writeHead(status, headers).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const send = (url: string, environment: NodeJS.ProcessEnv = {}) => push(new URL(url), [oneRun()], environment);

test("a collector gets the metrics at OTLP's path in parts, with the headers of the environment", async () => {
  const { url, asked } = await collector([200]);
  expect(await send(url, { OTEL_EXPORTER_OTLP_HEADERS: "api-key=se%20cret,tenant=a" })).toBeNull();
  expect(new Set(asked.map((each) => each.url))).toEqual(new Set(["/v1/metrics"]));
  expect(asked[0].headers).toMatchObject({ "api-key": "se cret", tenant: "a", "content-type": "application/json" });
  const names = asked.flatMap(({ body }) =>
    JSON.parse(body).resourceMetrics[0].scopeMetrics[0].metrics.map(({ name }: { name: string }) => name),
  );
  expect(names).toEqual(expect.arrayContaining(["fleetcast.latency", "fleetcast.series.arrived"]));
});

test("a collector that is busy is asked again, one that refuses is not", async () => {
  const now = { "retry-after": "0" };
  const busy = await collector([503, "later", now], [429, "", now], [200]);
  expect(await send(`${busy.url}/tenant/a/`)).toBeNull();
  expect(busy.asked[2].body).toBe(busy.asked[0].body);
  expect(busy.asked[0].url).toBe("/tenant/a/v1/metrics");
  const closed = await collector([401, "no such\u001b[31m key"]);
  expect(await send(closed.url)).toBe("/v1/metrics answered 401: no such\\u001b[31m key");
  expect(closed.asked).toHaveLength(1);
});

test("a collector that hangs up is asked again: it may be replaced by another", async () => {
  const { url, asked } = await collector([0], [200]);
  expect(await send(url)).toBeNull();
  expect(asked[1].body).toBe(asked[0].body);
});

test("points that a collector refuses are told", async () => {
  const { url } = await collector([200, `{"partialSuccess":{"rejectedDataPoints":"7","errorMessage":"too old"}}`]);
  expect(await send(url)).toBe("7 points were refused: too old");
});

const scenario = `region: us-east-1
clock: { duration: 20m, warmup: 0s }
demand: [ { name: calls, to: web, curve: 5/s, request: { steps: [ { cpu: 100ms } ] } } ]
services: { web: { task: { cpu: 1 vCPU, memory: 2 GB }, desired: 2, scaling: [] } }
objectives: [ web p99 <= 1ms ]
`;

test("a result is printed and kept, its exit code stays, and its formats are files, where no collector listens", async () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, "web.yaml"), scenario);
  const { port } = await closedPort();
  const url = `http://127.0.0.1:${port}`;
  const call = ["run", "web.yaml", "--replications", "2", "--quiet", "--no-brackets", "--format", "json"];
  const { code, stdout, stderr } = sim([...call, "--out", "run", "--otlp", url], folder);
  expect(code).toBe(3); // the objective is missed, which is worse to know
  const outcome = readFileSync(join(folder, "run/outcome.json"), "utf8");
  expect(stdout).toBe(outcome);
  expect(stderr).toBe(`--otlp ${url}: nobody listens there; check that the service runs, and the port\n`);
  expect(sim(["report", "run", "--otlp", url], folder)).toMatchObject({ code: 6, stdout: "" });
  const file = exportFiles.prometheus;
  expect(sim(["report", "run", "--format", "prometheus"], folder)).toMatchObject({ code: 0, stdout: `run/${file}\n` });
  expect(readFileSync(join(folder, "run", file), "utf8")).toBe(printed("prometheus", JSON.parse(outcome)));
  for (const stale of Object.values(exportFiles)) writeFileSync(join(folder, "run", stale), "of the run before");
  expect(sim([...call, "--out", "run", "--force"], folder).code).toBe(3);
  for (const stale of Object.values(exportFiles)) expect(existsSync(join(folder, "run", stale))).toBe(false);
});

const printed = (format: string, outcome: Outcome) =>
  reporters.find((each) => each.format === format)!.print(outcome, { color: false });

test.each(Object.keys(exportFiles) as ExportFormat[])("sim report writes %s as sim run prints it", (format) => {
  expect(exported(oneRun(), format)).toBe(printed(format, oneRun()));
});

/** Where somebody listened, and nobody does now. */
async function closedPort(): Promise<AddressInfo> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return address;
}

test("a URL that names a user is refused before anything is computed: others on the machine would see it", () => {
  const { code, stdout, stderr } = sim(["run", "web.yaml", "--otlp", "http://me:secret@127.0.0.1:4318"]);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("expected no user in the URL");
});

test("only results of runs have metrics", () => {
  const sweep = { kind: "sweep" } as Parameters<typeof exported>[0];
  expect([exported(sweep, "otlp"), runsOf(sweep)]).toEqual([null, []]);
});
