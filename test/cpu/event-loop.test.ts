import fc from "fast-check";
import { expect, test } from "vitest";
import { EventLoop } from "../../sim/cpu/event-loop.js";
import { arrivals, type Job, serve } from "./serve.js";

/** First come, first served: a step begins when it has come and the one before is finished. */
function recursion(speed: number, jobs: readonly Job[]): number[] {
  const comes = arrivals(jobs);
  let free = 0;
  return jobs.map(({ work }, index) => (free = Math.max(free, comes[index]) + Math.ceil(work / speed)));
}

const jobs = fc.array(fc.record({ gap: fc.nat(50_000), work: fc.nat(60_000) }), { maxLength: 300, size: "max" });

test.each([
  [0.25, 0.25],
  [0.5, 0.5],
  [1, 1],
  [2, 1], // more than one vCPU does not make one thread faster
  [16, 1],
])("on %f vCPU it is the FCFS recursion at speed %f, to the microsecond", (vcpu, speed) => {
  fc.assert(
    fc.property(jobs, (jobs) => {
      expect(serve(new EventLoop(vcpu), jobs)).toEqual(recursion(speed, jobs));
    }),
  );
});

test("a step that is withdrawn while it runs lets the next begin at once; one that waits was never there", () => {
  const loop = new EventLoop(1);
  for (const request of [1, 2, 3]) loop.add(0, request, 1_000);
  loop.remove(400, 1);
  loop.remove(500, 3);
  expect([loop.nextAt(), loop.length]).toEqual([1_400, 1]);
  expect(loop.take(1_400)).toBe(2);
  expect(loop.used(2_000)).toBe(1_400);
});
