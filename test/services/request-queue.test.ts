import fc from "fast-check";
import { expect, test } from "vitest";
import { Ring } from "../../sim/work/ring.js";

const step = fc.record({ kind: fc.constantFrom("push", "push", "push", "shift", "remove"), row: fc.nat(60) });

test("is first in, first out, also for rows that are taken out of the middle, while it grows and wraps", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300, size: "max" }), (steps) => {
      const queue = new Ring();
      const plain: number[] = [];
      const [seen, expected]: unknown[][] = [[], []];
      for (const { kind, row } of steps) {
        if (kind === "push" && !plain.includes(row)) {
          queue.push(row);
          plain.push(row);
        } else if (kind === "shift" && plain.length > 0) {
          expected.push(plain[0], plain.shift());
          seen.push(queue.first, queue.shift());
        } else if (kind === "remove") {
          expected.push(plain.includes(row));
          seen.push(queue.remove(row));
          if (plain.includes(row)) plain.splice(plain.indexOf(row), 1);
        }
        expected.push(plain.length);
        seen.push(queue.length);
      }
      expect([...seen, ...plain.map(() => queue.shift())]).toEqual([...expected, ...plain]);
    }),
  );
});
