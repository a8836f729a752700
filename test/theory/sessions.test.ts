import { expect, test } from "vitest";
import { kolmogorovSmirnov } from "../../sim/statistics/index.js";
import {
  Clock,
  clockShape,
  createDemands,
  type Demand,
  demandDispersion,
  demandShape,
  Tables,
} from "../../workload/index.js";
import { latencyOf, onlyService, replications, scenario } from "../support/simulate.js";
import { expectTheory } from "./expect-theory.js";
import { mmcTime } from "./formulas.js";
import { meanOf } from "./station.js";
import { ms } from "./work.js";

const clock = new Clock(clockShape.parse({ duration: "3h", warmup: "10m" }));
const context = {
  seed: 1,
  clock,
  tables: new Tables((path) => expect.unreachable(path)),
  spikes: [],
  slowdowns: [],
};

const configOf = (session: object) =>
  demandShape.parse({
    name: "chats",
    to: "web",
    curve: "4/s",
    session: { ...session, message: { steps: [{ wait: "0s" }] } },
  });

function timesOf(demand: Demand): number[] {
  const times: number[] = [];
  for (; demand.nextAt < Number.POSITIVE_INFINITY; demand.take(new Int32Array(8), 0)) times.push(demand.nextAt);
  return times;
}

test("Poisson sessions of one message bring Poisson messages, however their gaps are spread: the displacement theorem", () => {
  const between = { kind: "lognormal", mean: "20s", p99: "100s" };
  const times = timesOf(createDemands([configOf({ messages: 1, between })], context)[0]).filter((at) => at >= 0);
  const gaps = times.slice(1).map((time, index) => (time - times[index]) / 1e6);
  expect(gaps.length).toBeGreaterThan(40_000);
  expect(kolmogorovSmirnov(gaps, (x) => 1 - Math.exp(-4 * x)).pValue).toBeGreaterThan(0.001);
});

// Variance ÷ mean of batches of n at Poisson instants is n; its estimate from w windows of m batches errs by
// n·√((2 + 1/m)/w): 1.3 % here, of which 5 % are almost four.
test("sessions that send four messages at once are four times as bursty as Poisson", () => {
  const [{ index }] = demandDispersion(configOf({ messages: 4, between: "0s" }), context);
  expect(Math.abs(index! / 4 - 1)).toBeLessThan(0.05);
});

test("a task waits for messages of such sessions as M/M/1 says", () => {
  const read = scenario(`
region: us-east-1
clock: { duration: 1000s, warmup: 2m }
demand:
  - name: chats
    to: web
    curve: 60/s
    session: { messages: 1, between: { kind: exponential, mean: 10s }, message: { steps: [{ wait: { kind: exponential, mean: 10ms } }] } }
services:
  web:
    task: { cpu: 1 vCPU, memory: 8 GB, maxConcurrent: 1, queue: 1000000 }
    desired: 1
    bounds: { min: 1, max: 1 }
    scaling: []
    abruptFailuresPerMonth: 0 %
`);
  const time = meanOf(replications(read, 10).map((replication) => latencyOf(onlyService(replication)).mean));
  expectTheory(time, mmcTime(1, 0.06, 10) * ms, 0.06);
});
