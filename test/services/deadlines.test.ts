import fc from "fast-check";
import { expect, test } from "vitest";
import { Simulation } from "../../sim/engine/simulation.js";
import { Deadlines } from "../../sim/services/deadlines.js";
import { RequestTable, ROW, SERIAL } from "../../sim/services/request-table.js";

/** Attempts that begin after `gap` and are answered after `takes`; gives who timed out when, and what should have. */
function watch(timeout: number, attempts: readonly { readonly gap: number; readonly takes: number }[]) {
  const simulation = new Simulation();
  const requests = new RequestTable();
  const expired: [attempt: number, at: number][] = [];
  const due: [attempt: number, at: number][] = [];
  const attemptIn: number[] = [];
  const deadlines = new Deadlines(simulation, requests, timeout, (row) => {
    expired.push([attemptIn[row], simulation.now]);
    requests.free(row);
  });
  const answered = simulation.event("answered", (row) => requests.free(row));
  for (const [attempt, { gap, takes }] of attempts.entries()) {
    simulation.runUntil(simulation.now + gap);
    const row = requests.allocate();
    attemptIn[row] = attempt;
    deadlines.watch(row, requests.words[row * ROW + SERIAL]);
    if (takes < timeout) simulation.after(takes, answered, row);
    else due.push([attempt, simulation.now + timeout]);
  }
  simulation.runUntil(simulation.now + timeout);
  return { expired, due, happened: simulation.happened };
}

const attempt = fc.record({ gap: fc.oneof(fc.constant(0), fc.nat(300)), takes: fc.nat(400) });

test("every attempt that is not answered in time expires on time, and no other, though rows are reused", () => {
  fc.assert(
    fc.property(fc.array(attempt, { maxLength: 400, size: "max" }), (attempts) => {
      const { expired, due } = watch(200, attempts);
      expect(expired).toEqual(due);
    }),
  );
});

test("one alarm serves them all: for a thousand attempts that are answered in time it rings once", () => {
  const { happened } = watch(1_000_000, new Array(1_000).fill({ gap: 10, takes: 5 }));
  expect(happened).toBe(1_000 + 1);
});
