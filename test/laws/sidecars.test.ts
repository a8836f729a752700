import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fargateSizes } from "../../sim/capacity/fargate-sizes.js";
import { requestService } from "../../sim/scenario/index.js";
import { createTaskDefinition } from "../../sim/services/fleet/task-definitions.js";
import { billOf, latencyOf, onlyService, scenario, simulate } from "../support/simulate.js";

interface Sidecar {
  /** In units of 1/1024 vCPU, as ECS has them. */
  readonly cpu: number;
  /** MiB */
  readonly memory: number;
  /** Percent of what it reserves. */
  readonly cpuUse: number;
  readonly memoryUse: number;
  readonly essential: boolean;
}

interface Task {
  /** vCPU and MiB of application and sidecars together. */
  readonly size: { readonly cpu: number; readonly memory: number };
  readonly sidecars: readonly Sidecar[];
}

const percent = fc.integer({ min: 0, max: 100 });
/** Small enough that nine of them leave most of the smallest size to the application. */
const sidecar: fc.Arbitrary<Sidecar> = fc.record({
  cpu: fc.integer({ min: 5, max: 20 }),
  memory: fc.integer({ min: 1, max: 16 }),
  cpuUse: percent,
  memoryUse: percent,
  essential: fc.boolean(),
});
const size = fc
  .constantFrom(...fargateSizes.filter(({ vcpu }) => vcpu <= 4))
  .map(({ vcpu, max }) => ({ cpu: vcpu, memory: max }));
const tasks: fc.Arbitrary<Task> = fc.record({ size, sidecars: fc.array(sidecar, { minLength: 1, maxLength: 9 }) });
const runs = { numRuns: 40 };

const sumOf = (sidecars: readonly Sidecar[], of: (sidecar: Sidecar) => number) =>
  sidecars.reduce((sum, each) => sum + of(each), 0);
const cpuUsed = (sidecars: readonly Sidecar[]) => sumOf(sidecars, ({ cpu, cpuUse }) => (cpu / 1_024) * (cpuUse / 100));
const memoryUsed = (sidecars: readonly Sidecar[]) =>
  sumOf(sidecars, ({ memory, memoryUse }) => memory * (memoryUse / 100));

/** The application gets what the sidecars leave of the size. */
function taskOf({ size, sidecars }: Task): string {
  const cpu = size.cpu - sumOf(sidecars, ({ cpu }) => cpu) / 1_024;
  const memory = size.memory - sumOf(sidecars, ({ memory }) => memory);
  const written = sidecars.map(
    ({ cpu, memory, cpuUse, memoryUse, essential }, index) =>
      `{ name: s${index}, cpu: ${cpu / 1_024} vCPU, memory: ${memory} MiB, cpuUse: ${cpuUse} %, memoryUse: ${memoryUse} %, essential: ${essential}, failuresPerMonth: 0 % }`,
  );
  return `cpu: ${cpu} vCPU, memory: ${memory} MiB, baseMemory: 64 MiB, containers: [ ${written.join(", ")} ]`;
}

/** Three tasks for four minutes; each works 5 ms of CPU on two requests a second, which never meet. */
const read = (task: string) =>
  scenario(`
region: us-east-1
clock: { duration: 4m, warmup: 0s }
demand: [ { name: load, to: web, curve: 6/s, arrivals: even, request: { steps: [ { cpu: 5ms } ] } } ]
services: { web: { task: { ${task} }, desired: 3, scaling: [], abruptFailuresPerMonth: 0 %, balancer: { algorithm: round-robin, nodes: 1, latency: 0ms } } }
infrastructure: { loadBalancer: false }
`);
const definitionOf = (task: string) => createTaskDefinition("web", requestService("web", read(task).scenario).task);

describe("containers beside the application", () => {
  test("make a task of the size of the sum, of which the application has what they leave", () => {
    fc.assert(
      fc.property(tasks, ({ size, sidecars }) => {
        const { vcpu, memoryMib, applicationVcpu, baseMemoryMib } = definitionOf(taskOf({ size, sidecars }));
        expect([vcpu, memoryMib]).toEqual([size.cpu, size.memory]);
        expect(applicationVcpu).toBeCloseTo(size.cpu - cpuUsed(sidecars), 9);
        expect(baseMemoryMib).toBeCloseTo(64 + memoryUsed(sidecars), 9);
      }),
      runs,
    );
  });

  test("are billed as one task of that size", () => {
    const billed = (task: string) => billOf(read(task), simulate(read(task))).totalUsd;
    fc.assert(
      fc.property(tasks, ({ size, sidecars }) => {
        const alone = billed(`cpu: ${size.cpu} vCPU, memory: ${size.memory} MiB`);
        expect(billed(taskOf({ size, sidecars }))).toBeCloseTo(alone, 9);
      }),
      runs,
    );
  });

  test("are in CPU and memory utilization with what they use, over the size", () => {
    fc.assert(
      fc.property(tasks, ({ size, sidecars }) => {
        const { cpu, memory } = onlyService(simulate(read(taskOf({ size, sidecars })))).minutes;
        // The work of a request counts once it is done: a fraction of one may be in the next minute.
        expect(cpu[2]).toBeCloseTo((2 * 0.005 + cpuUsed(sidecars)) / size.cpu, 4);
        expect(memory[2]).toBeCloseTo((64 + memoryUsed(sidecars)) / size.memory, 6);
      }),
      runs,
    );
  });

  test("leave the application as many vCPUs as they do not use: a lone request works at that speed, up to one vCPU", () => {
    fc.assert(
      fc.property(tasks, ({ size, sidecars }) => {
        const latency = latencyOf(onlyService(simulate(read(taskOf({ size, sidecars })))));
        const expected = 5_000 / Math.min(1, size.cpu - cpuUsed(sidecars));
        expect(Math.abs(latency.mean / expected - 1)).toBeLessThan(0.01);
      }),
      runs,
    );
  });

  test("give the same whatever their order", () => {
    fc.assert(
      fc.property(
        tasks.chain((task) =>
          fc.tuple(
            fc.constant(task),
            fc.shuffledSubarray([...task.sidecars], {
              minLength: task.sidecars.length,
              maxLength: task.sidecars.length,
            }),
          ),
        ),
        ([task, shuffled]) => {
          const outcome = (sidecars: readonly Sidecar[]) => {
            const { digest, services, usage } = simulate(read(taskOf({ ...task, sidecars })));
            return JSON.stringify([digest, services, usage]);
          };
          expect(outcome(shuffled)).toBe(outcome(task.sidecars));
        },
      ),
      runs,
    );
  });

  test("give what there was without the key where there are none", () => {
    fc.assert(
      fc.property(size, ({ cpu, memory }) => {
        const outcome = (containers: string) => {
          const { digest, services, usage } = simulate(read(`cpu: ${cpu} vCPU, memory: ${memory} MiB${containers}`));
          return JSON.stringify([digest, services, usage]);
        };
        const { vcpu, applicationVcpu, sidecarHazard, baseMemoryMib } = definitionOf(
          `cpu: ${cpu} vCPU, memory: ${memory} MiB, containers: []`,
        );
        expect([vcpu, applicationVcpu, sidecarHazard, baseMemoryMib]).toEqual([cpu, cpu, 0, 256]);
        expect(outcome(", containers: []")).toBe(outcome(""));
      }),
      { numRuns: 10 },
    );
  });
});
