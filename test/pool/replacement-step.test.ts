import { expect, test } from "vitest";
import { type ReplacementCounts, replacementStep } from "../../sim/pool/steps.js";

const four: ReplacementCounts = {
  desired: 4,
  all: 4,
  discarded: 0,
  isDeploying: false,
  starting: 0,
  healthy: 4,
  failing: 0,
};
const step = (counts: Partial<ReplacementCounts>, maximumPercent = 2) =>
  replacementStep({ ...four, ...counts }, maximumPercent);

test("nothing is done where all are healthy, and a missing task is launched whatever still stops", () => {
  expect(step({})).toEqual({ launch: 0, stop: 0 });
  expect(step({ healthy: 3, all: 20 })).toEqual({ launch: 1, stop: 0 });
});

test("two of four that fail: two are launched beside them, and each is stopped when a replacement is healthy", () => {
  expect(step({ healthy: 2, failing: 2 })).toEqual({ launch: 2, stop: 0 });
  expect(step({ healthy: 2, failing: 2, starting: 2, all: 6 })).toEqual({ launch: 0, stop: 0 });
  expect(step({ healthy: 3, failing: 2, starting: 1, all: 6 })).toEqual({ launch: 0, stop: 1 });
  expect(step({ healthy: 4, failing: 1, all: 6 })).toEqual({ launch: 0, stop: 1 });
});

test("the maximum bounds how many are launched beside those that fail: 6 of 4 at 150 %", () => {
  expect(step({ healthy: 0, failing: 4 }, 1.5)).toEqual({ launch: 2, stop: 0 });
});

test("where it leaves no room, one goes first, and the next when its replacement is healthy", () => {
  expect(step({ healthy: 1, failing: 3 }, 1)).toEqual({ launch: 0, stop: 1 });
  expect(step({ healthy: 1, failing: 2, discarded: 1 }, 1)).toEqual({ launch: 0, stop: 0 }); // it drains
  expect(step({ healthy: 1, failing: 2, all: 3 }, 1)).toEqual({ launch: 1, stop: 0 });
  expect(step({ healthy: 1, failing: 2, starting: 1 }, 1)).toEqual({ launch: 0, stop: 0 });
  expect(step({ healthy: 2, failing: 2 }, 1)).toEqual({ launch: 0, stop: 1 });
});

test("while the old tasks of a deployment drain, the maximum bounds every launch", () => {
  expect(step({ healthy: 2, all: 4, isDeploying: true }, 1)).toEqual({ launch: 0, stop: 0 });
  expect(step({ healthy: 2, all: 4, isDeploying: true }, 1.25)).toEqual({ launch: 1, stop: 0 });
  expect(step({ healthy: 2, all: 4 }, 1)).toEqual({ launch: 2, stop: 0 });
});
