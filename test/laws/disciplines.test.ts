import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { disciplines } from "../../sim/cpu/index.js";
import { arrivals, serve } from "../cpu/serve.js";

const vcpus = fc.constantFrom(0.25, 0.5, 1, 2, 4, 16);
const job = fc.record({ gap: fc.oneof(fc.constant(0), fc.nat(100_000)), work: fc.nat(200_000) });
const jobs = fc.array(job, { minLength: 1, maxLength: 80, size: "max" });
const float = 1e-3;

describe.each(disciplines)("$kind", ({ create }) => {
  test("finishes every step once, at a whole microsecond, and never before its work is done", () => {
    fc.assert(
      fc.property(vcpus, jobs, (vcpu, jobs) => {
        const finishes = serve(create(vcpu), jobs);
        const comes = arrivals(jobs);
        const early = jobs.filter(({ work }, at) => finishes[at] - comes[at] < work / Math.min(1, vcpu) - float);
        expect(finishes.filter(Number.isInteger)).toHaveLength(jobs.length);
        expect(early).toEqual([]);
      }),
    );
  });

  test("conserves work: what was used is the work of all steps and less than a microsecond of rounding for each", () => {
    fc.assert(
      fc.property(vcpus, jobs, (vcpu, jobs) => {
        const cpu = create(vcpu);
        const end = Math.max(...serve(cpu, jobs));
        const work = jobs.reduce((sum, job) => sum + job.work, 0);
        expect(cpu.used(end)).toBeGreaterThanOrEqual(work - float);
        expect(cpu.used(end)).toBeLessThanOrEqual(work + jobs.length + float);
        expect(cpu.used(end + 1_000_000)).toBe(cpu.used(end));
      }),
    );
  });

  test("is busy while a step is there, with no more than its vCPUs", () => {
    fc.assert(
      fc.property(vcpus, jobs, fc.integer({ min: 1, max: 10_000 }), (vcpu, jobs, later) => {
        const cpu = create(vcpu);
        for (const [request, { work }] of jobs.entries()) cpu.add(0, request, work + 1_000_000);
        const used = cpu.used(later);
        expect(used).toBeGreaterThan(0);
        expect(used).toBeLessThanOrEqual(vcpu * later + float);
      }),
    );
  });

  test("names the same next finish whether or not it is looked at in between", () => {
    fc.assert(
      fc.property(vcpus, jobs, fc.double({ min: 0, max: 1, noNaN: true }), (vcpu, jobs, share) => {
        const cpu = create(vcpu);
        for (const [request, { work }] of jobs.entries()) cpu.add(0, request, work);
        const nextAt = cpu.nextAt();
        cpu.used(Math.floor(nextAt * share));
        expect(Math.abs(cpu.nextAt() - nextAt)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("goes on without a step that is withdrawn, and says whether it had it", () => {
    fc.assert(
      fc.property(vcpus, jobs, fc.nat(), fc.nat(50_000), (vcpu, jobs, which, at) => {
        const cpu = create(vcpu);
        for (const [request, { work }] of jobs.entries()) cpu.add(0, request, work + 60_000);
        const withdrawn = which % jobs.length;
        expect(cpu.remove(at, jobs.length)).toBe(false);
        expect(cpu.remove(at, withdrawn)).toBe(true);
        expect(cpu.remove(at, withdrawn)).toBe(false);
        expect(cpu.length).toBe(jobs.length - 1);
        const finished = jobs.slice(1).map(() => cpu.take(cpu.nextAt()));
        expect([...finished, withdrawn].sort((a, b) => a - b)).toEqual([...jobs.keys()]);
        expect(cpu.nextAt()).toBe(Infinity);
      }),
    );
  });

  test("hands out every step when it is cleared, keeps what was used, and serves again", () => {
    fc.assert(
      fc.property(vcpus, jobs, fc.nat(50_000), (vcpu, jobs, at) => {
        const cpu = create(vcpu);
        for (const [request, { work }] of jobs.entries()) cpu.add(0, request, work + 60_000);
        const used = cpu.used(at);
        const handedOut: number[] = [];
        cpu.clear(at, (request) => handedOut.push(request));
        expect(handedOut.sort((a, b) => a - b)).toEqual([...jobs.keys()]);
        expect([cpu.length, cpu.nextAt(), cpu.used(at + 1_000)]).toEqual([0, Infinity, used]);
        cpu.add(at + 2_000, 7, 100);
        expect([cpu.nextAt(), cpu.take(cpu.nextAt())]).toEqual([at + 2_000 + 100 / Math.min(1, vcpu), 7]);
      }),
    );
  });
});
