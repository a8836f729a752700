import { expect, test } from "vitest";
import { FleetRecorder, type Sighting } from "../../../harness/record/fleet-recorder.js";
import { second } from "../../../scenarios/language/units/time.js";

const look = (running: number, used: number | null = null, at = 0): Sighting => ({
  desired: 4,
  running,
  spot: 1,
  cpu: used === null ? null : { used, reserved: at },
});

test("a minute is the mean of its looks and the one just before it; a minute without looks is NaN", () => {
  const book = new FleetRecorder(["web"], 170 * second);
  book.observe(-second, "web", look(4));
  for (const [at, running] of [
    [10, 4],
    [20, 2],
    [50, 2],
  ] as const)
    book.observe(at * second, "web", look(running));
  const { running, desired, spot, cpu } = book.series().services.web;
  expect([...running]).toEqual([3, NaN, NaN]);
  expect([...desired]).toEqual([4, NaN, NaN]);
  expect([...spot]).toEqual([1, NaN, NaN]);
  expect([...cpu]).toEqual([NaN, NaN, NaN]);
});

test("CPU is what was used in a minute over what was reserved in it, without the warm-up", () => {
  const book = new FleetRecorder(["web"], 120 * second);
  // 60 % of four vCPUs, after a warm-up that used less.
  book.observe(-10 * second, "web", look(4, 0, 0));
  book.observe(-second, "web", look(4, 8, 36));
  book.observe(59 * second, "web", look(4, 152, 276));
  book.observe(119 * second, "web", look(4, 248, 516));
  const { cpu } = book.series().services.web;
  expect([...cpu]).toEqual([expect.closeTo(0.6, 12), expect.closeTo(0.4, 12)]);
});

test("a change of the desired count is an activity, at the look that showed it", () => {
  const book = new FleetRecorder(["web"], 60 * second);
  book.observe(0, "web", look(4));
  book.observe(second, "web", { ...look(4), desired: 6 });
  expect(book.series().services.web.activities).toEqual([{ at: second, from: 4, to: 6, cause: "seen", dynamic: true }]);
});

test("the running tasks are those seen last; a service that was not asked for is not kept", () => {
  const book = new FleetRecorder(["web", "chat"], 60 * second);
  expect(book.running).toBeNull();
  book.observe(-second, "web", look(3));
  book.observe(-second, "other", look(3));
  expect(book.running).toEqual({ web: 3 });
});
