import { measuredObjectives } from "../../../harness/record/measured-objectives.js";
import type { Result } from "../../../reports/html/index.js";
import { Laboratory } from "../../../sim/experiments/laboratory.js";
import { outcomeOf } from "../../../sim/experiments/predict.js";
import { price } from "../../../sim/experiments/price.js";
import { compare, optimize, read, sensitivity, sizeCanary, sweep } from "../../../sim/library/index.js";
import { historiesOf, type Night } from "../../../sim/outcome/history.js";
import type { RunEvent } from "../../../sim/outcome/replication.js";
import { verify } from "../../../sim/outcome/verification/index.js";
import { Random } from "../../../workload/random.js";
import { InProcess } from "../../experiments/in-process.js";
import { measuredSample, read as staging } from "../../harness/record/measured-sample.js";
import { replications, scenario } from "../../support/simulate.js";

/** What a scenario may be called, and what it may say of itself. */
export const hostile = `</script><script>document.title = "taken"</script><img src=x onerror="document.title='taken'">\u001b[31m\u202e`;

/** A page, and what must be seen on it. */
export interface DrawnPage {
  readonly result: Result;
  readonly events: readonly RunEvent[];
  /** How many charts there are of each kind, at least. */
  readonly charts: Readonly<Record<string, number>>;
  readonly words: readonly string[];
}

const shop = read(`
about: ${JSON.stringify(hostile)}
region: us-east-1
clock: { duration: 9m, warmup: 1m, represents: 24h per day }
demand: [ { name: load, to: web, curve: 10/s, request: { steps: [ { wait: { kind: lognormal, mean: 100ms, p99: 300ms } } ] } } ]
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    desired: 2
    capacity: { FARGATE: { base: 1, weight: 1 }, FARGATE_SPOT: { weight: 1 } }
    scaling: []
    launch: { faster: 10 }
objectives: [ web p99 <= 310ms ]
`);

const scaled = scenario(`
about: ${JSON.stringify(hostile)}
region: us-east-1
clock: { duration: 2h, warmup: 0s }
demand: [ { name: calls, to: web, curve: { kind: daily, peak: 40/s, trough: 8/s, peakHours: 00:30-01:00, timezone: UTC }, request: { steps: [ { cpu: 100ms } ] } } ]
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    bounds: { min: 2, max: 20 }
    scaling: [ { kind: target-tracking, metric: cpu, target: 50 % } ]
    capacity: { FARGATE: { base: 1, weight: 1 }, FARGATE_SPOT: { weight: 1 } }
incidents: [ { kind: stop-tasks, at: 40m, service: web, share: 20 % } ]
objectives: [ web p99 <= 500ms, "web cpu in 20..80 %", cost total <= $1 ]
claims: [ { document: ${JSON.stringify(hostile)}, compute: cost.total } ]
`);

const vary = { "services.web.desired": [2, 3], "services.web.task.memory": ["2 GB", "4 GB"] };
const laboratory = () => ({ laboratory: new Laboratory(new InProcess(), null) });

/** One page of every kind of result, under its kind: a new kind is missed by the compiler. */
export const makers: Readonly<Record<Result["kind"], () => Promise<DrawnPage> | DrawnPage>> = {
  predicted() {
    const runs = price(scaled, replications(scaled, 3));
    const outcome = outcomeOf({ read: scaled, version: "0.1.0" }, runs, []);
    const { events } = runs[0].replication;
    return {
      ...{
        result: { ...outcome, scenario: hostile },
        events,
        charts: { time: 4, latency: 1, cost: 1, hours: 1 },
      },
      words: ["Objectives", "The bill of a run", "Assumptions", "sim run scenario.yaml --seed", "not billed"],
    };
  },
  measured() {
    const { outcome, run } = measuredSample();
    const words = ["Objectives", "measured"];
    return { ...{ result: outcome, events: run.replication.events, words }, charts: { time: 4, latency: 1, flow: 1 } };
  },
  verification() {
    const runs = price(staging, replications(staging, 3));
    const predicted = outcomeOf({ read: staging, version: "0.1.0" }, runs, []);
    const { outcome, run } = measuredSample();
    const verification = verify({
      ...{ predicted, runs, strata: [], sameArrivals: runs.slice(0, 1), measured: outcome.measured!, measuredRun: run },
      ...{ objectives: measuredObjectives(staging.scenario), stepsAlone: new Map(), notes: [hostile] },
    });
    return {
      result: { kind: "verification", verification: { ...verification, about: hostile }, predicted, measured: outcome },
      ...{ events: [], charts: { time: 4 }, words: ["Audit of the load", "predicted and measured", "Bands are"] },
    };
  },
  async comparison() {
    const others = { [`${hostile} 3`]: shop.with({ set: ["services.web.desired=3"] }) };
    const third = { four: shop.with({ set: ["services.web.desired=4"] }) };
    const result = await compare({ usual: shop, ...others, ...third }, { ...laboratory(), replications: 3 });
    return { result, events: [], charts: { waterfall: 1, ranges: 1 }, words: ["Where the money goes", "seed by seed"] };
  },
  async sweep() {
    const result = await sweep(shop, { ...laboratory(), vary, replications: 3 });
    return { result, events: [], charts: { points: 1 }, words: ["Every combination", "nothing beats it"] };
  },
  async optimization() {
    const result = await optimize(shop, { ...laboratory(), vary, budget: 16, replications: 5 });
    return { result, events: [], charts: { points: 1, ranges: 1 }, words: ["Candidates", "Procedure"] };
  },
  async sensitivity() {
    const result = await sensitivity(shop, { ...laboratory(), replications: 2 });
    return { result, events: [], charts: { ranges: 1 }, words: ["Where the ranges come from"] };
  },
  async canary() {
    const steps = [{ share: 0.5, minutes: 2 }];
    const result = await sizeCanary(shop, { ...laboratory(), steps, replications: 2 });
    return {
      result,
      events: [],
      charts: { points: 3, ranges: 1 },
      words: ["How long each step has to last", "What rules make"],
    };
  },
  history() {
    const [result] = historiesOf(nights());
    return { result, events: [], charts: { time: 2 }, words: ["What is followed", "since 2026-0"] };
  },
};

/** Sixty nights, of which the last twenty are slower. */
function nights(): readonly Night[] {
  const random = Random.stream(1, "nights");
  return Array.from({ length: 60 }, (_, index) => ({
    ...{ schema: 1, kind: "night", at: new Date(Date.UTC(2026, 0, 1, 2) + index * 86_400_000).toISOString() },
    ...{ scenario: hostile, variant: hostile, version: "0.1.0", valid: index !== 7 },
    verdicts: { met: 3, missed: 0, open: 0 },
    numbers: [
      { name: "web p99", unit: "ms", value: 200 + 5 * random.normal() + (index < 40 ? 0 : 40) },
      { name: "predicted cost a month", unit: "USD", value: 400 + 2 * random.normal() },
    ],
  }));
}
