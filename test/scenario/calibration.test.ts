import { describe, expect, test } from "vitest";
import { assumptionsOf } from "../../sim/scenario/index.js";
import { issuesOf, readGood } from "./reader.js";

/** 20/s of 50 ms keep two tasks of one vCPU half busy. */
const calibrated = (from: string, to: string, more = "") => `
extends: good.yaml
services: { web: { desired: 2, scaling: [] } }
calibration: { turns: { source: access.log, at: "2026-11-21", requests: 900, utilization: { from: ${from}, to: ${to} } } }
${more}`;

const flags = (text: string) => issuesOf(text).filter(({ code }) => code === "calibrated-range");

describe("a calibrated scenario", () => {
  test("says nothing where it is predicted at the utilization that it was measured at", () => {
    expect(flags(calibrated("5 %", "50 %"))).toEqual([]);
    expect(assumptionsOf(readGood(calibrated("5 %", "50 %"))).join()).not.toContain("calibrated");
  });

  test("is flagged where it is predicted beyond that, in its warnings and among the outcome's assumptions", () => {
    const text = calibrated("5 %", "40 %");
    expect(flags(text)).toMatchObject([
      {
        severity: "warning",
        path: "calibration.turns.utilization",
        expected: expect.stringContaining("5 % to 40 % CPU"),
        got: "50 % CPU",
      },
    ]);
    expect(assumptionsOf(readGood(text))).toContain(
      "predicts turns at 50 % CPU; it was calibrated at 5 % to 40 % (access.log, 2026-11-21)",
    );
  });

  test("is flagged where it is predicted below that, too", () => {
    expect(flags(calibrated("60 %", "80 %"))).toHaveLength(1);
  });

  test("is predicted over the whole range of its curve, with the tasks that its policies would hold", () => {
    const steps =
      "demand: { turns: { curve: { kind: steps, steps: [ { at: 0s, rate: 10/s }, { at: 12h, rate: 30/s } ] } } }";
    expect(flags(calibrated("5 %", "50 %", steps))).toMatchObject([{ got: "25 % to 75 % CPU" }]);
    const scaled =
      "extends: good.yaml\ncalibration: { turns: { source: a, at: b, requests: 9, utilization: { from: 5 %, to: 40 % } } }";
    expect(flags(scaled)).toMatchObject([{ got: "50 % CPU" }]);
  });

  test("names a demand of the scenario", () => {
    const [issue] = issuesOf(calibrated("5 %", "50 %").replace("{ turns:", "{ turn:"));
    expect(issue).toMatchObject({ code: "unknown-demand", severity: "error", path: "calibration.turn" });
  });
});
