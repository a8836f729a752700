import { expect, test } from "vitest";
import { Fleet, measured, origin, seconds } from "../pool/fleet.js";

/** A fleet of healthy targets, and what a check of each that is answered after so long changes. */
function healthy(count: number) {
  const fleet = new Fleet();
  const tasks = Array.from({ length: count }, (_, ordinal) => fleet.lifecycle.place(measured, origin({ ordinal })));
  const check = (task: number, answer: number) => {
    fleet.answersAfter[task] = seconds(answer);
    return fleet.targets.check(task, 0);
  };
  return { fleet, tasks, check };
}

test("two checks in a row without an answer in time make a target unhealthy, one does not", () => {
  const { check, fleet } = healthy(2);
  expect([6, 0, 6, 5, 6, 6].map((answer) => check(0, answer))).toEqual([false, false, false, false, false, true]);
  expect([fleet.targets.healthy, fleet.balancer.size]).toEqual([1, 1]);
});

test("five good checks in a row bring it back, four do not", () => {
  const { check, fleet } = healthy(2);
  const changed = [6, 6, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0].map((answer) => check(0, answer));
  expect(changed.flatMap((isChange, at) => (isChange ? [at] : []))).toEqual([1, 11]);
  expect([fleet.targets.healthy, fleet.balancer.size]).toEqual([2, 2]);
});

test("where all targets are unhealthy all get requests; once one is healthy, it alone does", () => {
  const { check, fleet, tasks } = healthy(3);
  const rotation = () => [fleet.targets.healthy, fleet.balancer.size];
  const fail = (task: number) => [check(task, 6), check(task, 6)];
  fail(tasks[0]);
  fail(tasks[1]);
  expect(rotation()).toEqual([1, 1]);
  fail(tasks[2]);
  expect(rotation()).toEqual([0, 3]);
  fleet.targets.leave(tasks[1], 0);
  expect(rotation()).toEqual([0, 2]);
  for (let good = 0; good < 5; good++) check(tasks[0], 0);
  expect(rotation()).toEqual([1, 1]);
  fleet.targets.leave(tasks[0], 0);
  expect(rotation()).toEqual([0, 1]);
});

test("a target that leaves and comes back starts its count of failed checks anew", () => {
  const { check, fleet, tasks } = healthy(2);
  check(tasks[0], 6);
  fleet.targets.leave(tasks[0], 0);
  fleet.targets.enter(tasks[0], 0);
  expect(check(tasks[0], 6)).toBe(false);
});
