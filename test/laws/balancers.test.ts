import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { balancers, createBalancer } from "../../sim/targets/index.js";
import { chiSquareTest } from "../statistics/chi-square.js";

/** Every algorithm behind one node and behind three. */
const all = balancers.flatMap((kind) => [1, 3].map((nodes) => ({ ...kind, nodes })));

const create = ({ kind, takesSlowStart, nodes }: (typeof all)[number], slowStart = 0) =>
  createBalancer({ algorithm: kind, slowStart: takesSlowStart ? slowStart : 0, nodes }, 1, "web");

const step = fc.oneof(
  fc.record({ kind: fc.constantFrom("add" as const, "remove" as const), task: fc.nat(11) }),
  fc.record({ kind: fc.constant("take" as const), count: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ kind: fc.constant("release" as const), which: fc.nat() }),
);

describe.each(all)("$kind, nodes: $nodes", (kind) => {
  test("chooses only among the targets in rotation, whoever comes, goes and comes back with requests outstanding", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200, size: "max" }), fc.nat(20), (steps, slowStart) => {
        const balancer = create(kind, slowStart);
        const rotation = new Set<number>();
        const outstanding: { readonly task: number; readonly node: number }[] = [];
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
            const [{ task, node }] = outstanding.splice(step.which % outstanding.length, 1);
            balancer.release(task, node);
          } else if (step.kind === "take") {
            for (let left = step.count; left > 0; left--) {
              const task = balancer.take(now);
              if (rotation.size === 0) expect(task).toBe(-1);
              else expect(rotation).toContain(task);
              if (task >= 0) outstanding.push({ task, node: balancer.node });
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
      balancer.release(task, balancer.node);
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
    const taken = Array.from({ length: 20 }, (_, now) => ({ task: balancer.take(now), node: balancer.node }));
    balancer.remove(3);
    for (const { task, node } of taken) balancer.release(task, node);
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

test("three nodes take turns each on its own, and count each on its own", () => {
  const turns = createBalancer({ algorithm: "round-robin", slowStart: 0, nodes: 3 }, 1, "web");
  const counts = createBalancer({ algorithm: "least-outstanding", slowStart: 0, nodes: 3 }, 1, "web");
  for (const task of [0, 1, 2, 3]) for (const balancer of [turns, counts]) balancer.add(task, 0);
  const taken = new Array<number>(3).fill(0);
  for (let now = 0; now < 3_000; now++) {
    expect(turns.take(now)).toBe(taken[turns.node]++ % 4);
    // Of 4n requests that stay, each node has sent n to every task, though the tasks have more from the others.
    expect(counts.take(now)).toBeGreaterThanOrEqual(0);
  }
  expect(chiSquareTest(taken, [1_000, 1_000, 1_000]).pValue).toBeGreaterThan(0.001);
});
