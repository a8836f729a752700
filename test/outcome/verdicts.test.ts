import { describe, expect, test } from "vitest";
import { evaluateObjectives } from "../../sim/outcome/objectives/evaluate.js";
import { parseObjective } from "../../sim/outcome/objectives/parse.js";
import { longestBreach, minutesDuring } from "../../sim/outcome/objectives/score.js";
import { decideMean, decideShare } from "../../sim/outcome/objectives/verdict.js";
import { groupRuns, type Run, type StratumDefinition } from "../../sim/outcome/runs.js";
import { timeOfDay } from "../../sim/outcome/wall-clock.js";
import { bill, latencies, minutes, type Parts, requests, run, runsOf, service, tellAll } from "./fixtures.js";

const fromMidnight = (minute: number) => minute % 1_440;

function judge(
  text: string,
  runs: readonly Run[],
  timeOfDay = fromMidnight,
  strata: readonly StratumDefinition[] = [],
) {
  const evidence = { groups: groupRuns(runs, strata), services: tellAll("orchestrator"), timeOfDay };
  return evaluateObjectives([parseObjective(text)], evidence)[0];
}

/** A service in which so many of 1,000 requests were answered within 3 s, in ten minutes of 100. */
function answeredWithin3s(answered: number): Parts {
  return withinByMinute(Array.from({ length: 10 }, () => answered / 10));
}

function withinByMinute(answered: readonly number[], columns = {}): Parts {
  const within = [{ limit: 3_000_000, answered: Float64Array.from(answered) }];
  return {
    requests: requests({ arrived: 100 * answered.length }),
    minutes: minutes(answered.length, columns),
    latency: { within },
  };
}

const sevenNights = [0.61, 0.62, 0.6, 0.59, 0.63, 0.58, 0.6];
const cpu = (nights: readonly number[]): Run[] =>
  runsOf(nights.map((value) => ({ minutes: minutes(1, { cpu: [value] }) })));

describe("the mean over replications", () => {
  test("is decided by its one-sided 95 % bound, worked by hand", () => {
    // Mean 0.604286, s = 0.017182, s/√7 = 0.006494, t(0.95, 6) = 1.943180: bounds 0.591667 and 0.616905.
    expect(judge("orchestrator cpu <= 61.7 %", cpu(sevenNights)).verdict).toBe("met");
    expect(judge("orchestrator cpu <= 61.6 %", cpu(sevenNights)).verdict).toBe("undecided");
    expect(judge("orchestrator cpu <= 59.2 %", cpu(sevenNights)).verdict).toBe("undecided");
    expect(judge("orchestrator cpu <= 59.1 %", cpu(sevenNights)).verdict).toBe("missed");
  });

  test("tells value, margin and limit", () => {
    expect(judge("orchestrator cpu in 50..65 %", cpu(sevenNights))).toEqual({
      objective: "orchestrator cpu in 50..65 %",
      severity: "target",
      verdict: "met",
      value: expect.closeTo(0.604286, 6),
      margin: expect.closeTo(0.65 - 0.604286, 6),
      detail: "60.4 % ± 1.6", // t(0.975, 6) = 2.446912 times that error
    });
  });

  test("of a single replication decides plainly", () => {
    expect(judge("orchestrator cpu <= 60 %", cpu([0.61]))).toMatchObject({
      verdict: "missed",
      margin: expect.closeTo(-0.01, 9),
      detail: "61 %",
    });
  });

  test("decides plainly where all replications are equal", () => {
    const nights = runsOf(Array.from({ length: 20 }, () => ({})));
    expect(judge("orchestrator interruptionErrors <= 0.5 %", nights)).toMatchObject({
      verdict: "met",
      detail: "0 % (at most 0.015 %, 95 %) · the same in all 20 replications",
    });
  });

  test("of what few runs show is bounded by occurrence, and says so", () => {
    // One night of twenty lost 1 % of its requests: 0.05 % on average. Of a Poisson count of 1, at most 4.744 are
    // expected (Garwood, one-sided 95 %), at least 0.0513: 0.2372 % and 0.00256 % on average.
    const nights = runsOf(
      Array.from({ length: 20 }, (_, i) => ({
        spot: { interruptions: 1, interruptedRequests: i === 0 ? 10 : 0, interruptionsExpected: 0 },
      })),
    );
    expect(judge("orchestrator interruptionErrors <= 0.24 %", nights).verdict).toBe("met");
    expect(judge("orchestrator interruptionErrors <= 0.23 %", nights)).toMatchObject({
      verdict: "undecided",
      detail: "0.05 % (0.00127–0.279 %), 95 % bounds 0.00256 % and 0.237 % · non-zero in 1 of 20 replications",
    });
  });

  test("of nothing is not evaluated", () => {
    expect(judge("orchestrator scalingLag <= 2m", runsOf([{}, {}]))).toMatchObject({
      verdict: "not evaluated",
      value: null,
      detail: "nothing to measure",
    });
  });

  test("weighs strata by their probability", () => {
    const strata = [
      { name: "calm", probability: 0.9, about: "" },
      { name: "crunch", probability: 0.1, about: "" },
    ];
    const night = (stratum: string, value: number, index: number): Run =>
      run(index, { stratum, services: { orchestrator: service({ minutes: minutes(1, { cpu: [value] }) }) } });
    const nights = [0.4, 0.42, 0.44].map((value, i) => night("calm", value, i));
    const crunches = [0.88, 0.9, 0.92].map((value, i) => night("crunch", value, 3 + i));
    // 0.9 × 0.42 + 0.1 × 0.9 = 0.468; error √(0.81 + 0.01) × 0.02/√3 = 0.010456; some 2.05 degrees of freedom: t 2.88.
    const outcome = judge("orchestrator cpu <= 50 %", [...nights, ...crunches], fromMidnight, strata);
    expect(outcome.value).toBeCloseTo(0.468, 9);
    expect(outcome.verdict).toBe("met");
    expect(judge("orchestrator cpu <= 49 %", [...nights, ...crunches], fromMidnight, strata).verdict).toBe("undecided");
  });
});

describe("a latency quantile", () => {
  test("counts what was shed or failed as missed", () => {
    // 20 of 2,000 answers above 3 s are 1 %: met. Five more that were never answered make it missed.
    const quick = [...Array.from({ length: 1980 }, () => 200), ...Array.from({ length: 20 }, () => 4000)];
    const night = (answered: number, arrived: number): Parts => ({
      requests: requests({ arrived }),
      latency: { ...latencies(quick), within: [{ limit: 3_000_000, answered: Float64Array.of(answered) }] },
      minutes: minutes(1, { arrived: [arrived] }),
    });
    expect(judge("orchestrator p99 <= 3s", runsOf([night(1980, 2000)])).verdict).toBe("met");
    const shed = judge("orchestrator p99 <= 3s", runsOf([night(1980, 2005)]));
    expect(shed.verdict).toBe("missed");
    // Rank 0.99 × 2005 = 1984.95 lies among the twenty slow answers.
    expect(shed.value).toBeCloseTo(4000, -2);
    expect(shed.detail).toMatch(/^p99 of arrived 4 s · 1\.25 % of arrived missed it/);
    expect(shed.margin).toBeLessThan(0);
  });

  test("has no value where fewer than its share were answered at all", () => {
    const { latency, ...night900 } = answeredWithin3s(900);
    const night = { ...night900, latency: { ...latencies(Array.from({ length: 950 }, () => 200)), ...latency } };
    const nights = runsOf([night, night, night]);
    expect(judge("orchestrator p99 <= 3s", nights)).toMatchObject({
      verdict: "missed",
      value: null,
      margin: null,
      detail: "10 % ± 0.1 of arrived missed it, 1 % allowed · the same in all 3 replications",
    });
  });

  test("is undecided by too few requests", () => {
    expect(judge("orchestrator p99 <= 3s", runsOf([answeredWithin3s(1000)]))).toMatchObject({
      verdict: "undecided",
      detail: expect.stringContaining("1,000 requests; 2,000 are needed"),
    });
  });

  test("is missed by ever so few requests where they could not have failed so often otherwise", () => {
    // Of 100 requests of which one in a hundred may miss it, four or more do so in 1.8 % of cases and three in 7.9 %.
    const judged = (within: number) => judge("orchestrator p99 <= 3s", runsOf([withinByMinute([within])])).verdict;
    expect([judged(0), judged(96), judged(97)]).toEqual(["missed", "missed", "undecided"]);
  });

  test("is decided by the bound of the mean share over replications", () => {
    // Missed 0.5, 0.7, 0.3 and 0.5 %: mean 0.5 %, s = 0.1633 %, t(0.95, 3) = 2.353363: bound 0.692 %.
    const nights = runsOf([995, 993, 997, 995].map(answeredWithin3s));
    expect(judge("orchestrator p99 <= 3s", nights).verdict).toBe("met");
    // Around 1 % nothing is decided.
    expect(judge("orchestrator p99 <= 3s", runsOf([995, 985, 992, 988].map(answeredWithin3s))).verdict).toBe(
      "undecided",
    );
  });
});

test("a quantile that few nights miss is bounded by how often they do", () => {
  // Two of twenty nights miss 4 %: 0.4 % on average. Of a Poisson count of 2 or so, more than 5 are possible: over 1 %.
  const nights = runsOf(Array.from({ length: 20 }, (_, i) => answeredWithin3s(i < 2 ? 960 : 1000)));
  expect(judge("orchestrator p99 <= 3s", nights)).toMatchObject({
    verdict: "undecided",
    detail: expect.stringContaining("non-zero in 2 of 20 replications"),
  });
});

describe("minutes", () => {
  test("`during` judges only the minutes in its window", () => {
    // The run starts at 22:58; its third minute is 23:00.
    const night = withinByMinute([100, 100, 0, 100], {});
    const nights = runsOf([night, night, night, night, night, night]);
    const evening = timeOfDay({ start: "2026-03-02T22:58:00+09:00", durationS: 240, warmupS: 0 });
    expect(judge("orchestrator p99 <= 3s during 22:00-23:00", nights, evening).detail).toContain(
      "0 % (at most 0.125 %, 95 %) of arrived missed",
    );
    expect(judge("orchestrator p99 <= 3s during 23:00-22:00", nights, evening).detail).toContain(
      "50 % ± 0.13 of arrived missed",
    );
  });

  test("a part of the day may wrap midnight", () => {
    const columns = service({ minutes: minutes(4) });
    expect(minutesDuring(columns, { from: 1439, to: 1 }, (minute) => (1_438 + minute) % 1_440)).toEqual([1, 2]);
    expect(minutesDuring(columns, null, fromMidnight)).toEqual([0, 1, 2, 3]);
  });

  test("`during` follows a change of the zone's clocks", () => {
    const start = { start: "2026-03-29T01:00:00+01:00", durationS: 14_400, warmupS: 0 };
    const spring = timeOfDay({
      ...start,
      offsets: [
        { fromS: -1_800, offset: "+01:00" },
        { fromS: 3_600, offset: "+02:00" },
      ],
    });
    // 01:00 to 02:00 and then, after a skipped hour, 03:00 to 06:00.
    expect(minutesDuring(service({ minutes: minutes(240) }), { from: 180, to: 181 }, spring)).toEqual([60]);
    expect(minutesDuring(service({ minutes: minutes(240) }), { from: 120, to: 180 }, spring)).toEqual([]);
    expect(minutesDuring(service({ minutes: minutes(240) }), { from: 180, to: 181 }, timeOfDay(start))).toEqual([120]);
  });

  test("the longest breach is counted in minutes on end", () => {
    const breaches = new Set([0, 1, 3, 4, 5, 7, 8, 9, 10]);
    expect(longestBreach([0, 1, 2, 3, 4, 5, 6], (minute) => breaches.has(minute))).toBe(3);
    // 7 to 10 breach, but 9 lies outside the hours asked for.
    expect(longestBreach([7, 8, 10], (minute) => breaches.has(minute))).toBe(2);
    expect(longestBreach([], () => true)).toBe(0);
  });

  test("`for 5m` is breached by five bad minutes on end, not by five in all", () => {
    const scattered = withinByMinute([0, 0, 0, 0, 100, 0, 0, 0, 0, 100]);
    const onEnd = withinByMinute([100, 0, 0, 0, 0, 0, 100, 100, 100, 100]);
    expect(judge("orchestrator p99 <= 3s for 5m", runsOf([scattered])).verdict).toBe("met");
    expect(judge("orchestrator p99 <= 3s for 5m", runsOf([onEnd]))).toMatchObject({
      verdict: "missed",
      value: 0,
      detail: "holds in 0 % of replications, 95 % asked · longest breach 5 min",
    });
  });

  test("of several runs the longest breach is told on average with its interval, and of the worst one", () => {
    const breaches = [2, 4, 3, 3].map((bad) =>
      withinByMinute(Array.from({ length: 8 }, (_, at) => (at < bad ? 0 : 100))),
    );
    // Mean 3, s/√4 = 0.408, t(0.975, 3) = 3.182: ± 1.3.
    expect(judge("orchestrator p99 <= 3s for 5m", runsOf(breaches)).detail).toContain(
      " · longest breach 3 min ± 1.3 a run, 4 min in the worst of 4",
    );
    const none = [1, 2, 3].map(() => withinByMinute([100, 100]));
    expect(judge("orchestrator p99 <= 3s for 5m", runsOf(none)).detail).toContain(
      " · longest breach 0 min (at most 1 min, 95 %) a run",
    );
  });

  test("a minute without requests breaches nothing", () => {
    const idle = withinByMinute([0, 0, 0, 0, 0], { arrived: [0, 0, 0, 0, 0], completed: [0, 0, 0, 0, 0] });
    expect(judge("orchestrator p99 <= 3s for 5m", runsOf([idle])).verdict).toBe("met");
  });
});

describe("the share of replications", () => {
  const nights = (bad: number, all: number): Run[] => cpu(Array.from({ length: all }, (_, i) => (i < bad ? 0.9 : 0.5)));
  const text = "orchestrator cpu <= 60 % in 80 % of replications";

  test("is decided by the exact one-sided bound of a proportion", () => {
    // One-sided 95 % (Clopper and Pearson): 39 of 40 is at least 88.7 %, 18 of 20 at least 71.7 %, 10 of 20 at most 69.8 %.
    expect(judge(text, nights(1, 40)).verdict).toBe("met");
    expect(judge(text, nights(2, 20))).toMatchObject({
      verdict: "undecided",
      value: 0.9,
      margin: expect.closeTo(0.1, 12),
      detail: "holds in 90 % (68.3–98.8 %) of replications", // Clopper and Pearson, two-sided,
    });
    expect(judge(text, nights(10, 20)).verdict).toBe("missed");
  });

  test("is plain where all hold or none does", () => {
    expect(judge(text, nights(0, 5)).verdict).toBe("met");
    expect(judge(text, nights(5, 5)).verdict).toBe("missed");
  });

  test("keeps the bounds of all strata at once", () => {
    const strata = [
      { probability: 0.9, values: Array.from({ length: 40 }, () => 1) },
      { probability: 0.1, values: Array.from({ length: 40 }, (_, i) => (i < 2 ? 1 : 0)) },
    ];
    // 97.5 % one-sided: 40 of 40 is at least 0.025^(1/40) = 91.2 %; 2 of 40 at least 0.61 % and at most 16.9 %.
    // Together at least 0.9 × 91.2 % + 0.1 × 0.61 % = 82.1 %, at most 90 % + 1.69 % = 91.7 %.
    expect(decideShare(strata, 0.82).verdict).toBe("met");
    expect(decideShare(strata, 0.83).verdict).toBe("undecided");
    expect(decideShare(strata, 0.92).verdict).toBe("missed");
  });
});

test("cost is judged like any other mean", () => {
  const nights = [100, 102, 104].map((usd, i) => run(i, { bill: bill(usd, usd * 10) }));
  expect(judge("cost perMonth <= $1,500", nights)).toMatchObject({
    verdict: "met",
    value: 1020,
    margin: 480,
    detail: "$1,020 ± 50", // t(0.975, 2) = 4.303 × 20 / √3
  });
});

test("a budget of a month that cannot be told says why it is not judged", () => {
  expect(judge("cost perMonth <= $1,500", [run(0, { bill: bill(10, null) })])).toMatchObject({
    verdict: "not evaluated",
    detail: "no monthly figure: a part of a day",
  });
});

test("the error of a prediction waits for a measurement", () => {
  expect(judge("p99 error <= 20 %", runsOf([{}]))).toMatchObject({ verdict: "not evaluated", value: null });
});

test("an objective without a service holds for every service", () => {
  const nights = [run(0, { services: { web: service(), worker: service() } })];
  const evidence = { groups: groupRuns(nights, []), services: tellAll("web", "worker"), timeOfDay: fromMidnight };
  const outcomes = evaluateObjectives([parseObjective("cpu <= 60 %")], evidence);
  expect(outcomes.map(({ objective }) => objective)).toEqual(["web cpu <= 60 %", "worker cpu <= 60 %"]);
});

test("a stratum of one replication decides nothing", () => {
  const strata = [
    { probability: 0.5, values: [1, 2] },
    { probability: 0.5, values: [3] },
  ];
  expect(decideMean(strata, { min: 0, max: 10 }).verdict).toBe("undecided");
});

describe("what decides a verdict without having been written", () => {
  const failing = runsOf([{ requests: requests({ arrived: 1000, completed: 900, failedBy: { queueFull: 100 } }) }]);
  const failures = { queueFull: "a full queue (task.queue 200: the default)", timeout: "a 504" };
  const defaults = { orchestrator: { failures, size: "orchestrator tracks 60 % CPU with 1 to 100 tasks (default)" } };

  test("is named beside a verdict, met or not, where requests failed by it", () => {
    const evidence = {
      groups: groupRuns(failing, []),
      services: tellAll("orchestrator"),
      timeOfDay: fromMidnight,
      defaults,
    };
    const [missed, met] = ["errorRate <= 1 %", "errorRate <= 20 %"].map(
      (text) => evaluateObjectives([parseObjective(`orchestrator ${text}`)], evidence)[0],
    );
    expect([missed.verdict, met.verdict]).toEqual(["missed", "met"]);
    for (const { detail } of [missed, met]) {
      expect(detail).toMatch(
        /10 % failed by a full queue \(task.queue 200: the default\) · orchestrator tracks 60 % CPU .*$/,
      );
      expect(detail).not.toContain("a 504"); // nothing failed by it
    }
  });

  test("is how a service is sized, beside a budget and a number of tasks, met or not", () => {
    const evidence = {
      groups: groupRuns(failing, []),
      services: tellAll("orchestrator"),
      timeOfDay: fromMidnight,
      defaults,
    };
    const detail = (text: string) => evaluateObjectives([parseObjective(text)], evidence)[0].detail;
    expect(detail("cost total <= $0.01")).toMatch(/ · orchestrator tracks 60 % CPU/);
    expect(detail("orchestrator tasks <= 0.001")).toMatch(/ · orchestrator tracks 60 % CPU/);
    expect(detail("cost total <= $1,000,000")).toMatch(/ · orchestrator tracks 60 % CPU/);
    expect(detail("orchestrator tasks <= 1000")).toMatch(/ · orchestrator tracks 60 % CPU/);
  });

  test("is a bill with things left out, beside a budget that it meets", () => {
    const leftOut = [{ item: "NAT gateways", usd: 4, perMonthUsd: 120 }];
    const priced = [0, 1].map((index) => run(index, { bill: { ...bill(10 + index / 100), leftOut } }));
    expect(judge("cost perMonth <= $500", priced).detail).toMatch(/ · on a bill without NAT gateways, some \$120 at/);
    expect(judge("cost perMonth <= $320", priced).detail).toMatch(/typical values, with which it would be missed$/);
    expect(judge("cost perMonth <= $200", priced).detail).not.toMatch(/NAT/);
  });
});
