import { spawnSync } from "node:child_process";
import { afterEach, expect, test } from "vitest";
import type {
  BalancerCommand,
  BalancerOrder,
  BalancerReport,
} from "../../../../harness/staging/balancer/balancer-process.js";
import { endAll, moduleOf, start } from "../task/processes.js";
import { closeOrigins, openOrigin } from "./origin.js";

const isInstalled = spawnSync("haproxy", ["-v"]).error === undefined;

afterEach(async () => {
  closeOrigins();
  await endAll();
});

const order: BalancerOrder = {
  kind: "order",
  service: "web",
  port: 0,
  software: "haproxy",
  algorithm: "round-robin",
  slowStart: 0,
  nodes: 1,
  idleTimeout: 60_000_000,
  seed: 1,
};

test("HAProxy takes the place of the built-in balancer", async ({ skip }) => {
  skip(!isInstalled, "haproxy is not installed");
  const balancer = start<BalancerCommand, BalancerReport>(moduleOf("balancer"), order);
  const { port } = await balancer.next("listening");
  const url = `http://127.0.0.1:${port}`;
  expect((await fetch(url)).headers.get("x-fleetcast-cause")).toBe("noCapacity");
  for (const task of ["a", "b"]) {
    const port = await openOrigin(task, ({ response }) => response.end(task));
    balancer.tell({ kind: "register", task, port });
  }
  await expect.poll(async () => new Set([await ask(url), await ask(url)])).toEqual(new Set(["a", "b"]));
  balancer.tell({ kind: "deregister", task: "a" });
  await expect.poll(async () => [await ask(url), await ask(url)]).toEqual(["b", "b"]);
  let metrics = await balancer.next("metrics");
  while (metrics.targets.some(({ task }) => task === "a")) metrics = await balancer.next("metrics");
  expect(metrics.targets.filter(({ isRegistered }) => isRegistered).map(({ task }) => task)).toEqual(["b"]);
  balancer.child.kill("SIGKILL");
  // Another program may have its port by now.
  await expect.poll(() => ask(url).catch(() => "gone"), { timeout: 10_000 }).not.toBe("b");
});

test("without haproxy the balancer says what to do", async ({ skip }) => {
  skip(isInstalled, "haproxy is installed");
  const balancer = start<BalancerCommand, BalancerReport>(moduleOf("balancer"), order);
  expect((await balancer.next("failed")).message).toContain("install it");
});

async function ask(url: string): Promise<string> {
  return (await fetch(url)).text();
}
