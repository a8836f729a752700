import { LoadPlan } from "../../../harness/plan/load-plan.js";
import type { Planned } from "../../../harness/plan/planned.js";
import type { Share } from "../../../harness/plan/share.js";
import type { ReadScenario } from "../../../sim/scenario/index.js";
import { readGood } from "../../scenario/reader.js";

export const whole: Share = { index: 1, of: 1 };

const twoDemands = `
region: ap-northeast-1
clock: { duration: 2m, warmup: 1m }
staging: { warmup: 10s }
demand:
  - name: chat-turns
    to: web
    curve: 20/s
    classes:
      - { name: short, weight: 3, steps: [ { cpu: { kind: lognormal, mean: 10ms, p99: 40ms } } ] }
      - { name: long, steps: [ { cpu: 20ms }, { wait: { kind: exponential, mean: 300ms } } ], writes: 2 }
  - name: events
    to: web
    curve: 5/s
    session: { messages: 4, between: 15s, message: { steps: [ { wait: { kind: exponential, mean: 50ms } } ] } }
incidents:
  - { kind: traffic-spike, at: 60s, ramp: 5s, factor: 3, lasts: 20s, demand: chat-turns }
  - { kind: slow-downstream, at: 30s, lasts: 30s, factor: 2 }
services:
  web: { task: { cpu: 1 vCPU, memory: 2 GB } }
`;

/** A scenario with requests of two classes, sessions, a spike and a slow-down. */
export function scenarioWithSessions(): ReadScenario {
  return readGood(twoDemands);
}

/** Every item in a share of a plan. */
export function planOf({ scenario, data }: ReadScenario, share: Share = whole): readonly Planned[] {
  const plan = new LoadPlan({ scenario, tables: data.tables, share });
  const all: Planned[] = [];
  for (let planned = plan.next(); planned !== null; planned = plan.next()) all.push(planned);
  return all;
}
