import { describe, expect, test } from "vitest";
import { parseObjective } from "../../sim/outcome/objectives/index.js";
import type { Reason } from "../../sim/outcome/verification/index.js";
import { minutes, type Parts, requests } from "./fixtures.js";
import { answered, measured, told, verification } from "./verification-facts.js";

const missed = { objectives: [parseObjective("orchestrator p50 error <= 5 %")] };

/** The reasons of a run whose p50 is off, so that reasons are looked for. */
function reasonsOf(predicted: Parts, run: Parts, times: Parameters<typeof told>[0] = {}): readonly Reason[] {
  const services = { orchestrator: told(times) };
  return verification(
    [{ ...answered(1000, 100), ...predicted }],
    { ...answered(1000, 200), ...run },
    {
      ...missed,
      measured: measured({ services }),
      stepsAlone: new Map([["orchestrator", { p50: 80, p95: 90, p99: 95 }]]),
    },
  ).reasons;
}

const named = (reasons: readonly Reason[]) => reasons.map(({ reason }) => reason);
const fleet = (running: readonly number[]) => ({ minutes: minutes(running.length, { running }) });
const cpu = (share: number) => ({ minutes: minutes(1, { cpu: [share] }) });
const p99s = (seconds: readonly number[]) => ({
  minutes: minutes(seconds.length, { p99Ms: seconds.map((one) => one * 1e3) }),
});

test("a run that is as predicted gives no reasons, whatever else was seen", () => {
  const slow = {
    measured: measured({ services: { orchestrator: told({ clientWait: { p99: 50 }, latency: { p99: 100 } }) } }),
  };
  expect(verification([answered(1000, 100), answered(1000, 100)], answered(1000, 100), slow).reasons).toEqual([]);
});

test("a run that differs for no known reason gives none", () => {
  expect(reasonsOf({}, {})).toEqual([]);
});

describe("each reason is found by its facts", () => {
  test("other arrivals than the schedule's", () => {
    expect(reasonsOf({}, { requests: requests({ arrived: 950, completed: 950 }) })).toEqual([
      {
        reason: "arrivals",
        service: "orchestrator",
        weight: 0.05,
        sentence: "950 requests came of the 1,000 that one simulation of the same arrivals had (5 % off)",
      },
    ]);
  });

  test("but not of a load that ended early, whose other arrivals were never to come", () => {
    const cut = { requests: requests({ arrived: 950, completed: 950 }) };
    const { reasons } = verification(
      [answered(1000, 100)],
      { ...answered(1000, 200), ...cut },
      {
        ...missed,
        aborted: "stopped by the user",
      },
    );
    expect(reasons).toEqual([]);
  });

  test("steps that take longer than the scenario says", () => {
    const [reason] = reasonsOf(cpu(NaN), cpu(NaN), { service: { p50: 130 } });
    expect(reason).toMatchObject({ reason: "service time", weight: expect.closeTo(0.3, 2) });
    expect(reason.sentence).toBe(
      "from the send, half of the requests took 130 ms, 30 % longer than the 100 ms predicted (80 ms by their steps " +
        "alone): requests ask for more than the scenario says; calibrate it",
    );
    expect(named(reasonsOf({}, {}, { service: { p50: 104 } }))).toEqual([]);
  });

  test("a target that hangs is not told to be calibrated", () => {
    const hung = { requests: requests({ arrived: 1000, completed: 100, failedBy: { timeout: 900 } }) };
    const [reason] = reasonsOf({}, hung, { service: { p50: 3000 } });
    expect(reason.sentence).toMatch(/most got no answer before their timeout: the target hangs; see its log$/);
  });

  test("steps that take longer, told by the CPU from waiting that does", () => {
    const sentence = (used: number) => reasonsOf(cpu(0.5), cpu(used), { service: { p50: 130 } })[0].sentence;
    expect(sentence(0.51)).toContain("they used the CPU predicted, so it is waiting that is more");
    expect(sentence(0.65)).toContain(
      "requests ask for more than the scenario says (CPU 65 %, 50 % predicted); calibrate",
    );
  });

  test("steps that take less time than predicted", () => {
    expect(reasonsOf({}, {}, { service: { p50: 70 } })[0].sentence).toContain("30 % shorter than the 100 ms predicted");
  });

  test("answers that redirect the client", () => {
    const services = { orchestrator: { ...told(), statuses: { "200": 600, "302": 400 } } };
    const run = { ...missed, measured: measured({ services }) };
    expect(verification([answered(1000, 100)], answered(1000, 2), run).reasons).toEqual([
      {
        reason: "redirects",
        service: "orchestrator",
        weight: 0.4,
        sentence:
          "40 % of requests were answered by a redirect (400 × 302), which is not followed: the place that it names was " +
          "not measured; name it in --target or http.path",
      },
    ]);
  });

  test("fewer tasks than predicted", () => {
    const [reason] = reasonsOf(fleet([4, 4, 4, 4]), fleet([4, 2, 4, 4]));
    expect(reason).toMatchObject({ reason: "fleet size", weight: 0.125 });
    expect(reason.sentence).toBe("3.5 tasks ran on average, 12.5 % fewer than the 4 predicted, 2 in the worst minute");
  });

  test("more tasks than predicted, but not a fleet that nobody watched", () => {
    expect(reasonsOf(fleet([4, 4]), fleet([5, 5]))[0].sentence).toBe(
      "5 tasks ran on average, 25 % more than the 4 predicted",
    );
    expect(named(reasonsOf(fleet([4, 4]), fleet([NaN, NaN])))).toEqual([]);
  });

  test("a first minute that is slower than the rest, unless it was predicted to be", () => {
    const [reason] = reasonsOf(p99s([0.4, 0.4, 0.4]), p99s([1.2, 0.4, 0.4]));
    expect(reason).toMatchObject({ reason: "warm-up", weight: expect.closeTo(2, 9) });
    expect(reason.sentence).toContain("the first minute's p99 is 1.2 s, that of the rest 400 ms");
    expect(named(reasonsOf(p99s([1.1, 0.4, 0.4]), p99s([1.2, 0.4, 0.4])))).toEqual([]);
    expect(named(reasonsOf(p99s([0.4]), p99s([1.2])))).toEqual([]);
  });

  test("requests that wait in the client for a connection", () => {
    const [reason] = reasonsOf({}, {}, { clientWait: { p99: 50 }, latency: { p99: 250 } });
    expect(reason).toMatchObject({ reason: "client queue", weight: 0.2 });
    expect(reason.sentence).toContain("p99 50 ms, 20 % of the latency's p99");
    expect(named(reasonsOf({}, {}, { clientWait: { p99: 1 }, latency: { p99: 250 } }))).toEqual([]);
  });

  test("requests that fail before they count for the latency; timeouts count for it", () => {
    const failing = (cause: "unexpected" | "timeout") => ({
      requests: requests({ arrived: 1000, completed: 970, failedBy: { [cause]: 30 } }),
    });
    const [reason] = reasonsOf({}, failing("unexpected"));
    expect(reason).toMatchObject({ reason: "errors", weight: 0.03 });
    expect(reason.sentence).toContain("3 % of requests failed without an answer in time (unexpected 30), 0 % did");
    expect(named(reasonsOf({}, failing("timeout")))).toEqual([]);
  });
});

test("what differs most comes first, and a load that failed its audit before all", () => {
  const { reasons } = verification(
    [{ ...answered(1000, 100), ...fleet([4, 4]) }],
    { ...answered(1000, 200), ...fleet([3, 3]) },
    {
      ...missed,
      measured: measured({
        services: { orchestrator: told({ service: { p50: 200 } }) },
        audit: {
          valid: false,
          checks: [
            {
              name: "send lag p99",
              value: 120,
              limit: "<= 10 ms",
              unit: "ms",
              passed: false,
              detail: "sends came late",
            },
            { name: "arrivals", value: 0.4, limit: "p >= 0.001", unit: "p", passed: true, detail: "as asked for" },
          ],
        },
      }),
    },
  );
  expect(named(reasons)).toEqual(["generator", "service time", "fleet size"]);
  expect(reasons[0]).toMatchObject({ service: null, sentence: "send lag p99: sends came late" });
});
