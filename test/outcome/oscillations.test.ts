import { expect, test } from "vitest";
import type { ScalingActivity } from "../../sim/facts/aspects/scaling.js";
import { oscillations } from "../../sim/facts/aspects/scaling.js";
import { activity } from "./fixtures.js";

const fiveMinutes = 300_000_000;
const out = (second: number): ScalingActivity => activity(second, 5, 8);
const back = (second: number): ScalingActivity => activity(second, 8, 5);

test.each<[string, readonly ScalingActivity[], number]>([
  ["nothing", [], 0],
  ["one direction", [out(0), out(60), out(120)], 0],
  ["out and in within the window", [out(0), back(299)], 1],
  ["in and out within the window", [back(0), out(299)], 1],
  ["out and in exactly a window apart", [out(0), back(300)], 1],
  ["out and in further apart", [out(0), back(301)], 0],
  ["out, in, out: the second out has no partner left", [out(0), back(100), out(200)], 1],
  ["out, in, out, in", [out(0), back(100), out(200), back(280)], 2],
  ["two outs and two ins pair twice", [out(0), out(60), back(120), back(180)], 2],
  ["the first out is too old, the second is not", [out(0), out(100), back(350)], 1],
  ["scheduled actions and deployments do not count", [out(0), activity(60, 8, 5, false)], 0],
  ["an activity that changes nothing does not count", [out(0), activity(60, 8, 8)], 0],
])("%s", (_, activities, pairs) => {
  expect(oscillations(activities, fiveMinutes)).toBe(pairs);
});

test("a longer window finds what a shorter one misses", () => {
  const day = [out(0), back(1000), out(4000), back(4200)];
  expect([oscillations(day, fiveMinutes), oscillations(day, 6 * fiveMinutes)]).toEqual([1, 2]);
});
