import { describe, expect, test } from "vitest";
import { type PlanParts, planRun, taskOverAfter, tasksDone } from "../../../sim/services/launcher/run-plan.js";

/** Ten seconds of launch, then tasks of 20, 30 and 40 s; nothing fails, and nothing is too late. */
const parts: PlanParts = {
  phases: [
    { lasts: 4, failure: null },
    { lasts: 6, failure: null },
  ],
  tasks: 3,
  tryOf: (task) => ({ lasts: 20 + 10 * task, fails: false }),
  taskTimeout: Number.POSITIVE_INFINITY,
  taskRetries: 0,
  taskRetryDelay: 5,
  timeout: Number.POSITIVE_INFINITY,
  outOfMemoryAt: null,
};

describe("what an attempt does if nobody stops it", () => {
  test("goes through the phases of its launch and then works on task after task", () => {
    expect(planRun(parts)).toEqual({ worksAfter: 10, taskEnds: [30, 60, 100], endsAfter: 100, end: "succeeded" });
  });

  test("ends with the phase that fails: no task begins", () => {
    const phases = [
      { lasts: 4, failure: "artifactMissing" as const },
      { lasts: 6, failure: "packageBroken" as const },
    ];
    const plan = { worksAfter: Infinity, taskEnds: [], endsAfter: 4, end: "artifactMissing" };
    expect(planRun({ ...parts, phases })).toEqual(plan);
  });

  test("ends with the task that fails: those behind it are skipped", () => {
    const tryOf = (task: number) => ({ lasts: 20, fails: task === 1 });
    const plan = { worksAfter: 10, taskEnds: [30], endsAfter: 50, end: "taskFailed" };
    expect(planRun({ ...parts, tryOf })).toEqual(plan);
  });

  test("tries a task again after a pause, and goes on once it is done", () => {
    const tryOf = (task: number, tried: number) => ({ lasts: 20, fails: task === 1 && tried < 2 });
    // 10 + 20; three tries of 20 with two pauses of 5; 20.
    const plan = { worksAfter: 10, taskEnds: [30, 100, 120], endsAfter: 120, end: "succeeded" };
    expect(planRun({ ...parts, tryOf, taskRetries: 2 })).toEqual(plan);
    expect(planRun({ ...parts, tryOf, taskRetries: 1 })).toMatchObject({ endsAfter: 75, end: "taskFailed" });
  });

  test("gives a task up at its timeout, each try of it", () => {
    expect(planRun({ ...parts, taskTimeout: 30 })).toEqual({
      ...{ worksAfter: 10, taskEnds: [30, 60], endsAfter: 90, end: "timeout" },
    });
    expect(planRun({ ...parts, taskTimeout: 30, taskRetries: 1 }).endsAfter).toBe(125);
  });

  test("gives the whole run up at its own timeout, in a phase of its launch too", () => {
    expect(planRun({ ...parts, timeout: 60 })).toEqual({
      ...{ worksAfter: 10, taskEnds: [30, 60], endsAfter: 60, end: "timeout" },
    });
    expect(planRun({ ...parts, timeout: 8 })).toEqual({
      ...{ worksAfter: Infinity, taskEnds: [], endsAfter: 8, end: "timeout" },
    });
  });

  test("is killed for its memory at a share of its work, not of its launch", () => {
    // 0.5 of the 90 seconds from 10 on.
    const plan = { worksAfter: 10, taskEnds: [30], endsAfter: 55, end: "outOfMemory" };
    expect(planRun({ ...parts, outOfMemoryAt: 0.5 })).toEqual(plan);
  });

  test("knows what it works on: the task that is over next, and those that are done", () => {
    const plan = planRun(parts);
    expect([5, 10, 29, 30, 99].map((elapsed) => taskOverAfter(plan, elapsed))).toEqual([5, 30, 30, 60, 100]);
    expect([5, 30, 59, 100].map((elapsed) => tasksDone(plan, elapsed))).toEqual([0, 1, 1, 3]);
  });
});
