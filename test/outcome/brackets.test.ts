import { expect, test } from "vitest";
import { aggregate } from "../../sim/outcome/aggregate.js";
import { withBrackets } from "../../sim/outcome/brackets.js";
import { parseObjective } from "../../sim/outcome/objectives/parse.js";
import type { Run } from "../../sim/outcome/runs.js";
import { bill, latencies, minutes, run, service, tellAll } from "./fixtures.js";

const objectives = ["cost total <= $11", "orchestrator p99 <= 3s"].map((text) => parseObjective(text));

/** Nights that cost so much and asked for so many tasks. */
function nights(usd: readonly number[], tasks: number): readonly Run[] {
  const latency = latencies(Array.from({ length: 3000 }, () => 100));
  const columns = minutes(1, { desired: [tasks] });
  const within = [{ limit: 3_000_000, answered: Float64Array.of(1000) }];
  return usd.map((each, index) =>
    run(index, {
      bill: bill(each, null),
      services: { orchestrator: service({ latency: { ...latency, within }, minutes: columns }) },
    }),
  );
}

function bracketed(predicted: readonly Run[], allAge: readonly Run[], fresh: readonly Run[]) {
  const experiment = {
    ...{ kind: "predicted" as const, scenario: "night", about: "", variant: null, version: "0.1.0", seed: 1 },
    clock: { start: "2026-03-02T23:00:00+09:00", durationS: 86_400, warmupS: 0 },
    ...{ services: tellAll("orchestrator"), strata: [], objectives, claims: [], assumptions: [] },
    replicationsAsked: predicted.length,
  };
  const outcome = aggregate(experiment, predicted);
  return withBrackets({
    outcome,
    runs: predicted,
    strata: [],
    objectives,
    ends: { allAge: { runs: allAge }, fresh: { runs: fresh } },
  });
}

// Mean $10, s/√6 = 0.0365, t(0.975, 5) = 2.571: $9.91 to $10.09.
const usd = [10, 10.1, 9.9, 10, 10.1, 9.9];
const first = (shift: number) => usd.slice(0, 4).map((each, i) => each + shift * [1, 1.1, 0.9, 1][i]);

test("what leaves the interval of the prediction at an end is told, as the prediction moved by the paired difference", () => {
  const { brackets, digest, replications } = bracketed(nights(usd, 30), nights(first(2), 74), nights(first(-0.05), 30));
  expect([digest, replications]).toEqual([bracketed(nights(usd, 30), nights(usd, 30), nights(usd, 30)).digest, 6]);
  expect(brackets?.replications).toBe(4);
  expect(brackets?.moved).toMatchObject([
    { name: "cost total", field: "cost.totalUsd", unit: "USD", ...ends(10, 12, 9.95) },
    { name: "orchestrator most tasks", field: "orchestrator.tasks.desiredMax", unit: "count", ...ends(30, 74, 30) },
  ]);
});

test("what stays inside the interval, or moves by chance alone, is not told", () => {
  const [near, scattered] = [first(0.05), [12, 8, 12.5, 9]].map((each) => nights(each, 30));
  expect(bracketed(nights(usd, 30), near, scattered).brackets).toMatchObject({ moved: [], verdicts: [] });
});

test("a verdict that an end reverses is told beside it", () => {
  const { objectives, brackets } = bracketed(nights(usd, 30), nights(first(2), 30), nights(first(0), 30));
  expect(objectives[0]).toMatchObject({
    verdict: "met",
    detail: "$10 ± 0.09 · missed if all of the metric lag is age of the metric",
  });
  expect(objectives[1].detail).not.toContain("if ");
  expect(brackets?.verdicts).toEqual([
    { objective: "cost total <= $11", verdict: "met", allAge: "missed", fresh: "met" },
  ]);
});

test("one replication has no interval: what moves by more than 5 % is told", () => {
  const alone = (share: number) =>
    bracketed(nights([10], 30), nights([10 * share], 30), nights([10], 30)).brackets?.moved;
  expect(alone(1.04)).toEqual([]);
  expect(alone(1.06)).toHaveLength(1);
});

function ends(value: number, allAge: number, fresh: number) {
  return { value, allAge: expect.closeTo(allAge, 9), fresh: expect.closeTo(fresh, 9) };
}
