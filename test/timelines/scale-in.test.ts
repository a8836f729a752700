import { describe, expect, test } from "vitest";
import { changes, stepLoad } from "./load-step.js";

const fall = { before: 0.59, after: 0.507, atS: 120, endS: 3_600 };
const byCpu = "{ kind: target-tracking, metric: cpu, target: 60 % }";

describe("20 tasks at a target of 60 %, whose load falls to 85 % of it", () => {
  // The fifteenth low minute ends after 900 s and is acted on 153 s later. A task at a time: 20 × 50.7 % is 10.14 tasks'
  // worth: 53.4 % of 19 tasks, low still; 56.3 % of 18, low no more. Between them the scale-in is complete after 30 s, its
  // cooldown lasts 300 s, and the alarm acts once a minute.
  test("the first scale-in comes after fifteen low minutes and the lag, the next 360 s later", () => {
    expect(changes(stepLoad({ ...fall, scaling: `[${byCpu}]` }), fall.atS)).toEqual([
      [1053, 19],
      [1413, 18],
    ]);
  });

  // 16.9 requests a second are 50.7 a minute for each of 20: not below 0.9 × 56 = 50.4, and so no vote to scale in.
  test("no step is made as long as another policy does not agree", () => {
    const byRequests = "{ kind: target-tracking, metric: requests-per-target, target: 56/min }";
    expect(changes(stepLoad({ ...fall, before: 0.555, scaling: `[${byCpu}, ${byRequests}]` }), fall.atS)).toEqual([]);
  });
});
