import { describe, expect, test } from "vitest";
import { judgeError } from "../../sim/outcome/objectives/error.js";
import { parseObjective } from "../../sim/outcome/objectives/index.js";
import { drillExitCode, type Verification, verificationExitCode } from "../../sim/outcome/verification/index.js";
import { onlyService, replications, scenario } from "../support/simulate.js";
import { latencies, minutes, requests, run, runsOf, service } from "./fixtures.js";
import { answered, measured, verification } from "./verification-facts.js";

const rowOf = ({ services }: Verification, field: string) =>
  services.orchestrator.measures.find((measure) => measure.field === field);
const arrivals = (count: number) => ({ requests: requests({ arrived: count }) });

describe("a measure", () => {
  const runs = [98, 100, 102, 100].map(arrivals);

  test("is held against the range of one future run and the replication of the same arrivals, worked by hand", () => {
    // Mean 100, s = √(8/3) = 1.632993, t(0.975, 3) = 3.182446: ± 3.182446 × 1.632993 × √(1 + 1/4) = 5.810325.
    expect(rowOf(verification(runs, arrivals(105)), "requests.arrived")).toEqual({
      name: "arrived",
      field: "requests.arrived",
      unit: "count",
      predicted: 100,
      predictedRange: [expect.closeTo(94.189675, 5), expect.closeTo(105.810325, 5)],
      paired: 98,
      measured: 105,
      error: 0.05,
      errorOfPaired: expect.closeTo(7 / 98, 12),
      inside: true,
      intervals: {
        // ± 3.182446 × 1.632993 ÷ √4 = 2.598457.
        predicted: { low: expect.closeTo(97.401543, 5), high: expect.closeTo(102.598457, 5) },
        error: { low: expect.closeTo(105 / 102.598457 - 1, 6), high: expect.closeTo(105 / 97.401543 - 1, 6) },
        ...{ paired: null, errorOfPaired: null },
      },
    });
    expect(rowOf(verification(runs, arrivals(106)), "requests.arrived")?.inside).toBe(false);
  });

  test("has a range by ranks from 100 replications on", () => {
    const hundred = Array.from({ length: 100 }, (_, i) => arrivals(1001 + i));
    // Rank 0.025 × 101 = 2.525 lies between the second and the third value.
    expect(rowOf(verification(hundred, arrivals(1050)), "requests.arrived")?.predictedRange).toEqual([
      expect.closeTo(1002.525, 6),
      expect.closeTo(1098.475, 6),
    ]);
  });

  test("has neither range nor verdict where there is one replication", () => {
    const row = rowOf(verification([arrivals(100)], arrivals(90)), "requests.arrived");
    expect(row).toMatchObject({ predictedRange: null, inside: null, error: -0.1 });
  });

  test("has no error where nothing was predicted", () => {
    const failing = { requests: requests({ arrived: 10, failedBy: { queueFull: 2 } }) };
    const row = rowOf(verification([arrivals(10), arrivals(10)], failing), "requests.failedBy.queueFull");
    expect(row).toMatchObject({ predicted: 0, paired: 0, measured: 2, error: null, errorOfPaired: null });
  });

  test("is left out where the measured run cannot tell it, or where it never happened", () => {
    const unwatched = { ...answered(300, 20), tasks: undefined, cpu: undefined };
    const fields = verification([answered(300, 20)], unwatched).services.orchestrator.measures.map(
      ({ field }) => field,
    );
    // 300 requests tell p90 (200 are needed) and no p95 (400).
    expect(fields).toEqual([
      ...["mean", "p50", "p90", "max"].map((name) => `latencyMs.${name}`),
      ...["requests.arrived", "requests.completed", "requests.failed"],
    ]);
  });

  test("that grows with time is left out of an aborted run, and nothing there lies in or out of a range", () => {
    const runs = [answered(300, 20), answered(302, 21)];
    const { services, ranged, aborted } = verification(runs, answered(100, 20), { aborted: "stopped by the user" });
    const rows = services.orchestrator.measures;
    expect(rows.map(({ field }) => field)).toContain("latencyMs.p50");
    expect(rows.map(({ field }) => field)).not.toContain("requests.arrived");
    expect(rows.every(({ inside }) => inside === null)).toBe(true);
    expect([ranged, aborted]).toEqual([0, "stopped by the user"]);
  });
});

describe("a service's demands", () => {
  /** Quick browsing beside checkouts of so many milliseconds, some of which fail. */
  const shop = (checkoutMs: number, failed = 0) => {
    const [browse, checkout] = [answered(3000, 20), answered(2500 - failed, checkoutMs)];
    const lost = {
      ...checkout.requests,
      arrived: 2500,
      failedBy: { ...checkout.requests.failedBy, queueFull: failed },
    };
    return {
      requests: requests({ arrived: 5500, completed: 5500 - failed, failedBy: { queueFull: failed } }),
      latency: latencies([...new Array(3000).fill(20), ...new Array(2500 - failed).fill(checkoutMs)]),
      demands: {
        browse,
        checkout: { requests: lost, latency: checkout.latency },
      },
    };
  };
  const { services, ranged, inside, ...whole } = verification([shop(100), shop(101)], shop(150, 50));
  const rows = (demand: string) =>
    new Map(services.orchestrator.demands![demand].measures.map((measure) => [measure.field, measure]));

  test("have rows of their own for what their requests did, and none for the fleet", () => {
    expect(rows("browse").get("latencyMs.p99")).toMatchObject({
      measured: rows("browse").get("latencyMs.p99")!.paired,
    });
    expect(rows("checkout").get("latencyMs.p99")!.errorOfPaired).toBeCloseTo(0.5, 2);
    expect(rows("checkout").get("requests.failed")).toMatchObject({ name: "failed", predicted: 0, measured: 50 });
    expect(rows("checkout").get("requests.failedBy.queueFull")).toMatchObject({ measured: 50, inside: false });
    expect([...rows("browse").keys()]).toEqual([
      ...["mean", "p50", "p90", "p95", "p99", "max"].map((name) => `latencyMs.${name}`),
      ...["requests.arrived", "requests.completed", "requests.failed"],
    ]);
    const all = [services.orchestrator, ...Object.values(services.orchestrator.demands!)];
    const seen = all.flatMap(({ measures }) => measures.map((measure) => measure.inside));
    expect([ranged, inside]).toEqual([seen.length, seen.filter(Boolean).length]);
    expect(whole.aborted).toBeNull();
  });

  test("that is alone has none: its rows are those of the service", () => {
    const { browse } = shop(100).demands;
    const alone = { ...answered(3000, 20), demands: { browse } };
    expect(verification([alone], alone).services.orchestrator).not.toHaveProperty("demands");
  });

  test("are judged by the error of their own predictions", () => {
    const judge = (text: string, measuredMs: number) =>
      verification([shop(100)], shop(measuredMs), { objectives: [parseObjective(text)] }).objectives[0];
    expect(judge("orchestrator/checkout p99 error <= 20 %", 115)).toMatchObject({
      verdict: "met",
      value: expect.closeTo(0.15, 2),
      detail: "15 % · orchestrator/checkout p99 measured 115 ms, predicted 100 ms for the same arrivals",
    });
    expect(judge("orchestrator/checkout p99 error <= 20 %", 150).verdict).toBe("missed");
    expect(judge("orchestrator/browse p99 error <= 20 %", 150).verdict).toBe("met");
    expect(judge("orchestrator/checkout errorRate error <= 20 %", 150).verdict).toBe("met");
  });
});

test("the latency of steps alone stands beside what was measured", () => {
  const stepsAlone = new Map([["orchestrator", { p50: 10, p95: 40, p99: 80 }]]);
  const { services } = verification([answered(3000, 20)], answered(3000, 20), { stepsAlone });
  expect(services.orchestrator.stepsAlone).toEqual([
    { name: "p50", valueMs: 10, error: expect.closeTo(1, 2) },
    { name: "p95", valueMs: 40, error: expect.closeTo(-0.5, 2) },
    { name: "p99", valueMs: 80, error: expect.closeTo(-0.75, 2) },
  ]);
});

describe("an objective on the error", () => {
  const judge = (text: string, predictedMs: number, measuredMs: number, count = 3000) =>
    verification([answered(count, predictedMs)], answered(count, measuredMs), { objectives: [parseObjective(text)] })
      .objectives[0];

  test("is the distance from the simulation of the same arrivals, in either direction", () => {
    expect(judge("p99 error <= 20 %", 100, 115)).toMatchObject({
      objective: "p99 error <= 20 %",
      severity: "target",
      verdict: "met",
      value: expect.closeTo(0.15, 2),
      margin: expect.closeTo(0.05, 2),
      detail: "15 % · orchestrator p99 measured 115 ms, predicted 100 ms for the same arrivals",
    });
    expect(judge("orchestrator p99 error <= 20 %", 100, 75).verdict).toBe("missed");
    expect(judge("p95 error <= 20 %", 100, 125).verdict).toBe("missed");
  });

  test("is not evaluated where a side has too few requests for the quantile", () => {
    expect(judge("p99 error <= 20 %", 100, 115, 1999)).toMatchObject({ verdict: "not evaluated", value: null });
  });

  test("is missed where something happened that was not predicted at all", () => {
    const failing = { requests: requests({ arrived: 10, failedBy: { queueFull: 2 } }) };
    const objectives = [parseObjective("errorRate error <= 20 %")];
    const { objectives: judged } = verification([arrivals(10)], failing, { objectives });
    expect(judged[0]).toMatchObject({
      verdict: "missed",
      value: null,
      detail: "orchestrator errorRate measured 20 %, predicted 0 %, where nothing was predicted",
    });
  });

  test("is not evaluated of a cost, which nobody measures", () => {
    const objectives = ["cost error <= 10 %", "cost perMonth error <= 10 %"].map((text) => parseObjective(text));
    const { objectives: judged } = verification([{}], {}, { objectives });
    expect(judged.map(({ verdict }) => verdict)).toEqual(["not evaluated", "not evaluated"]);
  });

  test("is judged by the service that was predicted worst, unless it names one", () => {
    const services = (web: number, chat: number) => ({
      web: service(answered(3000, web)),
      chat: service(answered(3000, chat)),
    });
    const paired = run(0, { services: services(100, 100) });
    const evidence = {
      observed: run(0, { services: services(105, 130) }),
      sameArrivals: [paired],
      services: ["web", "chat"],
    };
    expect(judgeError(parseObjective("p50 error <= 20 %"), evidence)).toMatchObject({
      verdict: "missed",
      detail: expect.stringContaining("chat p50 measured 130 ms, predicted 100 ms"),
    });
    expect(judgeError(parseObjective("web p50 error <= 20 %"), evidence).verdict).toBe("met");
  });

  test("stands among the other objectives, which the measured run alone decides", () => {
    const objectives = ["orchestrator errorRate <= 1 %", "p99 error <= 20 %"].map((text) => parseObjective(text));
    const failing = { ...answered(3000, 100), requests: requests({ arrived: 3000, failedBy: { queueFull: 60 } }) };
    const { objectives: judged } = verification([answered(3000, 100)], failing, { objectives });
    expect(judged.map(({ verdict }) => verdict)).toEqual(["missed", "met"]);
  });
});

describe("the exit code", () => {
  const objectives = [parseObjective("p99 error <= 20 %")];
  const of = (more: Parameters<typeof verification>[2], ms = 150) =>
    verificationExitCode(verification([answered(3000, 100)], answered(3000, ms), { objectives, ...more }), {
      strict: false,
    });
  const invalid = measured({ audit: { valid: false, checks: [] } });

  test("is 3 when a target is missed, and 0 when it is met or only an alert", () => {
    expect([of({}), of({}, 110)]).toEqual([3, 0]);
    expect(of({ objectives: [parseObjective("p99 error <= 20 %", "alert")] })).toBe(0);
  });

  test("is 4 when the generator was the limit, whatever was missed, and 5 when the run was aborted", () => {
    expect(of({ measured: invalid })).toBe(4);
    expect(of({ measured: invalid, aborted: "stopped by the user" })).toBe(5);
  });

  test("of a drill is 5 also where only the wait for the fleet was ended", () => {
    const report = (aborted: string | null) => ({
      ...{ schema: 1 as const, kind: "drill" as const, aborted, drills: {} },
      verification: verification([answered(3000, 100)], answered(3000, 150), { objectives }),
    });
    const codes = [null, "stopped by the user before the fleet had settled"].map((aborted) =>
      drillExitCode(report(aborted), { strict: false }),
    );
    expect(codes).toEqual([3, 5]);
  });

  test("counts what is undecided only when asked to be strict", () => {
    const undecided = [parseObjective("orchestrator p99 <= 3s")];
    const { requests, latency } = answered(100, 10);
    const within = [{ limit: 3_000_000, answered: Float64Array.of(100) }];
    const few = { requests, latency: { ...latency, within }, minutes: minutes(1) };
    const result = verification([few], few, { objectives: undecided });
    expect(result.objectives[0].verdict).toBe("undecided");
    expect([true, false].map((strict) => verificationExitCode(result, { strict }))).toEqual([3, 0]);
  });

  test("counts an error that could not be told when asked to be strict, but no bill, which nobody measures", () => {
    const strictly = (text: string) => {
      const few = verification([answered(3000, 100)], answered(100, 10), { objectives: [parseObjective(text)] });
      expect(few.objectives[0].verdict).toBe("not evaluated");
      return verificationExitCode(few, { strict: true });
    };
    expect(["p99 error <= 20 %", "cost error <= 20 %", "cost total <= $20"].map(strictly)).toEqual([3, 0, 0]);
  });
});

test("a perfect model stays inside its range in some 95 % of runs", () => {
  const read = scenario(`
    region: us-east-1
    clock: { duration: 30s, warmup: 5s, represents: 1h per day }
    demand: [ { name: visits, to: orchestrator, curve: 20/s, request: { steps: [ { cpu: { kind: exponential, mean: 30ms } } ] } } ]
    services: { orchestrator: { task: { cpu: 1 vCPU, memory: 2 GB }, desired: 1, scaling: [] } }
  `);
  const runs = replications(read, 220).map(onlyService);
  const fields = ["latencyMs.mean", "latencyMs.p50", "latencyMs.p90", "requests.arrived"];
  // Twenty groups of eleven: each of a group is measured once, and predicted by the other ten.
  const verified = runs.map((measuredRun, index) => {
    const first = index - (index % 11);
    return verification(
      runs.slice(first, first + 11).filter((run) => run !== measuredRun),
      measuredRun,
    );
  });
  for (const field of fields) {
    const inside = verified.filter((one) => rowOf(one, field)!.inside).length;
    // Of 220 draws with 95 %, 197 to 218 come in 99.9 % of cases.
    expect(inside, field).toBeGreaterThanOrEqual(197);
    expect(inside, field).toBeLessThanOrEqual(218);
  }
});

describe("the simulations of the same arrivals", () => {
  const runs = [100, 110, 130].map((ms) => answered(300, ms));

  test("are one where the target got the drawn work, and their mean where it drew its own, worked by hand", () => {
    const rowWith = (count: number) => {
      const verified = verification(runs, answered(300, 120), { sameArrivals: runsOf(runs).slice(0, count) });
      return { row: rowOf(verified, "latencyMs.p50")!, told: verified.sameArrivals };
    };
    const [one, three] = [rowWith(1), rowWith(3)];
    // The histogram's buckets are at most 1/128 wide.
    expect(one.row.paired! / 100).toBeCloseTo(1, 1);
    expect(three.row.paired).toBeCloseTo((one.row.paired! / 100) * 113.33, 0);
    expect(three.row.errorOfPaired).toBeCloseTo(120 / ((100 + 110 + 130) / 3) - 1, 2);
    expect(three.row.predicted).toBe(one.row.predicted);
    expect(one.told).toEqual({
      simulations: 1,
      about: "one simulation of the same arrivals and the same draws of work",
    });
    expect(three.told.simulations).toBe(3);
    expect(three.told.about).toMatch(/^the mean of 3 simulations of the same arrivals/);
  });

  test("are what an error objective is judged by", () => {
    // 120 ms is 20 % above the first simulation and 5.9 % above the mean of all three.
    const verdicts = [1, 3].map(
      (count) =>
        verification(runs, answered(300, 120), {
          sameArrivals: runsOf(runs).slice(0, count),
          objectives: [parseObjective("p50 error <= 10 %")],
        }).objectives[0].verdict,
    );
    expect(verdicts).toEqual(["missed", "met"]);
  });
});
