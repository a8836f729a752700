import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { balancers } from "../../sim/fleet/balancers/index.js";
import { Random } from "../../workload/random.js";
import { chiSquareTest } from "../statistics/chi-square.js";

const create = (kind: (typeof balancers)[number], slowStart = 0) =>
  kind.create(kind.takesSlowStart ? slowStart : 0, Random.stream(1, "balancer"));

const step = fc.oneof(
  fc.record({ kind: fc.constantFrom("add" as const, "remove" as const), task: fc.nat(11) }),
  fc.record({ kind: fc.constant("take" as const), count: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ kind: fc.constant("release" as const), which: fc.nat() }),
);

describe.each(balancers)("$kind", (kind) => {
  test("chooses only among the targets in rotation, whoever comes, goes and comes back with requests outstanding", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200, size: "max" }), fc.nat(20), (steps, slowStart) => {
        const balancer = create(kind, slowStart);
        const rotation = new Set<number>();
        const outstanding: number[] = [];
        let now = 0;
        for (const step of steps) {
          now++;
          if (step.kind === "add") {
            balancer.add(step.task, now);
            rotation.add(step.task);
          } else if (step.kind === "remove") {
            balancer.remove(step.task);
            rotation.delete(step.task);
          } else if (step.kind === "release" && outstanding.length > 0) {
            balancer.release(outstanding.splice(step.which % outstanding.length, 1)[0]);
          } else if (step.kind === "take") {
            for (let left = step.count; left > 0; left--) {
              const task = balancer.take(now);
              if (rotation.size === 0) expect(task).toBe(-1);
              else expect(rotation).toContain(task);
              if (task >= 0) outstanding.push(task);
            }
          }
          expect(balancer.size).toBe(rotation.size);
        }
      }),
    );
  });

  test("gives every idle target its share", () => {
    const balancer = create(kind);
    const counts = new Array<number>(12).fill(0);
    for (const task of counts.keys()) balancer.add(task, 0);
    for (let now = 0; now < 12_000; now++) {
      const task = balancer.take(now);
      counts[task]++;
      balancer.release(task);
    }
    expect(chiSquareTest(counts, new Array(12).fill(1_000)).pValue).toBeGreaterThan(0.001);
  });

  test("gives every target its share while requests stay outstanding", () => {
    const balancer = create(kind);
    const counts = new Array<number>(7).fill(0);
    for (const task of counts.keys()) balancer.add(task, 0);
    for (let now = 0; now < 7_000; now++) counts[balancer.take(now)]++;
    expect(chiSquareTest(counts, new Array(7).fill(1_000)).pValue).toBeGreaterThan(0.001);
  });

  test("does not bring a target back when its last requests are answered", () => {
    const balancer = create(kind);
    for (const task of [3, 5]) balancer.add(task, 0);
    const taken = Array.from({ length: 20 }, (_, now) => balancer.take(now));
    balancer.remove(3);
    for (const task of taken) balancer.release(task);
    expect(Array.from({ length: 20 }, (_, now) => balancer.take(20 + now))).toEqual(new Array(20).fill(5));
    balancer.remove(5);
    expect(balancer.take(40)).toBe(-1);
  });

  test("counts a target that is added twice once", () => {
    const balancer = create(kind);
    for (const task of [1, 1, 2]) balancer.add(task, 0);
    expect(balancer.size).toBe(2);
    balancer.remove(1);
    balancer.remove(1);
    expect([balancer.size, balancer.take(0)]).toEqual([1, 2]);
  });
});
