import { describe, expect, test } from "vitest";
import type { WholeFacts } from "../support/simulate.js";
import { configurations, runOnce, shipped, sum } from "./shipped.js";

describe.each(configurations)("$name, variant $variant", (configuration) => {
  test("is named as its file, asks one question, and reads without a warning", () => {
    const { scenario, warnings } = shipped(configuration);
    expect(scenario.name).toBe(configuration.name);
    expect(scenario.about).toMatch(/\?$/);
    // The document's own strategy is diluted: at five tasks, base 3 leaves one of them to Spot.
    expect(warnings.filter(({ code }) => code !== "diluted-spot")).toEqual([]);
  });

  test("explains every claim of the document that it answers", () => {
    expect(shipped(configuration).scenario.claims.every(({ why }) => why !== undefined && why.length > 20)).toBe(true);
  });

  test("loses count of no request and of no write within ten minutes", () => {
    const { services, aborted } = runOnce(shipped(configuration, ["clock.duration=10m", "clock.warmup=2m"]));
    expect(aborted).toBeNull();
    for (const { requests, writes } of Object.values(services) as WholeFacts[]) {
      const { arrived, completed, degraded, unfinished, failedBy } = requests;
      expect(arrived).toBeGreaterThan(5_000);
      expect(completed + degraded + unfinished + sum(Object.values(failedBy))).toBe(arrived);
      expect(writes.flushed + writes.deadLettered + writes.lost).toBe(writes.accepted);
    }
  });
});
