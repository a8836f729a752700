import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { disciplines, PausedCpu, type PauseSequence, Pauses } from "../../sim/cpu/index.js";
import { Random } from "../../workload/random.js";
import { tablesOf } from "../workload/fixture.js";
import { arrivals, type Job, serve } from "./serve.js";

interface Pause {
  readonly begins: number;
  readonly lasts: number;
}

/** Pauses from a list; none after the last. */
function listed(pauses: readonly Pause[]): PauseSequence {
  const never = { begins: Infinity, lasts: 0 };
  let at = 0;
  return {
    get begins() {
      return (pauses[at] ?? never).begins;
    },
    get lasts() {
      return (pauses[at] ?? never).lasts;
    },
    next: () => at++,
  };
}

/** One thread, microsecond by microsecond: in each that is no pause the first of the queue is worked on. */
function plainLoop(jobs: readonly Job[], pauses: readonly Pause[]): number[] {
  const comes = arrivals(jobs);
  const left = jobs.map(({ work }) => work);
  const finishes: number[] = [];
  for (let now = 0, first = 0; first < jobs.length; now++) {
    if (pauses.some(({ begins, lasts }) => now >= begins && now < begins + lasts)) continue;
    while (first < jobs.length && comes[first] <= now && left[first] === 0) finishes[first++] = now;
    if (first < jobs.length && comes[first] <= now) left[first]--;
  }
  return finishes;
}

const job = fc.record({ gap: fc.nat(40), work: fc.nat(30) });
const jobs = fc.array(job, { minLength: 1, maxLength: 25 });
const gaps = fc.array(fc.record({ gap: fc.nat(80), lasts: fc.integer({ min: 1, max: 50 }) }), { maxLength: 8 });

function pausesOf(gaps: readonly { readonly gap: number; readonly lasts: number }[]): readonly Pause[] {
  let at = 0;
  return gaps.map(({ gap, lasts }) => {
    const begins = at + gap;
    at = begins + lasts;
    return { begins, lasts };
  });
}

describe("a CPU that pauses", () => {
  test("is the event loop with those microseconds left out, whatever comes when", () => {
    const [, loop] = disciplines;
    fc.assert(
      fc.property(jobs, gaps, (jobs, gaps) => {
        const pauses = pausesOf(gaps);
        expect(serve(new PausedCpu(loop.create(1), 1, listed(pauses)), jobs)).toEqual(plainLoop(jobs, pauses));
      }),
    );
  });

  test.each(disciplines)("serves as $kind does between pauses, and each finish names itself again", ({ create }) => {
    const work = [{ gap: 0, work: 400 }];
    expect(serve(new PausedCpu(create(1), 1, listed([])), work)).toEqual(serve(create(1), work));
    const cpu = new PausedCpu(create(1), 1, listed([{ begins: 100, lasts: 60 }]));
    cpu.add(0, 7, 400);
    expect([cpu.nextAt(), cpu.used(130), cpu.nextAt(), cpu.take(460), cpu.length]).toEqual([460, 130, 460, 7, 0]);
  });

  test("keeps one thread busy in a pause, whether or not anyone is there", () => {
    const cpu = new PausedCpu(disciplines[0].create(4), 4, listed([{ begins: 100, lasts: 60 }]));
    expect([cpu.used(100), cpu.used(130), cpu.used(500)]).toEqual([0, 30, 60]);
  });
});

test("pauses come at their intervals, from a random point of the first, and never one within another", () => {
  const fixed = (value: number) => ({ kind: "fixed", value });
  const config = { every: fixed(5_000_000), lasts: fixed(60_000) };
  const firsts = Array.from({ length: 200 }, (_, task) => {
    const pauses = new Pauses(config, tablesOf(), Random.stream(1, task), 1_000);
    const first = pauses.begins;
    pauses.next();
    expect([pauses.begins - first, pauses.lasts]).toEqual([5_000_000, 60_000]);
    return (first - 1_000) / 5_000_000;
  });
  expect(Math.min(...firsts)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...firsts)).toBeLessThan(1);
  expect(firsts.reduce((sum, each) => sum + each, 0) / 200).toBeCloseTo(0.5, 1);
  const dense = new Pauses({ every: fixed(10), lasts: fixed(60) }, tablesOf(), Random.stream(1), 0);
  const begins = dense.begins;
  dense.next();
  expect(dense.begins).toBe(begins + 60);
});
