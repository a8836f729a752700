import { monthsOf, plannedMonths } from "../../sim/experiments/calendar.js";
import { planOf } from "../../sim/experiments/month-plan.js";
import type { Replication } from "../../sim/outcome/replication.js";
import { run } from "../../sim/run.js";
import type { ReadScenario } from "../../sim/scenario/index.js";

/** All months of a calendar, simulated on this thread. */
export function simulatedMonths(read: ReadScenario): readonly Replication[] {
  const strata = read.days.map(({ days, simulate, read: { scenario } }) => planOf({ days, simulate, scenario }).strata);
  const planned = plannedMonths(read);
  const found = planned.flatMap(({ days }) =>
    days.map(({ type, index }) => {
      const { scenario, data } = read.days[type].read;
      return run(scenario, { index, tables: data.tables, ...strata[type].of(index) });
    }),
  );
  return monthsOf(read, planned, found);
}

/** Days of which most have little traffic, and one has a spike; as a calendar, and as thirty days of one run. */
export const saleMonth = `
name: sale-month
replications: 8
region: us-east-1
clock: { start: 2026-03-02T00:00, duration: 24h, warmup: 20m }
demand:
  - name: visits
    to: web
    curve: { kind: daily, peak: 12/min, trough: 3/min }
    request: { steps: [ { cpu: { kind: lognormal, mean: 1s, p99: 4s } } ], writes: 1, timeout: 20s }
services:
  web:
    kind: request-service
    task: { cpu: 0.25 vCPU, memory: 0.5 GB, maxConcurrent: 20, queue: 20 }
    bounds: { min: 2, max: 20 }
    scaling: [ { kind: target-tracking, metric: cpu, target: 50 % } ]
infrastructure: { natGateways: 1, internetShare: 1, perRequest: { natData: 100 KB } }
objectives: [ web p99 <= 20s, web p99 <= 20s for 5m, cost perMonth <= $100 ]
calendar:
  - { name: ordinary, days: 29 }
  - { name: sale, days: 1, variant: sale }
variants:
  sale:
    incidents: [ { kind: traffic-spike, at: 10:00, lasts: 8h, factor: 8, ramp: 20m } ]
  thirty-days:
    calendar: null
    clock: { duration: 30d }
    incidents: [ { kind: traffic-spike, at: 2026-03-20T10:00, lasts: 8h, factor: 8, ramp: 20m } ]
`;

/** The same of twenty minutes a day, in which a sale makes the service scale; quick to simulate. */
export const shortMonth = `
name: short-month
replications: 4
region: us-east-1
clock: { start: 2026-03-02T10:00, duration: 20m, warmup: 1m, represents: 20m per day }
demand: [ { name: visits, to: web, arrivals: even, curve: 2/s, request: { steps: [ { cpu: 200ms } ], timeout: 5s } } ]
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 10, queue: 10 }
    bounds: { min: 1, max: 16 }
    scaling: [ { kind: target-tracking, metric: cpu, target: 60 % } ]
objectives: [ web p99 <= 5s, web p99 <= 4s for 2m, cost perMonth <= $100 ]
calendar:
  - { name: ordinary, days: 29 }
  - { name: sale, days: 1, variant: sale }
variants:
  sale: { incidents: [ { kind: traffic-spike, at: 10:02, lasts: 17m, factor: 8, ramp: 8m } ] }
  small: { services: { web: { bounds: { max: 2 } } } }
`;
