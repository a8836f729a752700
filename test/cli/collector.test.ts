import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, onTestFinished, test } from "vitest";
import { telemetryOf } from "../../reports/telemetry/telemetry.js";
import { push } from "../../sim/cli/telemetry/push.js";
import type { Outcome } from "../../sim/outcome/outcome.js";
import { smallTarget } from "../harness/generator/load.js";
import { oneRun } from "../reports/fixture.js";
import { missingCollector, startCollector } from "../support/collector/start.js";
import { emptyFolder, endOf, startSim } from "./sim.js";

const scenario = `name: small
region: us-east-1
clock: { start: 2026-03-02T18:00, duration: 4h, warmup: 0s, timezone: Asia/Tokyo }
staging: { warmup: 0s }
demand: [ { name: visits, to: web, curve: 100/s, request: { steps: [ { cpu: 1ms } ], timeout: 2s } } ]
services: { web: { task: { cpu: 1 vCPU, memory: 2 GB } } }
variants: { spot: { services: { web: { desired: 1 } } } }
objectives: [ web errorRate <= 50 % ]
`;

/** What a real load of a second measured, sent as `sim load --otlp` sends it. */
async function measuredAndSent(url: string): Promise<Outcome> {
  const folder = emptyFolder();
  writeFileSync(join(folder, "small.yaml"), scenario);
  const target = await smallTarget();
  const driven = ["--target", target.url, "--variant", "spot", "--window", "20:00+1s", "--connections", "20"];
  const { code, stderr } = await endOf(
    startSim(["load", "small.yaml", ...driven, "--quiet", "--out", "run", "--otlp", url], { cwd: folder }),
  );
  const outcome: Outcome = JSON.parse(readFileSync(join(folder, "run/outcome.json"), "utf8"));
  expect([code, stderr]).toEqual([outcome.measured!.audit.valid ? 0 : 4, ""]); // a machine may be busy with something else
  return outcome;
}

/** A server that answers so, one after the other, and says how often it was asked. */
async function behind(...statuses: readonly number[]) {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    const status = statuses[Math.min(bodies.length, statuses.length - 1)];
    bodies.push(await text(request));
    response.writeHead(status, { "content-type": "application/json" }).end("{}");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies };
}

const send = (url: string) => push(new URL(url), [oneRun()], {});
const nanoseconds = (ms: number) => BigInt(Math.round(1_000 * ms)) * 1_000n;

describe.skipIf(missingCollector !== null)(
  `an OpenTelemetry Collector${missingCollector === null ? "" : `: ${missingCollector}`}`,
  () => {
    test("gets all that a load measured, with names, units, labels, values and instants", async () => {
      const collector = await startCollector();
      const outcome = await measuredAndSent(collector.url);
      const points = await collector.written();

      const { families, begunMs } = telemetryOf(outcome, "result and minutes");
      const sent = families.flatMap(({ name, unit, kind, points }) =>
        points.map(({ labels, atMs, value }) => ({
          ...{ name, unit: unit.ucum, kind, labels, value },
          ...{ begin: nanoseconds(begunMs), at: nanoseconds(atMs) },
        })),
      );
      expect(points.map(({ resource: _, ...point }) => point)).toEqual(sent);
      for (const { resource } of points)
        expect(resource).toEqual({
          ...{ "service.name": "fleetcast", "service.version": outcome.version, "service.instance.id": outcome.digest },
          ...{ "fleetcast.scenario": "small", "fleetcast.variant": "spot", "fleetcast.kind": "measured" },
          "fleetcast.seed": String(outcome.seed),
        });

      const { scheduled, ends } = outcome.measured!.services.web;
      const [arrived] = points.filter(({ name }) => name === "fleetcast.series.arrived").slice(-1);
      expect([arrived.kind, arrived.value, arrived.at > arrived.begin]).toEqual(["counter", scheduled, true]);
      const p50 = points.find(({ name, labels }) => name === "fleetcast.latency" && labels.percentile === "50")!;
      expect(p50.unit).toBe("s");
      expect(p50.value).toBeCloseTo(outcome.services.web.latencyMs!.p50.value! / 1_000, 12);
      const { value } = points.find(({ name }) => name === "fleetcast.measured.latency")!;
      expect(value).toMatchObject({ count: ends.answered });
      expect(p50.begin).toBe(nanoseconds(Date.parse(outcome.measured!.begunAt!)));
    });

    test("that takes no request so large says so", async () => {
      const { url } = await startCollector({ bytesMax: 1_000 });
      expect(await send(url)).toBe("/v1/metrics answered 400: http: request body too large");
    });

    test("whose own store is busy gets each request again, until it has it", async () => {
      const store = await behind(503, 200);
      const { url } = await startCollector({ handsOnTo: store.url });
      expect(await send(url)).toBeNull();
      expect(store.bodies.length).toBeGreaterThan(2);
      expect(store.bodies[1]).toBe(store.bodies[0]);
      expect(new Set(store.bodies).size).toBe(store.bodies.length - 1);
    });

    test("whose own store refuses all says so at once", async () => {
      const store = await behind(400);
      const { url } = await startCollector({ handsOnTo: store.url });
      expect(await send(url)).toMatch(/^\/v1\/metrics answered 400: .* responded with HTTP Status Code 400$/);
      expect(store.bodies).toHaveLength(1);
    });
  },
);
