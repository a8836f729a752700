import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ContainerChecks, type StartChecks, type StartEnd, startEnd } from "../../sim/pool/start-checks.js";

const seconds = (count: number) => Math.round(count * 1e6);
type TargetChecks = NonNullable<StartChecks["target"]> & Pick<StartChecks, "gracePeriod">;

const checks: TargetChecks = { interval: seconds(30), unhealthyThreshold: 2, healthyThreshold: 5, gracePeriod: 0 };
const grace = (s: number) => ({ ...checks, gracePeriod: seconds(s) });
const end = (phase: number, boot: number, target = checks, container: ContainerChecks | null = null) => {
  const { ends, after } = startEnd({ target, container, gracePeriod: target.gracePeriod }, phase, seconds(boot));
  return [ends, after / 1e6];
};

describe("a target that is new", () => {
  test.each([
    [0, 0, 0],
    [0.5, 5, 15],
    [0.5, 15, 15], // a check at the very moment it is up is good
    [0.5, 16, 45],
    [0.1, 32, 33],
  ])("with its first check after %f of the interval and %f s of boot serves after %f s", (phase, boot, at) => {
    expect(end(phase, boot)).toEqual(["healthy", at]);
  });

  // Checks at 15 and 45 s both fail: unhealthy at 45, and ECS stops it there.
  test("that boots past its second check is stopped at it", () => {
    expect(end(0.5, 46)).toEqual(["stopped", 45]);
    expect(end(0.5, 1_000)).toEqual(["stopped", 45]);
  });

  // Unhealthy at 45; booted at 50, so that checks are good at 75, 105, 135, 165 and 195: five in a row.
  test("has the grace period to become healthy again, which takes five good checks by then", () => {
    expect(end(0.5, 50, grace(194))).toEqual(["stopped", 194]);
    expect(end(0.5, 50, grace(195))).toEqual(["healthy", 195]);
    expect(end(0.5, 50, grace(1_000))).toEqual(["healthy", 195]);
    expect(end(0.5, 30, grace(1_000))).toEqual(["healthy", 45]); // it never was unhealthy
  });
});

describe("a container's own check", () => {
  const container = { interval: seconds(10), timeout: seconds(5), retries: 3, startPeriod: 0 };

  // Checks at 10, 20 and 30 s hang until 35.
  test("that fails three times has the task stopped, though the balancer would wait", () => {
    expect(end(0.9, 31, checks, container)).toEqual(["stopped", 35]);
    expect(end(0.9, 30, checks, container)).toEqual(["healthy", 57]);
  });

  // Those before 60 s do not count: 60, 70 and 80 do.
  test("does not count failures within its start period, and ECS ignores them within the grace period", () => {
    const slow = { ...checks, unhealthyThreshold: 10 };
    expect(end(0.5, 81, slow, { ...container, startPeriod: seconds(60) })).toEqual(["stopped", 85]);
    expect(end(0.5, 80, slow, { ...container, startPeriod: seconds(60) })).toEqual(["healthy", 105]);
    expect(end(0.5, 81, { ...slow, gracePeriod: seconds(90) }, container)).toEqual(["healthy", 105]);
  });
});

/** The balancer's checks one after the other. */
function oneByOne(
  { interval, unhealthyThreshold, healthyThreshold, gracePeriod }: TargetChecks,
  phase: number,
  boot: number,
): StartEnd {
  let isUnhealthy = false;
  for (let at = Math.round(phase * interval), bad = 0, good = 0; ; at += interval) {
    if (isUnhealthy && at > gracePeriod) return { after: gracePeriod, ends: "stopped", by: "balancer" };
    if (at >= boot) good++;
    else bad++;
    if (good >= (isUnhealthy ? healthyThreshold : 1)) return { after: at, ends: "healthy", by: "balancer" };
    isUnhealthy = bad >= unhealthyThreshold;
    if (isUnhealthy && at >= gracePeriod) return { after: at, ends: "stopped", by: "balancer" };
  }
}

test("the end of a start is what checks one after the other come to", () => {
  const target = fc.record({
    interval: fc.integer({ min: 5, max: 60 }),
    unhealthyThreshold: fc.integer({ min: 2, max: 5 }),
    healthyThreshold: fc.integer({ min: 2, max: 5 }),
    gracePeriod: fc.nat(600),
  });
  fc.assert(
    fc.property(target, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(400), (target, phase, boot) => {
      const checks = { target, container: null, gracePeriod: target.gracePeriod };
      expect(startEnd(checks, phase, boot)).toEqual(oneByOne(target, phase, boot));
    }),
    { numRuns: 1_000 },
  );
});
