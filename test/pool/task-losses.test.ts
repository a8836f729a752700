import { describe, expect, test } from "vitest";
import { seconds, stopTimes } from "./fleet.js";
import { IdleService } from "./service.js";

const evenly = { FARGATE: { base: 0, weight: 1 }, FARGATE_SPOT: { base: 0, weight: 1 } };
const z999 = 3.29;

/** What the processes were told, without the times. */
const told = (service: IdleService) => service.processes.told.map((what) => what.replace(/^[^ ]+ /, ""));
const count = (words: readonly string[], pattern: RegExp) => words.filter((one) => pattern.test(one)).length;

test("tasks die without a signal at the hazard that is assumed, whoever replaces them", () => {
  // A hundred tasks for an hour at one death per task-hour: Poisson with mean 100.
  const service = new IdleService({ abruptHazard: 1, strategy: evenly }).begin(100).until(3_600);
  const deaths = count(told(service), /process gone, abrupt/);
  expect(Math.abs(deaths - 100)).toBeLessThan(z999 * 10);
  expect(count(told(service), /SIGTERM/)).toBe(0);
  expect(service.active).toEqual([50, 50]);
});

test("independent notices come to Spot tasks only, with SIGTERM, at the market's hazard", () => {
  // 99 % a month is −ln(0.01)/730 an hour; 500 Spot tasks for ten hours meet 31.5 notices on average.
  const service = new IdleService({ interruptionsPerMonth: 0.99, strategy: evenly }).begin(1_000).until(36_000);
  const expected = (-Math.log(0.01) / 730) * 500 * 10;
  expect(Math.abs(service.ecs.interruptions - expected)).toBeLessThan(z999 * Math.sqrt(expected));
  expect(count(told(service), /SIGTERM.*spot/)).toBe(service.ecs.interruptions);
  expect(service.active).toEqual([500, 500]);
});

test("a task that is stopped takes its fate with it: the next one in its row does not die in its place", () => {
  const deaths = (replacesAll: boolean) => {
    const stop = { ...stopTimes, deregistrationDelay: 0 };
    const service = new IdleService({ abruptHazard: 0.5, strategy: evenly, stop }).begin(20);
    if (replacesAll) {
      service.ecs.scheduler.setDesired(0);
      service.until(20).ecs.scheduler.setDesired(20);
    }
    return service.until(3_600).processes.told.filter((what) => what.includes("abrupt"));
  };
  const [first] = deaths(false);
  expect(first).toBeDefined();
  expect(deaths(true)).not.toContain(first);
});

test("a crunch takes Spot tasks that start, too, and counts its notices", () => {
  const service = new IdleService({ crunch: { at: 60, lasts: 600 }, strategy: evenly }).begin(4);
  service.until(30).ecs.scheduler.setDesired(8);
  expect(service.until(61).active).toEqual([4, 0]);
  // Two Spot tasks ran and two were on their way: four notices, two interruptions.
  expect([service.ecs.crunchNotices, service.ecs.interruptions]).toEqual([4, 2]);
});

test("a task that runs from the warm-up on meets its notice up to the end of the run", () => {
  // A thousand Spot tasks at 99 % a month, five hours after they began: every notice of the reported hour comes late.
  const service = new IdleService({
    interruptionsPerMonth: 0.99,
    strategy: evenly,
    from: -18_000,
    until: seconds(3_600),
  });
  const { interruptions } = service.begin(2_000).until(3_600).ecs;
  const expected = (-Math.log(0.01) / 730) * 1_000;
  expect(Math.abs(interruptions - expected)).toBeLessThan(z999 * Math.sqrt(expected));
});

describe("a crunch that was under way before the world began", () => {
  const allSpot = { FARGATE_SPOT: { base: 0, weight: 1 } };

  test("has taken its Spot tasks by then, and none starts until it is over", () => {
    const service = new IdleService({ crunch: { at: -300, lasts: 600 }, strategy: evenly }).begin(8);
    expect(service.active).toEqual([4, 0]);
    expect(service.until(299).active).toEqual([4, 0]);
    expect(service.until(390).active).toEqual([4, 4]);
    expect([service.ecs.crunchNotices, service.ecs.interruptions]).toEqual([0, 0]);
  });

  test("takes those whose notice is yet to come when it comes", () => {
    // Notices of forty tasks are spread over 200 s, of which the first 100 are past: half are gone, half go within 100 s.
    const crunch = { at: -100, lasts: 600, within: 200 };
    const service = new IdleService({ crunch, strategy: allSpot }).begin(40);
    const [, left] = service.active;
    expect(Math.abs(left - 20)).toBeLessThan(z999 * Math.sqrt(10));
    expect(service.until(100).active).toEqual([0, 0]);
    expect(service.ecs.crunchNotices).toBe(left);
  });
});

test("what a crunch would take after the reported time is neither noticed nor expected", () => {
  // Notices of forty tasks are spread over 100 s, of which the reported time has the first 50.
  const crunch = { at: 60, lasts: 600, within: 100 };
  const service = new IdleService({ crunch, until: 110e6, strategy: { FARGATE_SPOT: { base: 0, weight: 1 } } });
  const { crunchNotices, interruptions } = service.begin(40).until(300).ecs;
  expect(crunchNotices).toBe(interruptions);
  expect(Math.abs(interruptions - 20)).toBeLessThan(z999 * Math.sqrt(10));
});
