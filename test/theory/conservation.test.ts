import { describe, expect, test } from "vitest";
import type { FailureCause } from "../../sim/facts/aspects/requests.js";

import { billOf, endsOf, onlyService, scenario, simulate } from "../support/simulate.js";

interface Trouble {
  readonly rate?: number;
  readonly request?: string;
  readonly service: string;
  readonly rest?: string;
}

/** Two tasks that take ten requests at once for a second each, and what gets them into trouble. */
const troubled = ({ rate = 10, request = "", service, rest = "" }: Trouble) => `
region: us-east-1
clock: { duration: 10m, warmup: 1m }
demand: [{ name: load, to: web, curve: ${rate}/s, request: { steps: [{ cpu: 10ms }, { wait: 1s }], writes: 2${request} } }]
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 10, queue: 5 }
    desired: 2
    scaling: []
    ${service}
${rest}`;

const fixedSize = "bounds: { min: 2, max: 2 }";
/** SIGKILL after 30 s finds requests on the task, since the balancer still sends them. */
const spot = "capacity: { FARGATE_SPOT: { weight: 1 } }\n    drain: { onSigterm: ignore, deregistrationLag: 40s }";
const crunch = "incidents: [{ kind: spot-crunch, at: 5m, market: default, takes: 100 %, lasts: 1m }]";
const outage = "incidents: [{ kind: zone-outage, at: 5m, lasts: 2m, zone: 1 }]";

const exits = "drain: { onSigterm: exit, deregistrationDelay: 0s }";
const stopped = "incidents: [{ kind: stop-tasks, at: 5m, service: web, share: 100 % }]";

const causes: readonly (readonly [FailureCause, Trouble])[] = [
  ["shed", { service: "degradation: { signal: cpu, levels: [{ above: 1 %, shed: 50 % }], restoreBelow: 0 % }" }],
  ["noCapacity", { service: fixedSize, rest: `account: { zones: 1 }\n${outage}` }],
  ["queueFull", { rate: 40, service: fixedSize }],
  ["timeout", { request: ", timeout: 900ms", service: fixedSize }],
  ["interrupted", { service: spot, rest: crunch }],
  ["taskLost", { service: `${fixedSize}\n    ${exits}`, rest: stopped }],
];

describe("every request ends in exactly one way", () => {
  test.each(causes)("whatever fails: %s", (cause, trouble) => {
    const read = scenario(troubled(trouble));
    for (const index of [0, 1, 2]) {
      const service = onlyService(simulate(read, index));
      expect(service.requests.failedBy[cause]).toBeGreaterThan(0);
      expect(endsOf(service)).toBe(service.requests.arrived);
    }
  });

  test.each(causes)("and where clients try again, whatever fails: %s", (_, trouble) => {
    const request = `${trouble.request ?? ""}, retries: { attempts: 3 }`;
    const service = onlyService(simulate(scenario(troubled({ ...trouble, request }))));
    expect(endsOf(service)).toBe(service.requests.arrived);
    expect(service.requests.attempts).toBeGreaterThan(service.requests.arrived);
  });
});

describe("books", () => {
  const read = scenario(troubled({ service: spot, rest: crunch }));
  const replication = simulate(read);

  test("accepted writes are flushed, dead-lettered or lost", () => {
    const { accepted, flushed, deadLettered, lost } = onlyService(replication).writes;
    expect(lost).toBeGreaterThan(0);
    expect(flushed + deadLettered + lost).toBe(accepted);
  });

  test("lines of the bill add up to its total, and each is its quantity at its price", () => {
    const { lines, totalUsd } = billOf(read, replication);
    expect(lines.length).toBeGreaterThan(3);
    expect(lines.reduce((sum, { usd }) => sum + usd, 0)).toBe(totalUsd);
    for (const { quantity, unitPriceUsd, usd } of lines) expect(quantity * unitPriceUsd).toBeCloseTo(usd, 12);
  });
});
