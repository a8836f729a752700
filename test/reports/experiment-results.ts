import { Laboratory } from "../../sim/experiments/laboratory.js";
import { optimize, read, sensitivity, sizeCanary, sweep } from "../../sim/library/index.js";
import { historiesOf, type Night } from "../../sim/outcome/history.js";
import { InProcess } from "../experiments/in-process.js";

const shop = read(`
name: shop
region: us-east-1
clock: { start: 2026-03-02T10:00, duration: 2m, warmup: 0s, represents: 24h per day }
demand: [ { name: calls, to: web, curve: 8/s, request: { steps: [ { cpu: 100ms } ], timeout: 5s } } ]
services: { web: { task: { cpu: 1 vCPU, memory: 2 GB }, desired: 2, scaling: [] } }
objectives: [ web p99 <= 1s, cost perMonth <= $1000 ]
`);

const release = read(`
name: release
region: us-east-1
clock: { start: 2026-03-02T10:00, duration: 6m, warmup: 1m }
demand: [ { name: load, to: web, curve: 5/s, request: { steps: [ { wait: { kind: lognormal, mean: 150ms, p99: 700ms } } ] } } ]
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    desired: 2
    scaling: []
    deployment: { strategy: { kind: weighted, steps: [ { share: 20 %, lasts: 4m } ] } }
incidents: [ { kind: deployment, at: 1m, service: web, task: { cpu: 1 vCPU, memory: 2 GB } } ]
`);

const few = (replications: number) => ({ laboratory: new Laboratory(new InProcess(), null), replications });
const vary = { "services.web.desired": [1, 2] };

/** Small experiments as they are conducted: one task is too slow for the objective of the shop, two are not. */
export const swept = await sweep(shop, { vary, ...few(3) });
export const found = await optimize(shop, { vary, ...few(20), budget: 60 });
export const told = await sensitivity(shop, few(3));
export const sized = await sizeCanary(release, few(2));

/** Nights whose p99 rises after the thirtieth, up to that at which it is told. */
function drifting() {
  const nights = Array.from({ length: 60 }, (_, night): Night => {
    const value = 100 + ((night * 7) % 11) + (night < 30 ? 0 : 60);
    return {
      ...{ schema: 1, kind: "night", at: new Date(Date.UTC(2026, 2, 1 + night, 1, 17)).toISOString() },
      ...{ scenario: "shop", variant: null, version: "test", valid: true, verdicts: { met: 1, missed: 0, open: 0 } },
      numbers: [
        { name: "web p99", unit: "ms", value },
        { name: "predicted cost a month", unit: "USD", value: 300 },
      ],
    };
  });
  const [{ at }] = historiesOf(nights)[0].series[0].drifts;
  return historiesOf(nights.slice(0, at + 1));
}
export const histories = drifting();
