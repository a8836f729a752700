import fc from "fast-check";
import { expect, test } from "vitest";
import { type CpuAndMemory, instancesFor, roomFor, type TaskGroup } from "../../sim/capacity/packing.js";

/** First fit decreasing, one task after the other. */
function oneByOne(tasks: readonly TaskGroup[], instance: CpuAndMemory): number | null {
  const largest = ({ size }: TaskGroup) => Math.max(size.cpu / instance.cpu, size.memory / instance.memory);
  const singles = tasks
    .toSorted((a, b) => largest(b) - largest(a))
    .flatMap(({ size, count }) => Array.from({ length: count }, () => size));
  const free: CpuAndMemory[] = [];
  for (const size of singles) {
    if (roomFor(size, instance) === 0) return null;
    let place = free.findIndex((room) => roomFor(size, room) > 0);
    if (place === -1) place = free.push(instance) - 1;
    free[place] = { cpu: free[place].cpu - size.cpu, memory: free[place].memory - size.memory };
  }
  return free.length;
}

const size = fc.record({ cpu: fc.integer({ min: 1, max: 9 }), memory: fc.integer({ min: 1, max: 17 }) });
const groups = fc.array(fc.record({ size, count: fc.integer({ min: 0, max: 12 }) }), { maxLength: 5 });
const instance = fc.record({ cpu: fc.integer({ min: 1, max: 16 }), memory: fc.integer({ min: 1, max: 32 }) });

test("groups of tasks take as many instances as the same tasks put one by one where they first fit", () => {
  fc.assert(
    fc.property(groups, instance, (tasks, room) => {
      expect(instancesFor(tasks, room)).toBe(oneByOne(tasks, room));
    }),
  );
});

test("never fewer than the sums ask for", () => {
  fc.assert(
    fc.property(groups, instance, (tasks, room) => {
      const found = instancesFor(tasks, room);
      fc.pre(found !== null);
      for (const resource of ["cpu", "memory"] as const) {
        const sum = tasks.reduce((total, { size, count }) => total + count * size[resource], 0);
        expect(found).toBeGreaterThanOrEqual(sum / room[resource]);
      }
    }),
  );
});

test("small tasks go into the gaps of large ones: 3 of 3 vCPU and 3 of 1 are 3 instances of 4", () => {
  const tasks = [
    { size: { cpu: 1, memory: 1 }, count: 3 },
    { size: { cpu: 3, memory: 1 }, count: 3 },
  ];
  expect(instancesFor(tasks, { cpu: 4, memory: 16 })).toBe(3);
});

test("a task that is larger than an instance has no place, none at all need none", () => {
  expect(instancesFor([{ size: { cpu: 5, memory: 1 }, count: 1 }], { cpu: 4, memory: 16 })).toBeNull();
  expect(instancesFor([{ size: { cpu: 5, memory: 1 }, count: 0 }], { cpu: 4, memory: 16 })).toBe(0);
});
