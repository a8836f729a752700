import fc from "fast-check";
import { expect, test } from "vitest";
import type { LoadBalancer } from "../../sim/targets/index.js";
import { LeastOutstanding } from "../../sim/targets/least-outstanding.js";

/** The obvious choice: a scan for the fewest outstanding; of equals, whoever came to that number first. */
class Scan implements LoadBalancer {
  readonly node = 0;
  readonly #outstanding = new Map<number, number>();
  /** Targets in rotation, with the moment at which each came to its number. */
  readonly #since = new Map<number, number>();
  #moment = 0;

  get size(): number {
    return this.#since.size;
  }

  add(task: number): void {
    if (!this.#since.has(task)) this.#since.set(task, this.#moment++);
  }

  remove(task: number): void {
    this.#since.delete(task);
  }

  take(): number {
    const rank = (task: number) => this.#of(task) * 1e9 + this.#since.get(task)!;
    const [task = -1] = [...this.#since.keys()].sort((a, b) => rank(a) - rank(b));
    if (task >= 0) this.#change(task, 1);
    return task;
  }

  release(task: number): void {
    this.#change(task, -1);
  }

  #of(task: number): number {
    return this.#outstanding.get(task) ?? 0;
  }

  #change(task: number, by: number): void {
    this.#outstanding.set(task, this.#of(task) + by);
    if (this.#since.has(task)) this.#since.set(task, this.#moment++);
  }
}

const step = fc.oneof(
  {
    arbitrary: fc.record({
      kind: fc.constantFrom("add" as const, "remove" as const),
      task: fc.constantFrom(0, 1, 2, 3, 4, 5, 63, 64, 130, 300),
    }),
    weight: 1,
  },
  { arbitrary: fc.record({ kind: fc.constant("take" as const), count: fc.constantFrom(1, 2, 40) }), weight: 3 },
  { arbitrary: fc.record({ kind: fc.constant("release" as const), which: fc.nat() }), weight: 3 },
);

test("equals a scan of all targets with ties to the longest at its number, through removals and returns", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 250, size: "max" }), (steps) => {
      const [fast, slow] = [new LeastOutstanding(), new Scan()];
      const outstanding: number[] = [];
      for (const step of steps) {
        if (step.kind === "add") for (const balancer of [fast, slow]) balancer.add(step.task);
        else if (step.kind === "remove") for (const balancer of [fast, slow]) balancer.remove(step.task);
        else if (step.kind === "take") {
          const expected = Array.from({ length: step.count }, () => slow.take());
          expect(Array.from({ length: step.count }, () => fast.take())).toEqual(expected);
          outstanding.push(...expected.filter((task) => task >= 0));
        } else if (step.kind === "release" && outstanding.length > 0) {
          const [task] = outstanding.splice(step.which % outstanding.length, 1);
          for (const balancer of [fast, slow]) balancer.release(task);
        }
      }
    }),
    { numRuns: 200 },
  );
});

test("a target that returns is known to be still busy with what it had", () => {
  const balancer = new LeastOutstanding();
  balancer.add(1);
  balancer.take();
  balancer.take();
  balancer.remove(1);
  balancer.add(2);
  balancer.add(1);
  expect([balancer.take(), balancer.take(), balancer.take()]).toEqual([2, 2, 1]);
});

test("thousands may be outstanding at one target", () => {
  const balancer = new LeastOutstanding();
  balancer.add(4);
  const taken = new Set(Array.from({ length: 5_000 }, () => balancer.take()));
  expect([...taken]).toEqual([4]);
  balancer.add(6);
  expect(balancer.take()).toBe(6);
});
