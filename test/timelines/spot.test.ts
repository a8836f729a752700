import { describe, expect, test } from "vitest";
import { Moments } from "../../sim/statistics/index.js";
import { onlyService, scenario, simulate } from "../support/simulate.js";

interface SpotFleet {
  readonly durationS?: number;
  readonly tasks?: number;
  readonly capacity?: string;
  readonly steps?: string;
  readonly drain?: string;
  /** Keys of the crunch, which takes every Spot task that it hits, at once. */
  readonly crunch?: string;
}

/** Spot tasks in three zones under evenly spaced requests, one a second for each of three; a crunch at 10:05. */
function spotFleet(fleet: SpotFleet) {
  const {
    durationS = 1_200,
    tasks = 3,
    capacity = "{ FARGATE_SPOT: { weight: 1 } }",
    steps = "[{ wait: 100ms }]",
  } = fleet;
  return scenario(`
region: us-east-1
clock: { duration: ${durationS}s, warmup: 0s }
demand: [{ name: load, to: web, curve: 3/s, arrivals: even, request: { steps: ${steps} } }]
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB, image: 1.5 GB }
    desired: ${tasks}
    bounds: { min: ${tasks}, max: ${tasks} }
    scaling: []
    availabilityZoneRebalancing: DISABLED # a task that moves back to its zone drains for 300 s beside the others
    capacity: ${capacity}
    drain: { ${fleet.drain ?? "deregistrationLag: 0s"} }
    launch: { boot: 0s }
    abruptFailuresPerMonth: 0 %
markets: { default: { interruptionsPerMonth: 0 % } }
incidents: ${fleet.crunch === undefined ? "[]" : `[{ kind: spot-crunch, at: 605s, market: default, takes: 100 %, within: 0s, ${fleet.crunch} }]`}
`);
}
const runFleet = (fleet: SpotFleet, index = 0) => onlyService(simulate(spotFleet(fleet), index));

describe("a Spot notice", () => {
  // The one task in the zone gets a request a second, and refuses those of the twenty seconds of lag.
  test("SIGTERM comes at once, and for 20 s of deregistration lag the balancer still sends requests in vain", () => {
    const { requests } = runFleet({ crunch: "zones: 1, lasts: 1s", drain: "deregistrationLag: 20s" });
    expect(requests.failedBy.interrupted).toBe(20);
    expect(requests.completed).toBe(requests.arrived - 20);
  });

  // Requests take 45 s, one a second. Those of the last 15 s before the notice are still there 30 s after it.
  test("SIGKILL comes 30 s after it, and what is unfinished then fails", () => {
    const { requests, spot } = runFleet({ crunch: "zones: 1, lasts: 1s", steps: "[{ wait: 45s }]" });
    expect(spot.interruptions).toBe(1);
    expect(requests.failedBy.interrupted).toBe(15);
  });

  // No Spot capacity is left, so that nothing replaces the three: each ran for 605 s, and 30 s more with requests to
  // finish, or as long as the last one took.
  test("the task is gone at SIGKILL, or when its last request is done", () => {
    const gone = (steps: string) => runFleet({ crunch: "lasts: 1h", steps }).tasks.hours * 3600 - 3 * 605;
    expect(gone("[{ wait: 45s }]")).toBeCloseTo(3 * 30, 6);
    expect(gone("[{ wait: 100ms }]")).toBeLessThan(3 * 1);
  });

  // The zone that lost its task has none, the others have. The image is 1.5 GB: 8 + 20 + 27 + 2 + 13.5 = 70.5 s in the
  // median, each part a quarter more or less. Between the loss, which is at once here, and the replacement a task is missing.
  test("the replacement runs 60 to 90 s later on average where Spot capacity exists", () => {
    const read = spotFleet({ crunch: "zones: 1, lasts: 1s", drain: "onSigterm: exit" });
    const missingS = (index: number) => 3 * 1_200 - onlyService(simulate(read, index)).tasks.hours * 3600;
    const times = Array.from({ length: 40 }, (_, index) => missingS(index));
    expect(Moments.of(times).mean).toBeGreaterThan(65);
    expect(Moments.of(times).mean).toBeLessThan(80);
    expect(Math.min(...times)).toBeGreaterThan(40);
    expect(Math.max(...times)).toBeLessThan(110);
  });

  // The crunch is over at 30:05; tries are at most 60 s apart, and a task takes some 70 s to run.
  test("in a crunch no Spot task is replaced until it ends", () => {
    const { minutes } = runFleet({ crunch: "lasts: 20m", durationS: 2_400 });
    expect([...minutes.spot.slice(0, 10)]).toEqual(new Array(10).fill(3));
    expect([...minutes.spot.slice(10, 30)]).toEqual(new Array(20).fill(0));
    expect([...minutes.spot.slice(33)]).toEqual(new Array(7).fill(3));
  });

  // Base 3 stands on demand and its deficit of Spot stays one of Spot.
  test("on-demand does not stand in for Spot in a crunch", () => {
    const capacity = "{ FARGATE: { base: 3, weight: 30 }, FARGATE_SPOT: { weight: 70, market: default } }";
    const { minutes } = runFleet({ crunch: "lasts: 20m", durationS: 2_400, tasks: 10, capacity });
    expect([minutes.running[9], minutes.spot[9]]).toEqual([10, 5]);
    expect([...minutes.running.slice(10, 30)]).toEqual(new Array(20).fill(5));
    expect([minutes.running[35], minutes.spot[35]]).toEqual([10, 5]);
  });
});

// After the base of 3: 2 → 1.4, 7 → 4.9 and 12 → 8.4 on Spot, in whole tasks by largest remainder.
test.each([
  [5, 1],
  [10, 5],
  [15, 8],
])("of %s tasks a base of 3 and weights of 30 and 70 place %s on Spot", (tasks, onSpot) => {
  const capacity = "{ FARGATE: { base: 3, weight: 30 }, FARGATE_SPOT: { weight: 70 } }";
  const { minutes } = runFleet({ tasks, capacity, durationS: 60 });
  expect([minutes.running[0], minutes.spot[0]]).toEqual([tasks, onSpot]);
});

test("the journal names the zones of a crunch by number, as a zone outage does, in order", () => {
  const { events } = simulate(spotFleet({ durationS: 610, crunch: "zones: all, lasts: 1s" }));
  const said = events.filter(({ kind }) => kind === "spot-crunch").map(({ message }) => message);
  expect(said).toEqual(["no Spot capacity in zones 1, 2, 3"]);
});
