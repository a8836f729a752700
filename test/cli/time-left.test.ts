import { expect, test } from "vitest";
import { timeLeft } from "../../sim/cli/terminal.js";

test("the time left is that of what is computed now: what an earlier call left behind took no time", () => {
  let nowMs = 0;
  const left = timeLeft(() => nowMs);
  const told = [
    [450, 500, 0],
    [450, 500, 5_000],
    [460, 500, 10_000],
    [500, 500, 50_000],
  ].map(([done, total, atMs]) => {
    nowMs = atMs;
    return left(done, total);
  });
  expect(told).toEqual(["", "", " · 40 s left", " · 0 s left"]);
});
