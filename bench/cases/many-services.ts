import type { Scenario } from "../../sim/scenario/index.js";
import { World } from "../../sim/world.js";
import { Tables } from "../../workload/tables.js";
import type { Sample } from "../kernels/kernel.js";
import { read } from "../shipped-scenario.js";

const SERVICES = 20;
const names = Array.from({ length: SERVICES }, (_, index) => `service-${index}`);

let scenario: Scenario | undefined;
/** The last world that was begun, kept so that its memory counts. */
let held: World | undefined;

/** Builds a world of twenty services with ten tasks each, up to the first request. */
export function startMany(seed: number): Sample {
  scenario ??= read(yaml);
  const startedAt = performance.now();
  held = new World(scenario, { seed, tables: new Tables(() => ""), crunches: new Map() });
  held.begin();
  const seconds = (performance.now() - startedAt) / 1000;
  return { requests: 1, seconds, mean: Number.NaN, p99: Number.NaN };
}

const yaml = `
name: many-services
region: us-east-1
clock: { duration: 24h, warmup: 0s }
demand:
${names.map((name) => `  - { name: to-${name}, to: ${name}, curve: 50/s, request: { steps: [ { cpu: 50ms } ], writes: 1 } }`).join("\n")}
services:
${names.map((name) => `  ${name}: { task: { cpu: 1 vCPU, memory: 2 GB }, desired: 10, bounds: { min: 2, max: 50 }, balancer: { algorithm: least-outstanding } }`).join("\n")}
`;
