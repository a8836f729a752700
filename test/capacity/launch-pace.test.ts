import fc from "fast-check";
import { expect, test } from "vitest";
import { AccountCapacity, accountShape } from "../../sim/capacity/account.js";
import { TokenBucket } from "../../sim/capacity/launch-pace.js";
import type { ProviderName } from "../../sim/capacity/providers/index.js";
import { definition, quietMarket } from "../pool/fleet.js";

const seconds = (count: number) => count * 1_000_000;

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

/** An account of these limits, and what it asks a service to wait for its next tasks. */
function delays(limits: object = {}) {
  const account = new AccountCapacity(
    accountShape.parse({ vcpuQuota: { FARGATE: 1e6 }, ...limits }),
    () => quietMarket,
  );
  const task = { ...definition, vcpu: 1 };
  return (service: string, count: number, provider: ProviderName = "FARGATE", isRun = false): readonly number[] =>
    Array.from({ length: count }, (_, ordinal) => {
      const seat = account.seat(provider, 0, { service, ordinal, attempt: ordinal, zone: 0, task, isRun });
      return "refused" in seat ? Number.NaN : seat.delay;
    });
}

test("the scheduler starts 3,100 tasks of one service in 6.2 minutes, as 500 a minute say", () => {
  // One every 60 s / 500 = 0.12 s: the 3,100th after 3,099 × 0.12 s = 371.88 s. The account's 20/s is not reached.
  const of = delays()("web", 3_100);
  expect([of[0], of[3_099]]).toEqual([0, seconds(371.88)]);
});

test("several services share their account's pace, on-demand and Spot apart", () => {
  const of = delays();
  const last = ["a", "b", "c", "d"].map((service) => of(service, 100).at(-1));
  // Each service alone needs 99 × 0.12 s; the account lets 100 through at once and 20 a second after them.
  expect(last).toEqual([seconds(11.88), seconds(11.88), seconds(11.88), seconds(15)]);
  expect(of("e", 1)).toEqual([seconds(15.05)]);
  expect(of("f", 1, "FARGATE_SPOT")).toEqual([0]);
});

test("a smaller region is paced by its own limits", () => {
  const of = delays({ launchBurst: 25, launchRate: "5/s", serviceLaunchRate: "125/min" });
  expect(of("web", 26).at(-1)).toBe(seconds(25 * 0.48));
});

test("RunTask is paced by the account alone: a hundred at once, then 20 a second", () => {
  const of = delays()("nightly", 102, "FARGATE", true);
  expect([of[99], of[100], of[101]]).toEqual([0, seconds(0.05), seconds(0.1)]);
});
