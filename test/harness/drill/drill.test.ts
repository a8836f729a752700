import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import {
  promisedBy,
  type ReconciledService,
  readIds,
  reconcileAll,
  storedLocally,
} from "../../../harness/drill/reconcile.js";
import { Drill } from "../../../harness/drill/running-drill.js";
import type { ServiceStop } from "../../../harness/drill/service-stop.js";
import { EcsFleet } from "../../../harness/ecs/client.js";
import { EnvironmentProblem } from "../../../harness/environment-problem.js";
import { storeTables } from "../../../harness/staging/local-fleet.js";
import { second } from "../../../scenarios/language/units/time.js";
import { scenario } from "../../support/simulate.js";

// Fleet and load run the built package's processes, which `npm run build` makes.
const built = (path: string) => import(new URL(`../../../dist/harness/${path}.js`, import.meta.url).href);
const { startLocalFleet }: typeof import("../../../harness/staging/start.js") = await built("staging/start");
const { drive }: typeof import("../../../harness/generator/drive.js") = await built("generator/drive");

/**
 * Flushes are so rare that, at twelve requests a second, each task that is stopped certainly holds something in its
 * buffer.
 */
const yaml = (onSigterm: string) => `
name: drilled
region: us-east-1
clock: { duration: 8s, warmup: 1s }
staging: { warmup: 1s, local: { startFaster: 200 } }
demand: [{ name: visits, to: web, curve: 60/s, request: { steps: [{ wait: 50ms }], writes: 2 } }]
services:
  web:
    task: { cpu: 0.25 vCPU, memory: 0.5 GB }
    desired: 5
    scaling: []
    abruptFailuresPerMonth: 0 %
    drain: { onSigterm: ${onSigterm} }
    writeBuffer: { flushEvery: 3s }
`;

interface Drilled {
  readonly stop: ServiceStop;
  readonly web: ReconciledService;
  /** Number of promised ids that neither table holds, counted in another way than the drill does. */
  readonly missing: number;
  readonly promised: number;
}

/** Runs a load during which 60 % of the tasks are stopped. */
async function drilled(onSigterm: string): Promise<Drilled> {
  const read = scenario(yaml(onSigterm));
  const { resolved, data } = read;
  const fleet = await startLocalFleet({ resolved, files: data.texts, version: "test", ports: 0 });
  const folder = mkdtempSync(join(tmpdir(), "fleetcast-"));
  const target = { cluster: fleet.cluster, service: "web", endpointUrl: fleet.controlUrl };
  const ecs = new EcsFleet(target, { permission: { apply: true, refusals: [] } });
  const drill = new Drill({
    ...{ fleets: new Map([["web", ecs]]), part: { share: 0.6 }, at: 4 * second },
    ...{ seed: 1, pollMs: 100, patience: 60 * second },
  });
  const acknowledged = join(folder, "acknowledged");
  try {
    const begun = (timeZeroNs: bigint) => {
      fleet.begin(timeZeroNs);
      drill.begin(timeZeroNs);
    };
    const common = { resolved, files: data.texts, targets: fleet.targets, environment: {}, processes: 1 };
    await drive({ ...common, addresses: new Map(), share: { index: 1, of: 1 }, connections: 50, acknowledged, begun });
    const stop = (await drill.settled()).get("web")!;
    const parts = { scenario: read.scenario, tables: data.tables };
    const stored = () => storedLocally(fleet.storeUrl!);
    const web = (await reconcileAll({ ...parts, acknowledged, stored })).get("web")!;
    const { writes } = promisedBy(await readIds(acknowledged), parts).get("web")!;
    const held = await scanned(fleet.storeUrl!);
    return { stop, web, missing: writes.filter(({ id }) => !held.has(id)).length, promised: writes.length };
  } finally {
    drill.close();
    ecs.close();
    await fleet.stop();
    rmSync(folder, { recursive: true });
  }
}

async function scanned(endpoint: string): Promise<ReadonlySet<string>> {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new DynamoDBClient({ endpoint, region: "local", credentials });
  const ids = new Set<string>();
  for (const TableName of Object.values(storeTables)) {
    for await (const { Items } of paginateScan({ client }, { TableName, Limit: 50 })) {
      for (const item of Items ?? []) ids.add(item.id.S!);
    }
  }
  client.destroy();
  return ids;
}

describe("a drill under load", () => {
  let saved: Drilled;
  let dropped: Drilled;
  beforeAll(async () => {
    [saved, dropped] = await Promise.all([drilled("drain"), drilled("exit")]);
  }, 120_000);

  test("with the SIGTERM handler leaves no acknowledged write unaccounted for", () => {
    const { acknowledged, kept, deadLettered, lost } = saved.web.all;
    expect(acknowledged).toBe(saved.promised);
    expect(acknowledged).toBeGreaterThan(500);
    expect([lost, saved.missing, kept + deadLettered]).toEqual([0, 0, acknowledged]);
  });

  test("without the handler finds and counts the writes that buffers lost", () => {
    const { acknowledged, kept, deadLettered, lost } = dropped.web.all;
    expect(lost).toBeGreaterThan(0);
    expect(lost).toBe(dropped.missing);
    expect(kept + deadLettered + lost).toBe(acknowledged);
    expect(acknowledged).toBe(dropped.promised);
  });

  test("stops the share that was asked for, and sees as many tasks healthy again", () => {
    for (const { stop } of [saved, dropped]) {
      expect(stop).toMatchObject({ running: 5, stopped: [expect.any(String), expect.any(String), expect.any(String)] });
      expect(stop.stoppedAtS).toBeGreaterThanOrEqual(4);
      expect(stop.replacedAfterS).toBeGreaterThan(0);
    }
  });
});

test("a drill that cannot stop tasks says so at once, and reports none as stopped", async () => {
  const ecs = new EcsFleet({ cluster: "c", service: "web", endpointUrl: "http://127.0.0.1:9" });
  onTestFinished(() => ecs.close());
  const drill = new Drill({
    ...{ fleets: new Map([["web", ecs]]), part: { share: 1 }, at: 0, seed: 1, pollMs: 10, patience: second },
  });
  const failed = new Promise((resolve) => drill.failed.addEventListener("abort", resolve));
  drill.begin(process.hrtime.bigint());
  await failed;
  expect(drill.failed.reason).toBeInstanceOf(EnvironmentProblem);
  expect(drill.failed.reason.message).toContain("cannot be reached");
  expect([...(await drill.settled())]).toEqual([]);
});

test("a drill whose moment has not come when the load ends has stopped nothing", async () => {
  const drill = new Drill({ fleets: new Map(), part: { share: 1 }, at: second, seed: 1, pollMs: 10, patience: second });
  drill.begin(process.hrtime.bigint());
  expect([...(await drill.settled())]).toEqual([]);
});
