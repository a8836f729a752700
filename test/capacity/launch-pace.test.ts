import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { accountShape } from "../../sim/capacity/account.js";
import { VcpuQuota } from "../../sim/capacity/account-capacity.js";
import { LaunchPace, TokenBucket } from "../../sim/capacity/launch-pace.js";

const seconds = (count: number) => count * 1_000_000;
const account = z.decode(accountShape, {});

/** The slow twin: a bucket that fills by one `interval`th of a token each microsecond, and a queue before it. */
function tickByTick(burst: number, interval: number, calls: readonly number[]): number[] {
  const grants: number[] = [];
  let credit = burst * interval;
  for (let now = 0; grants.length < calls.length; now++) {
    while (calls[grants.length] <= now && credit >= interval) {
      credit -= interval;
      grants.push(now);
    }
    credit = Math.min(burst * interval, credit + 1);
  }
  return grants;
}

test("an account launches 100 tasks at once and 20 a second from then on", () => {
  const bucket = new TokenBucket(100, seconds(1) / 20);
  const delays = Array.from({ length: 3_100 }, () => bucket.admit(0));
  expect(delays.slice(0, 100).every((delay) => delay === 0)).toBe(true);
  expect(delays[100]).toBe(seconds(0.05));
  expect(delays[3_099]).toBe(seconds(3_000 / 20));
});

test("a bucket left alone for five seconds has its hundred tokens again, and no more", () => {
  const bucket = new TokenBucket(100, seconds(1) / 20);
  bucket.admit(0, 100);
  expect(bucket.admit(seconds(5), 100)).toBe(0);
  expect(bucket.admit(seconds(3_600), 101)).toBe(seconds(0.05));
});

test("a bucket grants what one filled tick by tick before a queue grants", () => {
  const small = (max: number) => fc.integer({ min: 1, max });
  fc.assert(
    fc.property(small(5), small(40), fc.array(fc.nat(120), { maxLength: 25 }), (burst, interval, gaps) => {
      const bucket = new TokenBucket(burst, interval);
      let now = 0;
      const calls = gaps.map((gap) => (now += gap));
      const grants = calls.map((call) => call + bucket.admit(call));
      expect(grants).toEqual(tickByTick(burst, interval, calls));
    }),
  );
});

test("the scheduler starts 3,100 tasks of one service in 6.2 minutes, as 500 a minute say", () => {
  // One every 60 s / 500 = 0.12 s: the 3,100th after 3,099 × 0.12 s = 371.88 s. The account's 20/s is not reached.
  const pace = new LaunchPace(account);
  expect(pace.admit(0, "web", "FARGATE")).toBe(0);
  expect(pace.admit(0, "web", "FARGATE", 3_099)).toBe(seconds(371.88));
});

test("several services share their account's pace, on-demand and Spot apart", () => {
  const pace = new LaunchPace(account);
  const last = ["a", "b", "c", "d"].map((service) => pace.admit(0, service, "FARGATE", 100));
  // Each service alone needs 99 × 0.12 s; the account lets 100 through at once and 20 a second after them.
  expect(last).toEqual([seconds(11.88), seconds(11.88), seconds(11.88), seconds(15)]);
  expect(pace.admit(0, "e", "FARGATE")).toBe(seconds(15.05));
  expect(pace.admit(0, "f", "FARGATE_SPOT")).toBe(0);
});

test("a smaller region is paced by its own limits", () => {
  const pace = new LaunchPace({ launchBurst: 25, launchRate: 5, serviceLaunchRate: 125 });
  expect(pace.admit(0, "web", "FARGATE", 26)).toBe(seconds(25 * 0.48));
});

test("on-demand and Spot have vCPU quotas of their own, and stopped tasks give theirs back", () => {
  const quota = new VcpuQuota({ FARGATE: 6, FARGATE_SPOT: 2 });
  expect([1, 2, 3, 4].map(() => quota.take("FARGATE", 2))).toEqual([true, true, true, false]);
  expect(quota.take("FARGATE_SPOT", 2)).toBe(true);
  expect(quota.take("FARGATE_SPOT", 0.25)).toBe(false);
  quota.release("FARGATE", 2);
  expect(quota.take("FARGATE", 2)).toBe(true);
});
