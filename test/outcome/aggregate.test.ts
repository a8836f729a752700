import { describe, expect, test } from "vitest";
import { aggregate, type Experiment } from "../../sim/outcome/aggregate.js";
import { exitCode } from "../../sim/outcome/exit-code.js";
import { parseObjective } from "../../sim/outcome/objectives/parse.js";
import type { ObjectiveOutcome, Outcome } from "../../sim/outcome/outcome.js";
import { combineDigests } from "../../sim/outcome/replication.js";
import type { Run } from "../../sim/outcome/runs.js";
import { whole } from "../support/simulate.js";
import { activity, bill, latencies, minutes, requests, run, service, tellAll } from "./fixtures.js";

const experiment: Experiment = {
  kind: "predicted",
  scenario: "night",
  about: "",
  variant: null,
  version: "0.1.0",
  seed: 1,
  replicationsAsked: 2,
  clock: { start: "2026-03-02T23:00:00+09:00", durationS: 86_400, warmupS: 1800 },
  services: tellAll("orchestrator"),
  strata: [],
  objectives: [],
  claims: [],
  assumptions: ["no public interruption rate exists"],
};

/** What all runs say of the one service. */
const onlyOf = (...runs: Parameters<typeof aggregate>) => whole(aggregate(...runs).services.orchestrator);

/** Two nights that differ in everything an outcome tells. */
const nights = [
  run(0, {
    bill: bill(10),
    services: {
      orchestrator: service({
        requests: requests({ arrived: 2000, completed: 1900, degraded: 60, unfinished: 10, failedBy: { shed: 30 } }),
        latency: latencies(Array.from({ length: 2000 }, (_, i) => (i < 1000 ? 100 : 300))),
        minutes: minutes(3, { running: [10, 12, 14], spot: [5, 6, 7], cpu: [0.4, Number.NaN, 0.6] }),
        scaling: {
          activities: [activity(0, 10, 12), activity(100, 12, 10), activity(5000, 10, 20, false)],
          lags: [90_000_000, 150_000_000],
        },
        spot: { interruptions: 2, interruptedRequests: 4, interruptionsExpected: 0 },
        writes: { accepted: 4000, flushed: 3990, deadLettered: 6, lost: 4, lostAtMost: 5, lostAtOnce: 1 },
        tasks: { hours: 0.6 },
      }),
    },
  }),
  run(1, {
    bill: bill(12),
    services: {
      orchestrator: service({
        requests: requests({ arrived: 3000, completed: 3000 }),
        latency: latencies(Array.from({ length: 3000 }, () => 200)),
        minutes: minutes(3, { running: [8, 8, 8], spot: [4, 4, 4], cpu: [0.3, 0.3, 0.3] }),
        spot: { interruptions: 1, interruptedRequests: 2, interruptionsExpected: 0 },
        writes: { accepted: 6000, flushed: 5994, deadLettered: 4, lost: 2, lostAtMost: 3, lostAtOnce: 1 },
        tasks: { hours: 0.4 },
      }),
    },
  }),
];

describe("an outcome of two nights", () => {
  const outcome = aggregate(experiment, nights);
  const orchestrator = whole(outcome.services.orchestrator);

  test("counts requests as means whose ends add up to arrivals", () => {
    const { requests } = orchestrator;
    expect(requests).toMatchObject({ arrived: 2500, completed: 2450, degraded: 30, unfinished: 5, failed: 15 });
    expect(requests.failedBy.shed).toBe(15);
    expect(requests.completed + requests.degraded + requests.unfinished + requests.failed).toBe(requests.arrived);
  });

  test("gives latencies in milliseconds with their interval over nights", () => {
    // p99 of the nights is 300 and 200 ms; half-width t(0.975, 1) × 70.71/√2 = 12.706205 × 50.
    const { p99, p999, mean } = orchestrator.latencyMs;
    expect(p99.value).toBeCloseTo(250, 0);
    // Student's begins below zero: that of the logarithms of 200 and 300 ms does not.
    expect(p99.low).toBeCloseTo(Math.sqrt(200 * 300) * Math.exp((-12.706205 * Math.log(300 / 200)) / 2), -1);
    expect(p99.high).toBeCloseTo(250 + 12.706205 * 50, -1);
    expect(mean.value).toBeCloseTo(200, 6);
    // 20 requests beyond p999 take 20,000.
    expect(p999).toEqual({ value: null, low: null, high: null, predictedRange: null });
  });

  test("has the p99 of all that arrived beside that of the answered, null where too few were answered", () => {
    // Of 2,000 and 3,000 arrivals 2,000 and 3,000 latencies are known: the same requests.
    expect(orchestrator.arrivedP99Ms.value).toBe(orchestrator.latencyMs.p99.value);
    const shed = (failures: number) =>
      onlyOf({ ...experiment, replicationsAsked: 1 }, [
        run(0, {
          services: {
            orchestrator: service({
              requests: requests({ arrived: 2200, completed: 2200 - failures, failedBy: { shed: failures } }),
              latency: latencies(Array.from({ length: 2200 - failures }, (_, i) => 1 + i)),
            }),
          },
        }),
      ]);
    // Of 2,190 latencies of 1, 2, ... ms, p99 is the 2,169th; of 2,200 arrivals the 2,178th.
    expect(shed(10).latencyMs.p99.value).toBeCloseTo(2169, -1);
    expect(shed(10).arrivedP99Ms.value! - shed(10).latencyMs.p99.value!).toBeCloseTo(9, -1);
    expect(shed(30).arrivedP99Ms.value).toBeNull();
  });

  test("describes the fleet over minutes and nights", () => {
    // Task-minutes 36 and 24, on Spot 18 and 12; CPU 0.5 (a minute was not measured) and 0.3.
    expect(orchestrator.tasks).toEqual({ min: 8, mean: 10, max: 14, spotShare: 0.5 });
    expect(orchestrator.cpu.mean).toBeCloseTo(0.4, 12);
    expect(orchestrator.cpu.p95).toBeCloseTo((0.6 + 0.3) / 2, 12);
    expect(orchestrator.taskHours.value).toBeCloseTo(0.5, 12);
  });

  test("describes scaling", () => {
    const { scaleOuts, scaleIns, oscillationsPerDay, lagS } = orchestrator.scaling;
    expect([scaleOuts, scaleIns, oscillationsPerDay.value]).toEqual([1, 0.5, 0.5]);
    // Only the first night needed to scale.
    expect([lagS.mean.value, lagS.max.value]).toEqual([120, 150]);
    expect(lagS.max.low).toBeNull();
  });

  test("describes losses", () => {
    expect(orchestrator.spot.interruptions.value).toBe(1.5);
    expect(orchestrator.spot.errorRate.value).toBeCloseTo((4 / 2000 + 2 / 3000) / 2, 12);
    expect(orchestrator.writes).toMatchObject({
      accepted: 5000,
      flushed: 4992,
      deadLettered: 5,
      lostAtMost: 4,
    });
    expect(orchestrator.writes.lost.value).toBe(3);
    expect(orchestrator.writes.lostShare.value).toBeCloseTo((4 / 4000 + 2 / 6000) / 2, 12);
  });

  test("shows the minutes of the first replication", () => {
    expect(orchestrator.series.running).toEqual([10, 12, 14]);
    expect(orchestrator.series.p99Ms).toEqual([500, 500, 500]);
    expect(orchestrator.series.cpu[1]).toBeNaN();
  });

  test("adds its bill lines up to its total", () => {
    expect(outcome.cost.totalUsd.value).toBe(11);
    expect(outcome.cost.lines.reduce((total, { usd }) => total + usd, 0)).toBe(outcome.cost.totalUsd.value);
    expect(outcome.cost.perMonthUsd.value).toBeCloseTo(330, 9);
    // $10 for 2,000 requests and $12 for 3,000.
    expect(outcome.cost.perThousandRequestsUsd.value).toBeCloseTo((5 + 4) / 2, 12);
  });

  test("is the same whatever order the replications finish in", () => {
    expect(aggregate(experiment, nights.toReversed())).toEqual(outcome);
  });

  test("answers claims with what was computed", () => {
    const claims = [
      { document: "0.5–1 % of turns are lost", compute: "orchestrator.writes.lostShare", why: "a handler flushes" },
      { document: "$300 a month", compute: "cost.perMonth" },
    ];
    const answers = aggregate({ ...experiment, claims }, nights).claims;
    expect(answers[0]).toMatchObject({ unit: "ratio", why: "a handler flushes" });
    expect(answers[0].computed).toEqual(orchestrator.writes.lostShare);
    expect(answers[1]).toMatchObject({ unit: "USD", why: null, computed: outcome.cost.perMonthUsd });
  });
});

describe("special outcomes", () => {
  test("one run gives values and no intervals", () => {
    const { p99 } = onlyOf(experiment, [nights[0]]).latencyMs;
    expect(p99).toEqual({ value: expect.closeTo(300, 0), low: null, high: null, predictedRange: null });
  });

  test("a bill line that only some nights have counts as zero in the others", () => {
    const extra = { ...bill(3).lines[0], item: "Fargate GB", usd: 4, quantity: 40 };
    const first = { ...nights[0], bill: { ...bill(10), lines: [...bill(10).lines, extra], totalUsd: 14 } };
    const { lines, totalUsd } = aggregate(experiment, [first, nights[1]]).cost;
    expect(lines.map(({ item, quantity, usd }) => [item, quantity, usd])).toEqual([
      ["Fargate vCPU", 110, 11],
      ["Fargate GB", 20, 2],
    ]);
    expect(totalUsd.value).toBe(13);
  });

  test("a month that cannot be told has no value but a reason", () => {
    const { cost } = aggregate(experiment, [run(0, { bill: bill(10, null) }), run(1, { bill: bill(12, null) })]);
    expect([cost.perMonthUsd.value, cost.perMonthBasis]).toEqual([null, "a part of a day"]);
  });

  test("strata are weighed in the total and told apart beside it", () => {
    const strata = [
      { name: "calm", probability: 0.9, about: "no crunch" },
      { name: "crunch", probability: 0.1, about: "one crunch" },
    ];
    const stratum = (name: string, first: number, interruptions: readonly number[]) =>
      interruptions.map((count, i) =>
        run(first + i, {
          stratum: name,
          bill: bill(10),
          services: {
            orchestrator: service({ spot: { interruptions: count, interruptedRequests: 0, interruptionsExpected: 0 } }),
          },
        }),
      );
    const outcome = aggregate({ ...experiment, strata }, [
      ...stratum("calm", 0, [1, 2, 3]),
      ...stratum("crunch", 3, [10, 12, 14]),
    ]);
    // 0.9 × 2 + 0.1 × 12 = 3; the interval is worked in test/statistics/intervals.test.ts.
    const { interruptions } = whole(outcome.services.orchestrator).spot;
    expect(interruptions.value).toBeCloseTo(3, 12);
    expect(interruptions.high! - 3).toBeCloseTo(0.532291 * 3.9509, 2);
    expect(outcome.strata.map(({ name, replications }) => [name, replications])).toEqual([
      ["calm", 3],
      ["crunch", 3],
    ]);
    expect(outcome.strata[1].measures["orchestrator.spot.interruptions"].value).toBe(12);
    expect(outcome.strata[1].measures["cost.totalUsd"].value).toBe(10);
  });

  test("what was never seen is bounded by three over the number of runs", () => {
    const calm = Array.from({ length: 20 }, (_, i) => run(i, { services: { orchestrator: service() } }));
    const { spot } = onlyOf({ ...experiment, replicationsAsked: 20 }, calm);
    // 3/20 is more than 2.5 %: one run may well show the first.
    expect(spot.interruptions).toEqual({ value: 0, low: 0, high: 3 / 20, predictedRange: [0, 1] });
    // One of the 1,000 requests of a run is the least that can fail.
    expect(spot.errorRate.high).toBeCloseTo(3 / 20 / 1000, 15);
  });

  test("no quantile's interval begins below that of a smaller one, and the maximum of few runs has none", () => {
    const night = (index: number, slowest: readonly number[]): Run => {
      const latency = latencies([...Array.from({ length: 30_000 }, (_, i) => 100 + i / 300), ...slowest]);
      return run(index, { services: { orchestrator: service({ latency }) } });
    };
    const latencyOf = (slowest: readonly number[]) =>
      onlyOf(
        { ...experiment, replicationsAsked: slowest.length },
        slowest.map((ms, i) =>
          night(
            i,
            Array.from({ length: 40 }, (_, k) => ms + k),
          ),
        ),
      ).latencyMs;
    const two = latencyOf([4_000, 30_000]);
    expect([two.max.low, two.max.high, two.max.predictedRange]).toEqual([null, null, null]);
    // p99.9 lies among the slowest: Student's interval of 4 s and 30 s begins below zero, that of p99 at 199 ms.
    expect(two.p999.low).toBe(two.p99.low);
    expect(two.p99.low).toBeGreaterThan(190);
    const ten = latencyOf([4, 5, 4, 6, 5, 4, 60, 5, 4, 5].map((s) => s * 1_000));
    const order = [ten.p50, ten.p90, ten.p95, ten.p99, ten.p999, ten.max];
    for (const [i, { low, high, predictedRange }] of order.slice(1).entries()) {
      const { low: before, high: after, predictedRange: range } = order[i];
      expect(low).toBeGreaterThanOrEqual(before!);
      expect(high).toBeGreaterThanOrEqual(after!);
      expect(predictedRange![0]).toBeGreaterThanOrEqual(range![0]);
      expect(predictedRange![1]).toBeGreaterThanOrEqual(range![1]);
    }
  });

  test("no end of a latency's interval or range is where no latency can be: at nothing, or beyond every timeout", () => {
    const nights = [2, 40].map((s, i) => {
      const latency = latencies(Array.from({ length: 30_000 }, () => 1_000 * s));
      return run(i, { services: { orchestrator: service({ latency, requests: requests({ arrived: 30_000 }) }) } });
    });
    const { latencyMs, arrivedP99Ms } = onlyOf({ ...experiment, replicationsAsked: 2 }, nights);
    // Student's interval of 2 s and 40 s goes from −220 to 262 s; a client waits for a minute at most.
    for (const { low, high, predictedRange } of [latencyMs.mean, latencyMs.p50, latencyMs.p99, arrivedP99Ms]) {
      expect(Math.min(low!, predictedRange![0])).toBeGreaterThan(0);
      expect(low).toBeLessThan(2_000);
      expect(predictedRange![0]).toBeLessThan(low!);
      expect([high, predictedRange![1]]).toEqual([60_000, 60_000]);
    }
  });

  test("no end of a share's interval or range lies above all of it, nor an end of a count below none", () => {
    const nights = [0.2, 1, 1].map((share, i) => {
      const failed = Math.round(1_000 * share);
      const counts = requests({ arrived: 1_000, completed: 1_000 - failed, failedBy: { timeout: failed } });
      const degradation = { degradedMinutes: 24 * 60 * share, activations: failed };
      return run(i, { services: { orchestrator: service({ requests: counts, degradation }) } });
    });
    const objectives = [parseObjective("errorRate <= 90 %")];
    const claims = [{ document: "few fail", compute: "orchestrator.errorRate" }];
    const asked = { ...experiment, objectives, claims, replicationsAsked: 3 };
    const { services, claims: answered, objectives: judged } = aggregate(asked, nights);
    const { degradation } = whole(services.orchestrator);
    // Student's interval of 20 %, 100 % and 100 % goes from −41 to 188 %; one future run from −156 to 303 %.
    expect(answered[0].computed).toMatchObject({
      value: expect.closeTo(0.7333, 3),
      low: 0,
      high: 1,
      predictedRange: [0, 1],
    });
    const most = 24 * 60;
    expect(degradation.degradedMinutes).toMatchObject({ low: 0, high: most, predictedRange: [0, most] });
    expect(judged[0]).toMatchObject({ verdict: "undecided" });
    expect(judged[0].detail).toContain("95 % bounds 0 % and 100 %");
  });

  test("what cannot happen to a service has no bound: a fleet that cannot scale does not oscillate", () => {
    const fixed = service({
      scaling: { canScaleOut: false, canScaleIn: false, canOscillate: false },
      degradation: { isPossible: false },
      tasks: { changedHours: 0 },
      spot: { interruptions: 0, interruptedRequests: 0, interruptionsExpected: 0 },
    });
    const nights = Array.from({ length: 10 }, (_, i) => run(i, { services: { orchestrator: fixed } }));
    const { services, cost } = aggregate({ ...experiment, replicationsAsked: 10 }, nights);
    const { scaling, spot, writes, degradation, taskHours } = whole(services.orchestrator);
    const never = { value: 0, low: 0, high: 0, predictedRange: [0, 0] };
    expect([scaling.oscillationsPerDay, scaling.oscillationsPerDay30m]).toEqual([never, never]);
    expect([spot.interruptions, spot.interruptedRequests, spot.errorRate]).toEqual([never, never, never]);
    expect([writes.lost, degradation.activations, degradation.degradedMinutes]).toEqual([never, never, never]);
    expect(taskHours).toEqual({ value: 2, low: 2, high: 2, predictedRange: [2, 2] });
    expect(cost.totalUsd).toEqual({ value: 10, low: 10, high: 10, predictedRange: [10, 10] });
  });

  test("what can happen and did not is bounded, and a cost that was the same may have differed", () => {
    const nights = Array.from({ length: 10 }, (_, i) => run(i));
    const { services, cost } = aggregate({ ...experiment, replicationsAsked: 10 }, nights);
    expect(services.orchestrator.scaling!.oscillationsPerDay.high).toBeCloseTo(0.3, 12);
    // Two task-hours for $10: one more in 3 of 10 runs is $1.50.
    expect([cost.totalUsd.low, cost.totalUsd.high]).toEqual([10 - 1.5, 10 + 1.5]);
    expect(services.orchestrator.taskHours).toMatchObject({ value: 2, low: 1.7, high: 2.3, predictedRange: [1, 3] });
  });

  test("an aborted replication counts only where nothing else finished", () => {
    const aborted = run(1, { aborted: "more than 10,000 tasks" });
    const outcome = aggregate(experiment, [nights[0], aborted]);
    expect([outcome.replications, outcome.aborted]).toEqual([1, "more than 10,000 tasks"]);
    const partial = aggregate({ ...experiment, replicationsAsked: 20 }, [aborted]);
    expect([partial.replications, partial.aborted]).toEqual([1, "more than 10,000 tasks; no replication was finished"]);
  });
});

describe("digests", () => {
  test("FNV-1a of the texts in their order", () => {
    // Of nothing the offset basis; of "a" the published af63dc4c8601ec8c, which ^ 0x0a and × prime is that of "a\n".
    expect(combineDigests([])).toBe("cbf29ce484222325");
    expect(combineDigests(["a"])).toBe("089bdc07b544e7b2");
  });

  test("order and borders matter", () => {
    const digests = [["ab", "c"], ["a", "bc"], ["c", "ab"], ["abc"]].map(combineDigests);
    expect(new Set(digests).size).toBe(4);
  });
});

describe("exit code", () => {
  const outcome = (parts: Partial<Outcome>): Outcome => ({ ...aggregate(experiment, nights), ...parts });
  const judged = (verdict: ObjectiveOutcome["verdict"], severity: ObjectiveOutcome["severity"] = "target") =>
    outcome({ objectives: [{ objective: "", severity, verdict, value: null, margin: null, detail: "" }] });

  test.each([
    ["met", 0, 0],
    ["missed", 3, 3],
    ["undecided", 0, 3],
    ["not evaluated", 0, 3],
  ] as const)("%s exits %i, strictly %i", (verdict, usual, strict) => {
    expect(exitCode(judged(verdict), { strict: false })).toBe(usual);
    expect(exitCode(judged(verdict), { strict: true })).toBe(strict);
  });

  test("what a command cannot answer is not asked of it: a prediction has no error, a measured run no bill", () => {
    const unjudged = (objective: string, kind: Outcome["kind"]) =>
      outcome({
        ...{ kind, objectives: [{ ...judged("not evaluated").objectives[0], objective }] },
      });
    const strictly = (objective: string) =>
      (["predicted", "measured"] as const).map((kind) => exitCode(unjudged(objective, kind), { strict: true }));
    expect(strictly("p99 error <= 20 %")).toEqual([0, 0]);
    expect(strictly("cost perMonth <= $250")).toEqual([3, 0]);
    expect(strictly("web p99 <= 1s")).toEqual([3, 3]);
  });

  test("an alert is told, not failed", () => {
    expect(exitCode(judged("missed", "alert"), { strict: true })).toBe(0);
  });

  test("a run that was cut short exits 5 whatever it found", () => {
    const missed = judged("missed");
    expect(exitCode({ ...missed, replicationsAsked: 3 }, { strict: false })).toBe(5);
    expect(exitCode({ ...missed, aborted: "ceiling" }, { strict: false })).toBe(5);
  });
});

test("objectives come out in the order they were written", () => {
  const objectives = ["cost total <= $20", "orchestrator cpu <= 60 %"].map((text) => parseObjective(text));
  const outcomes = aggregate({ ...experiment, objectives }, nights).objectives;
  expect(outcomes.map(({ objective }) => objective)).toEqual(["cost total <= $20", "orchestrator cpu <= 60 %"]);
});
