import { describe, expect, test } from "vitest";
import { BreachWatch } from "../../../harness/live/breach-watch.js";
import { SentRate } from "../../../harness/live/sent-rate.js";
import { parseWatched } from "../../../sim/outcome/index.js";
import { Refusal } from "../../../sim/outcome/refusal.js";
import { measured, serviceSnapshot } from "./facts.js";

const shop = { services: { web: {} }, demand: [{ name: "checkout", to: "web" }] };
const watchOf = (objective: string) => new BreachWatch([parseWatched(objective, shop)], ["web"]);

/**
 * The first second in which the watch reports a breach, or 0. Each second `perSecond` requests end; from `slowFrom` to
 * `slowUntil`, `slow` of them are slow.
 */
function observe(objective: string, { seconds = 60, perSecond = 100, slowFrom = 0, slowUntil = 60, slow = 0 }) {
  const watch = watchOf(objective);
  const said: (string | null)[] = [];
  let [fast, late] = [0, 0];
  for (let second = 1; second <= seconds; second++) {
    const isSlow = second > slowFrom && second <= slowUntil;
    late += isSlow ? slow : 0;
    fast += perSecond - (isSlow ? slow : 0);
    const answers = [...new Array(fast).fill(20), ...new Array(late).fill(6_000)];
    said.push(watch.observe({ now: second * 1e6, measured: measured({ web: serviceSnapshot(answers) }) }));
  }
  return said.findIndex((reason) => reason !== null) + 1;
}

describe("a breach of staging.abort", () => {
  test("is reported when it has lasted for the whole window", () => {
    expect(observe("web p99 <= 5s for 30s", { slow: 10 })).toBe(31);
    expect(observe("p99 <= 5s for 10s", { slow: 10 })).toBe(11);
    expect(observe("web p99 <= 5s", { slow: 10 })).toBe(31);
  });

  test("is reported as soon as the window's requests miss the limit, late in a run too", () => {
    // From second 40 on, 10 of 100 are slow: in three seconds these are 1 % of the 3,000 requests of 30 s, in the
    // fourth more.
    expect(observe("web p99 <= 5s for 30s", { slowFrom: 40, slow: 10 })).toBe(44);
  });

  test("is forgotten when it is older than the window", () => {
    expect(observe("web p99 <= 5s for 30s", { slowFrom: 2, slowUntil: 4, slow: 10 })).toBe(0);
  });

  test("needs twenty requests as evidence", () => {
    expect(observe("web p99 <= 5s for 10s", { perSecond: 1, slow: 1, seconds: 19 })).toBe(0);
    expect(observe("web p99 <= 5s for 10s", { perSecond: 2, slow: 2, seconds: 19 })).toBe(11);
  });

  test("is not reported during the warm-up, nor when there is none", () => {
    expect(observe("web p99 <= 5s for 30s", { slow: 0 })).toBe(0);
    const watch = watchOf("web p99 <= 5s for 10s");
    const late = measured({ web: serviceSnapshot(new Array(500).fill(6_000)) });
    for (let now = -60e6; now < 0; now += 1e6) expect(watch.observe({ now, measured: late })).toBeNull();
  });

  test("counts a request without an answer as slow and as an error", () => {
    for (const objective of ["web p99 <= 30s for 10s", "web errorRate <= 5 % for 10s"]) {
      const watch = watchOf(objective);
      const at = (second: number) => {
        const failing = measured({ web: serviceSnapshot(new Array(50 * second).fill(20), 10 * second) });
        return watch.observe({ now: second * 1e6, measured: failing });
      };
      expect([at(1), at(6)]).toEqual([null, null]);
      expect(at(11)).toBe(`${objective}: breached by 16.7 % of 600 requests in the last 10 s`);
    }
  });

  test("may concern one demand, whatever the others of its service do", () => {
    const watch = watchOf("web/checkout errorRate <= 20 % for 10s");
    const at = (second: number) => {
      const snapshot = measured({ web: serviceSnapshot(new Array(1_000 * second).fill(20), 3 * second) });
      const checkout = serviceSnapshot(new Array(7 * second).fill(20), 3 * second);
      return watch.observe({ now: second * 1e6, measured: { ...snapshot, apart: { "web/checkout": checkout } } });
    };
    expect([at(1), at(6)]).toEqual([null, null]);
    expect(at(11)).toBe("web/checkout errorRate <= 20 % for 10s: breached by 30 % of 100 requests in the last 10 s");
  });

  test("is refused when the load does not show it", () => {
    for (const objective of [
      "web cpu <= 60 %",
      "cost perMonth <= $1",
      "web p99 <= 1s during 09:00-10:00",
      "web p99 <= 1s in 90 % of replications",
      "wbe p99 <= 1s",
      "web/chekout p99 <= 1s",
      "web/checkout cpu <= 60 %",
      "web/checkout p99 error <= 20 %",
      "web/checkout errorRate > 20 %",
      "fast",
    ]) {
      expect(() => parseWatched(objective, shop)).toThrow(Refusal);
    }
  });
});

test("the rate at which requests leave is that of the last five seconds", () => {
  const rate = new SentRate();
  const observed = [0, 10, 20, 30, 40, 50, 100, 150, 200, 250, 300].map((released, second) =>
    rate.observe({ now: second * 1e6, measured: measured({}, released) }),
  );
  expect([observed[0], observed[3], observed[10]]).toEqual([null, 10, 50]);
});
