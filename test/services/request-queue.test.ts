import fc from "fast-check";
import { expect, test } from "vitest";
import { RequestQueue } from "../../sim/services/request-queue.js";

const step = fc.record({ kind: fc.constantFrom("push", "push", "push", "shift", "remove"), row: fc.nat(60) });

test("is first in, first out, also for rows that are taken out of the middle, while it grows and wraps", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300, size: "max" }), (steps) => {
      const queue = new RequestQueue();
      const plain: number[] = [];
      for (const { kind, row } of steps) {
        if (kind === "push" && !plain.includes(row)) {
          queue.push(row);
          plain.push(row);
        } else if (kind === "shift" && plain.length > 0) {
          expect(queue.first).toBe(plain[0]);
          expect(queue.shift()).toBe(plain.shift());
        } else if (kind === "remove") {
          expect(queue.remove(row)).toBe(plain.includes(row));
          if (plain.includes(row)) plain.splice(plain.indexOf(row), 1);
        }
        expect(queue.length).toBe(plain.length);
      }
      expect(plain.map(() => queue.shift())).toEqual(plain);
    }),
  );
});
