import { describe, expect, test } from "vitest";
import { parseWork } from "../../../../harness/protocol.js";
import { stagesOf } from "../../../../harness/staging/task/stages.js";

const stages = (work: string, parts: number) =>
  stagesOf(parseWork(work), parts).map(({ kind, duration, sends }) => `${kind} ${duration}${"!".repeat(sends)}`);

describe("the stages of a streamed reply", () => {
  test("are its steps when it has one part", () => {
    expect(stages("cpu=5,wait=9,cpu=4", 1)).toEqual(["cpu 5", "wait 9", "cpu 4"]);
  });

  test("cut its wait evenly; the last part ends the work", () => {
    expect(stages("cpu=5,wait=9,cpu=4", 3)).toEqual(["cpu 5", "wait 3!", "wait 3!", "wait 3", "cpu 4"]);
  });

  test("treat the waits as one, whatever is between them", () => {
    expect(stages("wait=4,cpu=7,wait=8", 2)).toEqual(["wait 4", "cpu 7", "wait 2!", "wait 6"]);
  });

  test("keep the length of the waits to the microsecond", () => {
    const cut = stagesOf(parseWork("wait=10"), 4);
    expect(cut.map(({ duration }) => duration).reduce((a, b) => a + b)).toBe(10);
    expect(cut.map(({ sends }) => sends)).toEqual([1, 1, 1, 0]);
  });

  test("send nothing before the end without waits", () => {
    expect(stages("cpu=5", 4)).toEqual(["cpu 5"]);
  });
});
