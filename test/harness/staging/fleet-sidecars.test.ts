import { expect, test } from "vitest";
import { taskOrder } from "../../../harness/staging/orders.js";
import { localGauges } from "../../../harness/staging/scheduler/gauges.js";
import { requestService } from "../../../sim/scenario/index.js";
import { rig, until, yaml } from "./control-rig.js";
import { report } from "./scaling-rig.js";

/** Two tasks of 0.5 vCPU and 1 GB, in each of which a sidecar uses 60 % of 0.1 vCPU and half of 256 MiB. */
const text = yaml("desired: 2").replace(
  "task: { cpu: 1 vCPU, memory: 2 GB }",
  "task: { cpu: 0.4 vCPU, memory: 768 MiB, containers: [ { name: log, cpu: 0.1 vCPU, memory: 256 MiB, cpuUse: 60 %, memoryUse: 50 % } ] }",
);

test("a sidecar of a local fleet counts in the CPU and memory that scaling sees", async () => {
  const { service, timers, read } = rig(text);
  service.launch(2);
  await until(() => service.isSteady);
  const config = requestService("web", read.scenario);
  const gauges = localGauges({ config, timers, meter: service.meter, scheduler: service, attempts: () => 0 });
  const pass = () => new Promise((resolve) => setTimeout(resolve, 100));

  const cpu = gauges.get("cpu")!;
  cpu.read();
  await pass();
  expect(cpu.read().average).toBeCloseTo(0.06 / 0.5, 9); // no request has been sent

  const before = service.meter.cpu();
  for (const task of service.tasks) report(task, { cpuUsed: 10_000, memoryMib: 200 });
  await pass();
  const { average } = cpu.read();
  const reserved = service.meter.cpu().reserved - before.reserved;
  // The same 100 ms, except for what a millisecond clock cannot resolve.
  expect(Math.abs(average - 0.12 - (2 * 10_000) / reserved)).toBeLessThan(0.015);
  expect(gauges.get("memory")!.read().average).toBeCloseTo((200 + 128) / 1_024, 9);
});

test("its task serves with what the sidecar leaves", () => {
  const { read } = rig(text);
  const { scenario, data } = read;
  const order = taskOrder("t", { service: "web", scenario, tables: data.tables, cpu: "virtual", storeUrl: null });
  expect(order.cpu.vcpu).toBe(0.44);
});
