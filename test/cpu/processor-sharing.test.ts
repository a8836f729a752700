import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ProcessorSharing } from "../../sim/cpu/processor-sharing.js";
import { shareExactly } from "./oracle-sharing.js";
import { type Job, serve } from "./serve.js";

const ms = (milliseconds: number) => milliseconds * 1_000;
const together = (...works: number[]): Job[] => works.map((work) => ({ gap: 0, work }));

test("equals a simulation in exact arithmetic, to a microsecond for each request that has left", () => {
  const job = fc.record({ gap: fc.oneof(fc.constant(0), fc.nat(200_000)), work: fc.nat(300_000) });
  const vcpus = fc.constantFrom(0.25, 0.5, 1, 2, 4, 8);
  fc.assert(
    fc.property(vcpus, fc.array(job, { maxLength: 12 }), (vcpu, jobs) => {
      const finishes = serve(new ProcessorSharing(vcpu), jobs);
      shareExactly(vcpu, jobs).forEach((exact, request) => {
        const before = finishes.filter((at) => at <= finishes[request]).length;
        expect(Math.abs(finishes[request] - exact)).toBeLessThanOrEqual(before);
      });
    }),
    { numRuns: 1_000 },
  );
});

describe("closed forms", () => {
  test.each([
    [2, 3, 1.5], // two vCPUs for three: each gets 2/3
    [0.5, 1, 2], // a half vCPU runs one at half speed
    [0.5, 4, 8],
    [4, 3, 1], // a request uses one vCPU at most
    [4, 8, 2],
    [1, 10, 10],
  ])("on %f vCPU, %i equal requests take %f times their work", (vcpu, count, stretch) => {
    const jobs = together(...new Array<number>(count).fill(ms(60)));
    expect(serve(new ProcessorSharing(vcpu), jobs)).toEqual(new Array(count).fill(ms(60 * stretch)));
  });

  test("three unequal requests on 2 vCPU: the two that stay behind have one each", () => {
    // 2/3 each until the first has its 30 ms, at 45; then 30 and 60 ms are left, at full speed.
    expect(serve(new ProcessorSharing(2), together(ms(30), ms(60), ms(90)))).toEqual([ms(45), ms(75), ms(105)]);
  });

  test("a request that comes in the middle of another halves its speed", () => {
    // 5 ms alone, then 5 ms of work at half speed: 15. The second has 5 ms left by then: 20.
    const jobs = [
      { gap: 0, work: ms(10) },
      { gap: ms(5), work: ms(10) },
    ];
    expect(serve(new ProcessorSharing(1), jobs)).toEqual([ms(15), ms(20)]);
  });

  test("a request that is withdrawn leaves its share to the others", () => {
    const cpu = new ProcessorSharing(1);
    cpu.add(0, 1, ms(10));
    cpu.add(0, 2, ms(10));
    cpu.remove(ms(4), 1); // 2 ms each are done
    expect(cpu.nextAt()).toBe(ms(12));
    expect(cpu.used(ms(12))).toBe(ms(12));
  });

  test("all vCPUs are used when there are requests enough, and one for each request when there are not", () => {
    const cpu = new ProcessorSharing(2);
    cpu.add(0, 1, ms(100));
    expect(cpu.used(ms(10))).toBe(ms(10));
    for (const request of [2, 3, 4, 5]) cpu.add(ms(10), request, ms(100));
    expect(cpu.used(ms(20))).toBe(ms(30));
  });
});

test("the heap of requests keeps its order when it grows to thousands", () => {
  const works = Array.from({ length: 5_000 }, (_, index) => ((index * 7_919) % 5_000) * 1_000);
  const finishes = serve(new ProcessorSharing(1), together(...works));
  const order = [...works.keys()].sort((a, b) => finishes[a] - finishes[b]);
  expect(order.map((request) => works[request])).toEqual([...works].sort((a, b) => a - b));
});
