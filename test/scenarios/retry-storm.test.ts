import { describe, expect, test } from "vitest";
import type { WholeFacts } from "../support/simulate.js";
import { endsOf } from "../support/simulate.js";
import { runOnce, shipped } from "./shipped.js";

/** The spike is in minutes 10 and 11; from minute 20 on the load has been as before for eight minutes. */
const before = [0, 10] as const;
const after = [20, 40] as const;

const storm = (variant: string | null) =>
  runOnce(shipped({ name: "retry-storm", variant })).services as Readonly<Record<string, WholeFacts>>;
const mean = (column: Float64Array, [from, to]: readonly [number, number]) =>
  column.subarray(from, to).reduce((sum, value) => sum + value, 0) / (to - from);

describe("retries of calls after a short spike", () => {
  const { web, prices } = storm(null);

  test("keep a service down that held the same load before: the storm is metastable", () => {
    expect(mean(web.minutes.arrived, after) / mean(web.minutes.arrived, before)).toBeCloseTo(1, 1);
    expect(mean(web.minutes.failed, before) / mean(web.minutes.arrived, before)).toBeLessThan(0.001);
    expect(mean(web.minutes.failed, after) / mean(web.minutes.arrived, after)).toBeGreaterThan(0.9);
    expect(prices.requests.attempts / prices.requests.arrived).toBeGreaterThan(3);
  });

  test("of a tenth of calls let it come back", () => {
    const { web, prices } = storm("budget");
    expect(mean(web.minutes.failed, [10, 12]) / mean(web.minutes.arrived, [10, 12])).toBeGreaterThan(0.1);
    expect(mean(web.minutes.failed, after) / mean(web.minutes.arrived, after)).toBeLessThan(0.001);
    expect(prices.requests.attempts / prices.requests.arrived).toBeLessThan(1.1);
  });

  test("end every request once at both hops", () => {
    for (const service of [web, prices]) expect(endsOf(service)).toBe(service.requests.arrived);
  });
});
