import { describe, expect, test } from "vitest";
import { orchestratorOf, runOnce, shipped, sum } from "./shipped.js";

/** The first step of the right-sizing canary and a little more. */
const firstStep = ["clock.duration=75m", "replications=1"];

describe("the right-sizing canary", () => {
  test("comes to all of the traffic where p99 is held against its limit, a fifth above that of the old size", () => {
    const { cohorts } = orchestratorOf("canary-rightsizing", ["clock.duration=160m"]);
    expect(cohorts).toMatchObject({ promoted: 1, abortedBy: {} });
    expect(sum(Object.values(cohorts.shadow.requests.failedBy))).toBe(0);
  });

  test("is aborted at its first step by the document's +15 %, though nothing is wrong with it", () => {
    const { cohorts, requests } = orchestratorOf("canary-rightsizing", firstStep, "relative");
    expect(cohorts).toMatchObject({ promoted: 0, shareReached: 0.1 });
    expect(Object.keys(cohorts.abortedBy)).toEqual(["p99 <= baseline + 15 % over 10m"]);
    expect(sum(Object.values(requests.failedBy))).toBe(0);
  });

  test("that does half as much work again is aborted five whole minutes after its first request", () => {
    const { cohorts } = orchestratorOf("canary-rightsizing", firstStep, "regressed");
    expect(Object.keys(cohorts.abortedBy)).toEqual(["p99 <= 3s for 5m"]);
    expect(cohorts.abortedAfter).toBeGreaterThan(5);
    expect(cohorts.abortedAfter).toBeLessThan(7);
  });
});

test("the kill switch tells the last old task to stop when as many new ones are healthy, and is over within ten minutes", () => {
  const { events } = runOnce(shipped({ name: "kill-switch", variant: null }, ["clock.duration=42m"]));
  const at = (words: string) => (events.find(({ message }) => message.includes(words))?.at ?? Number.NaN) / 60e6;
  expect(at("last old task") - 30).toBeLessThan(3);
  expect(at("is completed") - 30).toBeLessThan(10);
});

test("what a drill cannot flush in time goes to dead letters, and no write is lost", () => {
  // Half the tasks, so that some hold a write at that instant: 200 a second wait a twentieth of a second each.
  const { writes } = orchestratorOf("chaos-drill", ["clock.duration=35m", "incidents[0].share=50 %"], "slow-store");
  expect(writes.deadLettered).toBeGreaterThan(0);
  expect(writes.lost).toBe(0);
  expect(writes.flushed + writes.deadLettered).toBe(writes.accepted);
});
