// Is it worth moving 70 % of a fleet to Spot, and what would more memory cost? Run it: node examples/two-fleets.mjs
import { compare, predict, read, ScenarioError, sweep } from "fleetcast";

const fleet = read(`
name: shop
region: us-east-1
replications: 10
clock: { duration: 1h, warmup: 5m, represents: 24h per day }
demand:
  - name: pages
    to: web
    curve: 20/s
    request: { steps: [ { cpu: 50ms }, { wait: { kind: exponential, mean: 100ms } } ] }
services:
  web: { task: { cpu: 1 vCPU, memory: 2 GB }, desired: 4, scaling: [] }
objectives: [ web p99 <= 1s ]
variants:
  spot: { services: { web: { capacity: { FARGATE: { base: 1, weight: 30 }, FARGATE_SPOT: { weight: 70 } } } } }
`);

const outcome = await predict(fleet, { workers: 2 });
const { p99 } = outcome.services.web.latencyMs;
console.log(`p99 ${Math.round(p99.value)} ms (${Math.round(p99.low)} to ${Math.round(p99.high)})`);
console.log(outcome.objectives.map(({ objective, verdict }) => `${objective}: ${verdict}`).join("\n"));

const { contrasts } = await compare({ onDemand: fleet, spot: fleet.with({ variant: "spot" }) }, { workers: 2 });
const cost = contrasts[0].readings.find(({ field }) => field === "cost.perMonthUsd");
console.log(`Spot changes the month by $${cost.difference.toFixed(2)}`);

const memory = await sweep(fleet, { vary: { "services.web.task.memory": ["2 GB", "4 GB"] }, replications: 2 });
for (const { values, cost } of memory.points)
  console.log(`${values[0]}: $${cost.perMonthUsd.value.toFixed(2)} a month`);

try {
  read("region: us-east-1\nservices: {}\n");
} catch (error) {
  if (!(error instanceof ScenarioError)) throw error;
  for (const { path, expected } of error.issues) console.log(`${path}: expected ${expected}`);
}
