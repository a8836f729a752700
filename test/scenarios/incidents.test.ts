import { expect, test } from "vitest";
import { valueIn } from "../../sim/facts/metric.js";
import { orchestratorOf, runOnce, shipped } from "./shipped.js";

test("the kill switch replaces every task within ten minutes and no request fails", () => {
  const { requests, minutes } = orchestratorOf("kill-switch", ["clock.duration=42m"]);
  expect(Object.values(requests.failedBy).every((count) => count === 0)).toBe(true);
  const [before, after] = [minutes.memory[29], minutes.memory[40]];
  expect(after / before).toBeCloseTo(0.5, 1); // the same memory of tasks twice as large
});

test("the autoscaler does not replace what a crunch takes: it asks for what it has already", () => {
  const { minutes, scaling } = orchestratorOf("spot-cascade", [], "no-kill-switch");
  expect(minutes.running[14]).toBe(20);
  expect(Math.max(...minutes.running.subarray(20, 75))).toBeLessThan(18);
  expect(scaling.activities.filter(({ from, to }) => to > from)).toEqual([]);
  expect(minutes.running[80]).toBe(20);
});

test("the fallback starts on-demand substitutes after five minutes, and lets them go when Spot is back", () => {
  const { minutes } = orchestratorOf("spot-cascade", [], "fallback");
  expect(minutes.running[26]).toBeGreaterThanOrEqual(20);
  expect(minutes.running[89]).toBe(20);
  expect(minutes.spot[89]).toBe(12);
});

test("capacity is late by six minutes or more after a jump of traffic, not by two", () => {
  const { scaling, minutes } = orchestratorOf("spike-scaling-lag", ["clock.duration=25m"], "undegraded");
  expect(Math.max(...scaling.lags.map(valueIn))).toBeGreaterThan(360e6);
  expect(Math.max(...minutes.p99Ms) / 1e3).toBeGreaterThan(6);
});

test("suspending scale-in holds the fleet while degradation lasts; the low datapoints of that time shrink it right after", () => {
  const timeline = (variant: string | null) =>
    runOnce(shipped({ name: "oscillation", variant }, ["clock.duration=65m"])).events.filter(
      ({ kind }) => kind === "scale-in" || kind === "degradation",
    );
  expect(timeline(null)[1].kind).toBe("scale-in");
  const [begins, ends, scaleIn] = timeline("coupled");
  expect([begins.kind, ends.kind, scaleIn.kind]).toEqual(["degradation", "degradation", "scale-in"]);
  expect(scaleIn.at - ends.at).toBeLessThan(120e6);
});
