import fc from "fast-check";
import { expect, test } from "vitest";
import { AlarmTree } from "../../sim/engine/alarm-tree.js";
import { AlarmList } from "./oracle-queue.js";

const steps = fc.oneof(
  fc.record({ kind: fc.constant("add" as const) }),
  fc.record({ kind: fc.constant("release" as const), which: fc.nat() }),
  fc.record({
    kind: fc.constant("rang" as const),
    which: fc.constantFrom(0, 1),
    times: fc.integer({ min: 1, max: 5 }),
  }),
  fc.record({
    kind: fc.constant("move" as const),
    which: fc.nat(),
    time: fc.oneof(fc.integer({ min: -4, max: 4 }), fc.integer({ min: -1e12, max: 1e12 }), fc.constant(Infinity)),
  }),
);

test("equals a list that is scanned, over additions, moves, silences, releases and reuse, whoever rings again and again", () => {
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 300, size: "max" }), (sequence) => {
      const [fast, slow] = [new AlarmTree(), new AlarmList()];
      const held: number[] = [];
      for (const step of sequence) {
        const at = "which" in step && held.length > 0 ? step.which % held.length : -1;
        if (step.kind === "add") {
          const alarm = slow.add();
          expect(fast.add()).toBe(alarm);
          held.push(alarm);
        } else if (at >= 0 && step.kind === "release") {
          fast.release(held[at]);
          slow.release(held[at]);
          held.splice(at, 1);
        } else if (at >= 0 && step.kind === "rang") {
          for (let time = 0; time < step.times; time++) fast.rang(held[at]);
        } else if (at >= 0 && step.kind === "move") {
          fast.move(held[at], step.time);
          slow.move(held[at], step.time);
          expect(fast.timeOf(held[at])).toBe(slow.timeOf(held[at]));
        }
        expect(fast.earliestAt).toBe(slow.earliestAt);
        if (slow.earliestAt !== Infinity) expect(fast.earliest).toBe(slow.earliest);
      }
    }),
    { numRuns: 100 },
  );
});

test("of equal instants the lowest number is the earliest, also after the tree has grown", () => {
  const tree = new AlarmTree();
  const alarms = Array.from({ length: 100 }, () => tree.add());
  for (const alarm of [...alarms].reverse()) tree.move(alarm, 7);
  const order = alarms.map(() => {
    const alarm = tree.earliest;
    tree.move(alarm, Infinity);
    return alarm;
  });
  expect(order).toEqual(alarms);
});

test("a tree without alarms, or with silent ones only, is never due", () => {
  const tree = new AlarmTree();
  expect(tree.earliestAt).toBe(Infinity);
  const alarm = tree.add();
  expect(tree.earliestAt).toBe(Infinity);
  tree.move(alarm, -12);
  expect([tree.earliestAt, tree.earliest]).toEqual([-12, alarm]);
});

test("the number of a released alarm comes back silent", () => {
  const tree = new AlarmTree();
  const [first] = [tree.add(), tree.add()];
  tree.move(first, 3);
  tree.release(first);
  expect(tree.add()).toBe(first);
  expect(tree.timeOf(first)).toBe(Infinity);
});
