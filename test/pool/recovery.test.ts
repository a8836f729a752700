import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { Fallback } from "../../sim/pool/fallback.js";
import { backoffDelay, launchRetryShape } from "../../sim/pool/retry.js";

const seconds = (count: number) => count * 1_000_000;
const minutes = (count: number) => seconds(60 * count);
const retry = z.decode(launchRetryShape, {});

test("without capacity a launch is tried again after 10, 20, 40 and then every 60 seconds", () => {
  expect([1, 2, 3, 4, 5, 5_000].map((failures) => backoffDelay(retry.noCapacity, failures))).toEqual(
    [10, 20, 40, 60, 60, 60].map(seconds),
  );
});

test("a task that never reaches RUNNING is tried again at intervals that grow to 15 minutes", () => {
  expect([1, 7, 8, 100].map((failures) => backoffDelay(retry.failedStart, failures))).toEqual(
    [10, 640, 900, 900].map(seconds),
  );
});

test("a Spot task missing for ten minutes gets a substitute, which goes when Spot returns", () => {
  const fallback = new Fallback({ to: "FARGATE", after: minutes(10) });
  expect(fallback.observe(0, 2)).toBe(0);
  expect(fallback.nextAt(0)).toBe(minutes(10));
  expect(fallback.observe(minutes(4), 5)).toBe(0);
  expect(fallback.observe(minutes(10), 5)).toBe(2);
  expect(fallback.nextAt(minutes(10))).toBe(minutes(14));
  expect(fallback.observe(minutes(14), 5)).toBe(5);
  expect(fallback.nextAt(minutes(14))).toBe(Number.POSITIVE_INFINITY);
  expect(fallback.observe(minutes(16), 1)).toBe(1);
  expect(fallback.observe(minutes(17), 0)).toBe(0);
});

test("Spot that comes back in time leaves nothing to substitute", () => {
  const fallback = new Fallback({ to: "FARGATE", after: minutes(10) });
  fallback.observe(0, 3);
  fallback.observe(minutes(9), 0);
  expect(fallback.observe(minutes(10), 3)).toBe(0);
});

test("substitutes are the fewest Spot tasks that were missing at any moment of the last `after`", () => {
  const history = fc.array(fc.record({ gap: fc.integer({ min: 1, max: 5 }), missing: fc.nat(6) }), { minLength: 1 });
  fc.assert(
    fc.property(history, (steps) => {
      const fallback = new Fallback({ to: "FARGATE", after: 10 });
      const seen = [{ at: Number.NEGATIVE_INFINITY, missing: 0 }];
      let now = 0;
      for (const { gap, missing } of steps) {
        now += gap;
        seen.push({ at: now, missing });
        // What stood at the start of the window, and all that came in it.
        const standing = seen.findLastIndex(({ at }) => at <= now - 10);
        expect(fallback.observe(now, missing)).toBe(Math.min(...seen.slice(standing).map((step) => step.missing)));
      }
    }),
  );
});
