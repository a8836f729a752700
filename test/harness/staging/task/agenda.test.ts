import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { Agenda, clock, Waits } from "../../../../harness/staging/task/agenda.js";
import { VirtualCpu } from "../../../../harness/staging/task/processor.js";
import { type CpuDiscipline, disciplines } from "../../../../sim/cpu/index.js";
import { Random } from "../../../../workload/random.js";

interface Step {
  readonly at: number;
  readonly request: number;
  readonly work: number;
}

/** When each step is finished if only the discipline counts: request and instant, in order. */
function oracle(discipline: CpuDiscipline, steps: readonly Step[]): readonly (readonly [number, number])[] {
  const finished: [number, number][] = [];
  const takeUntil = (until: number) => {
    while (discipline.nextAt() <= until) {
      const at = discipline.nextAt();
      finished.push([discipline.take(at), at]);
    }
  };
  for (const { at, request, work } of steps) {
    takeUntil(at);
    discipline.add(at, request, work);
  }
  takeUntil(Number.MAX_SAFE_INTEGER);
  return finished;
}

function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe("the agenda", () => {
  test.each(disciplines)("finishes CPU steps when $kind says, however late its timers fire", async ({ create }) => {
    const random = Random.stream(1, "steps");
    const steps: Step[] = [];
    const finished: [number, number][] = [];
    const cpu = new VirtualCpu(create(1), (request) => finished.push([request, agenda.now]));
    const agenda = new Agenda([cpu]);
    for (let request = 0; request < 50; request++) {
      const work = Math.round(random.uniform() * 10_000);
      agenda.enter(() => {
        steps.push({ at: agenda.now, request, work });
        cpu.compute(agenda.now, request, work);
      });
      if (request % 10 === 0) block(20);
      await pause(random.uniform() * 8);
    }
    await expect.poll(() => finished.length).toBe(steps.length);
    expect(finished).toEqual(oracle(create(1), steps));
  });

  test("serves nothing more than half a millisecond early", async () => {
    const waits = new Waits();
    const agenda = new Agenda([waits]);
    const early: number[] = [];
    agenda.enter(() => {
      for (let wait = 1; wait <= 40; wait++) {
        const due = agenda.now + wait * 2_700;
        waits.add(due, () => early.push(due - clock()));
      }
    });
    await expect.poll(() => early.length).toBe(40);
    expect(Math.max(...early)).toBeLessThanOrEqual(500);
  });

  test("serves equal times in the order in which they were added", async () => {
    const waits = new Waits();
    const agenda = new Agenda([waits]);
    const served: string[] = [];
    agenda.enter(() => {
      const due = agenda.now + 5_000;
      waits.add(due + 1, () => served.push("last"));
      waits.add(due, () => served.push("first"));
      waits.add(due, () => served.push("second"));
    });
    await expect.poll(() => served).toEqual(["first", "second", "last"]);
  });
});
