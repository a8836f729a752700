import { describe, expect, test } from "vitest";
import type { WholeFacts } from "../support/simulate.js";
import { runOnce, shipped } from "./shipped.js";

const mean = (column: Float64Array) => column.reduce((sum, value) => sum + value, 0) / column.length;

/** What `sim size --variant fitting` finds for each load: gateways, their vCPUs and GB, and the connections that each holds. */
const fitting = [
  { name: "sizing-base", gateways: 1, vcpu: 2, gb: 4, holds: 100 },
  { name: "sizing-standard", gateways: 1, vcpu: 4, gb: 8, holds: 1_000 },
  { name: "sizing-peak", gateways: 2, vcpu: 8, gb: 16, holds: 2_500 },
  { name: "sizing-stress", gateways: 4, vcpu: 8, gb: 16, holds: 2_500 },
] as const;

describe.each(fitting)("$name in the sizes that fit", ({ name, gateways, vcpu, gb, holds }) => {
  const { gateway, worker } = runOnce(shipped({ name, variant: "fitting" }, ["clock.duration=10m"]))
    .services as unknown as Readonly<Record<"gateway" | "worker", WholeFacts>>;

  // Connections are Poisson around their mean, which is 2 to 3 % below what the test has: four deviations and that.
  const margin = 4 / Math.sqrt(gateways * holds) / Math.sqrt(2) + 0.04;

  test("uses the CPU that the document's formula asks of a gateway: 1 vCPU and 1.5 per 1,000 connections, and 60 % of a quarter by the sidecar", () => {
    const formula = 1 + 1.5 * (holds / 1_000) + 0.6 * 0.25;
    expect(Math.abs(mean(gateway.minutes.cpu) / (formula / vcpu) - 1)).toBeLessThan(margin);
  });

  test("holds the memory that it asks: 1, 1.5 and 2 MB for each connection by its kind, 256 MB, and 60 % of the sidecar's 512 MB", () => {
    const formula = 256 + 0.6 * 512 + holds * (0.4 * 1 + 0.4 * 1.5 + 0.2 * 2);
    expect(Math.abs(mean(gateway.minutes.memory) / (formula / (1_024 * gb)) - 1)).toBeLessThan(margin);
  });

  test("answers everybody, and kills no worker for want of memory", () => {
    expect(gateway.requests.completed).toBe(gateway.requests.arrived - gateway.requests.unfinished);
    expect(worker.requests.completed).toBe(worker.requests.arrived - worker.requests.unfinished);
    expect(worker.tasks.lost).not.toHaveProperty("out-of-memory");
  });
});

test("the document's own stress test kills workers for want of memory, and its gateway answers hardly anybody in time", () => {
  const { gateway, worker } = runOnce(shipped({ name: "sizing-stress", variant: null }, ["clock.duration=10m"]))
    .services as unknown as Readonly<Record<"gateway" | "worker", WholeFacts>>;
  expect(worker.tasks.lost["out-of-memory"]).toBeGreaterThan(50);
  expect(gateway.requests.completed / gateway.requests.arrived).toBeLessThan(0.01);
  expect(mean(gateway.minutes.cpu)).toBeGreaterThan(0.99);
});
