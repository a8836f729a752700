import { expect, test } from "vitest";
import { Pacer } from "../../../harness/generator/pacer.js";
import { SharedClock } from "../../../harness/generator/shared-clock.js";
import type { Planned } from "../../../harness/plan/planned.js";

/** Paces releases that are due at these instants; `onRelease` is called with each due time. */
function pace(due: readonly number[], onRelease: (dueAt: number, pacer: Pacer) => void = () => {}) {
  const clock = new SharedClock();
  clock.agree(process.hrtime.bigint());
  const left = due.map((dueAt) => ({ dueAt }) as Planned);
  const released: { readonly dueAt: number; readonly at: number }[] = [];
  const pacer: Pacer = new Pacer({
    next: () => left.shift() ?? null,
    now: clock.now,
    release: ({ dueAt }, at) => {
      released.push({ dueAt, at });
      onRelease(dueAt, pacer);
    },
  });
  return { pacer, released, clock };
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1];
const every = (gap: number, count: number) => Array.from({ length: count }, (_, i) => 20_000 + i * gap);

test("releases all in order and nothing early", async () => {
  const due = every(700, 300);
  const { pacer, released } = pace(due);
  await pacer.run();
  expect(released.map(({ dueAt }) => dueAt)).toEqual(due);
  expect(released.filter(({ dueAt, at }) => at < dueAt)).toEqual([]);
});

test("is typically less than two milliseconds later than a timer set for each release", async () => {
  const due = every(5_000, 101);
  const { pacer, released, clock } = pace(due);
  const timers: number[] = [];
  for (const dueAt of due) setTimeout(() => timers.push(clock.now() - dueAt), dueAt / 1_000);
  await pacer.run();
  await expect.poll(() => timers.length).toBe(due.length);
  const lags = released.map(({ dueAt, at }) => at - dueAt);
  expect(median(lags)).toBeLessThan(2_000 + Math.max(0, median(timers)));
});

test("after a stall releases at once what became due meanwhile", async () => {
  const due = every(1_000, 200);
  const { pacer, released, clock } = pace(due, (dueAt) => {
    if (dueAt === due[10]) for (const until = clock.now() + 100_000; clock.now() < until; );
  });
  await pacer.run();
  expect(released.map(({ dueAt }) => dueAt)).toEqual(due);
  const stalledAt = released[11].at;
  const missed = released.filter(({ dueAt }) => dueAt > due[10] && dueAt <= stalledAt);
  expect(missed.length).toBeGreaterThanOrEqual(90);
  expect(missed.at(-1)!.at - stalledAt).toBeLessThan(50_000);
});

test("stops where it is told to", async () => {
  const due = every(1_000, 50);
  const { pacer, released } = pace(due, (dueAt, it) => dueAt === due[5] && it.stop());
  await pacer.run();
  expect(released.length).toBe(6);
});

test("has nothing to do for an empty plan", async () => {
  await expect(pace([]).pacer.run()).resolves.toBeUndefined();
});
