import { expect, test } from "vitest";
import type { ComparisonOutcome } from "../../sim/outcome/compared.js";
import { sim } from "../cli/sim.js";

test("common random numbers divide the variance of the cost of 50 % against 70 % Spot by five at least", () => {
  const call = ["compare", "scenarios/offpeak-50spot.yaml", "scenarios/offpeak-70spot.yaml", "--replications", "100"];
  const { contrasts } = JSON.parse(sim([...call, "--format", "json", "--quiet"]).stdout) as ComparisonOutcome;
  const dividedBy = (name: string) =>
    1 / (1 - contrasts[0].readings.find((reading) => reading.field === name)!.varianceReduction!);
  expect(dividedBy("cost.perMonthUsd")).toBeGreaterThanOrEqual(5);
  expect(dividedBy("orchestrator.latencyMs.p99")).toBeGreaterThan(1);
});
