import { describe, expect, test } from "vitest";
import { spell } from "../../scenarios/language/spelling.js";
import { abroad, issuesOf } from "./reader.js";
import { besideWeb, demand, finds, incident, type RuleCase, request, task, web } from "./rule-case.js";

/** A service that demands may call. */
const api = (keys: string) => `services:\n  api:\n    task: { cpu: 1 vCPU, memory: 2 GB }\n    ${keys}`;

const deployed = "incidents: [ { kind: deployment, cron: '0 12 * * *', service: web } ]";

describe("refused is", () => {
  test.each<RuleCase>([
    {
      code: "unknown-service",
      path: "demand[0].to",
      text: "demand:\n  - name: turns\n    to: webb # here\n    curve: 20/s\n    request: { steps: [ { cpu: 50ms } ] }",
      says: /one of the services web, got 'webb' \(did you mean web\?\)/,
    },
    {
      code: "unknown-service",
      path: "demand[0].request.steps[1].call",
      text: request("steps:\n  - cpu: 5ms\n  - call: wob # here"),
      says: /services web, got 'wob' \(did you mean web\?\)/,
    },
    {
      code: "nothing-to-call",
      path: "demand[0].classes[0].steps[0].call",
      text: `${demand("curve: 20/s\n    classes: [ { name: a, steps: [ { call: api } ] } ] # here")}\n${api("")}`,
      says: /what a call asks of it, which api does not.*write services\.api\.request/,
    },
    {
      code: "request-and-classes",
      path: "services.api.request",
      text: `${besideWeb("classes: [ { name: a, steps: [ { cpu: 1ms } ] } ]\nrequest: { steps: [ { cpu: 1ms } ] } # here")}`,
      says: /either request or classes, got both/,
    },
    {
      code: "unknown-class",
      path: "demand[0].request.steps[0].class",
      text: `${request("steps: [ { call: api, class: qoute } ] # here")}\n${api("classes: [ { name: quote, steps: [ { cpu: 1ms } ] } ]")}`,
      says: /classes of api: quote, got 'qoute' \(did you mean quote\?\)/,
    },
    {
      code: "call-circle",
      path: "services.stock.request.steps[0].call",
      text: `${request("steps: [ { call: api } ]")}
${api("request: { steps: [ { call: stock } ] }")}
  stock:
    task: { cpu: 1 vCPU, memory: 2 GB }
    request: { steps: [ { call: api } ] } # here`,
      says: /calls that come to an end, got api → stock → api/,
    },
    {
      code: "invalid-value",
      path: "demand[0].request.steps[0]",
      text: request("steps: [ { cpu: 5ms, timeout: 1s } ] # here"),
      says: /class, timeout and retries only beside call/,
    },
    {
      code: "invalid-value",
      path: "services.web.task.cpu",
      text: task("{ cpu: 1e308 vCPU, memory: 2 GB } # here"),
      says: /got '1e308 vCPU' \(at most 1000000 vCPU\)/,
    },
    {
      code: "missing",
      path: "demand[0].request.steps",
      text: "demand: [ { name: turns, to: web, curve: 20/s, request: {} } ] # here",
      says: /expected a list, got nothing/,
    },
    {
      code: "unknown-service",
      path: "incidents[0].service",
      text: incident("{ kind: deployment, at: 1h, service: webb } # here"),
      says: /services web, got 'webb'/,
    },
    {
      code: "unknown-service",
      path: "incidents[0].services.api",
      text: incident(
        "{ kind: kill-switch, at: 1h, to: safe, services: { api: { task: { cpu: 1 vCPU, memory: 2 GB }, capacity: { FARGATE: { weight: 1 } }, bounds: { min: 1, max: 2 } } } } # here",
      ),
      says: /services web, got 'api'/,
    },
    {
      code: "unknown-service",
      path: "objectives[1]",
      text: "objectives:\n  - web p99 <= 3s\n  - wob p99 <= 3s # here",
      says: /services web, got 'wob'/,
    },
    {
      code: "unknown-service",
      path: "objectives[0]",
      text: "objectives:\n  - wob p99 error <= 20 % # here",
      says: /services web, got 'wob'/,
    },
    {
      code: "unknown-service",
      path: "claims[0].compute",
      text: "claims:\n  - { document: none is lost, compute: wob.writes.lostShare } # here",
      says: /services web, got 'wob'/,
    },
    {
      code: "scheduled-bounds",
      path: "services.web.scaling[0].bounds.min",
      text: web(
        "bounds: { min: 2, max: 10 }\nscaling: [ { kind: scheduled, cron: 0 9 * * *, bounds: { min: 20 } } ] # here",
      ),
      says: /at most 10, the max when the action is due, got min 20 \(set both in this action.*AWS refuses/,
    },
    {
      code: "scheduled-bounds",
      path: "services.web.scaling[1].bounds.min",
      text: web(`bounds: { min: 2, max: 50 }
scaling: [ { kind: scheduled, cron: 0 1 * * *, bounds: { max: 10 } }, { kind: scheduled, cron: 0 9 * * *, bounds: { min: 20 } } ] # here`),
      says: /at most 10, the max when the action is due, got min 20/,
    },
    {
      code: "scheduled-bounds",
      path: "services.web.scaling[1].bounds.max",
      text: web(`bounds: { min: 2, max: 50 }
scaling: [ { kind: scheduled, cron: 0 1 * * *, bounds: { min: 20 } }, { kind: scheduled, cron: 0 9 * * *, bounds: { max: 10 } } ] # here`),
      says: /at least 20, the min when the action is due, got max 10/,
    },
    {
      code: "unknown-market",
      path: "services.web.capacity.FARGATE_SPOT.market",
      text: `markets: { general: {} }\n${web("capacity: { FARGATE_SPOT: { weight: 1, market: generl } } # here")}`,
      says: /one of the markets general, got 'generl' \(did you mean general\?\)/,
    },
    {
      code: "unknown-market",
      path: "incidents[0].market",
      text: incident("{ kind: spot-crunch, at: 1h, market: general } # here"),
      says: /a market, of which there is none, got 'general'/,
    },
    {
      code: "unknown-demand",
      path: "incidents[0].demand",
      text: incident("{ kind: traffic-spike, at: 1h, lasts: 5m, factor: 2, demand: turn } # here"),
      says: /one of the demands turns, got 'turn'/,
    },
    {
      code: "incident-outside-run",
      path: "incidents[0].at",
      text: incident("{ kind: deployment, at: -2h, service: web } # here"),
      says: /a moment of the run or of its warm-up, 30m before it, got 2h before its start \(write clock.warmup: 2h\)/,
    },
    {
      code: "incident-outside-run",
      path: "incidents[0].at",
      text: incident("{ kind: deployment, at: 2026-03-01T12:00, service: web } # here"),
      says: /got 12h before its start/,
    },
    {
      code: "repeated-incident",
      path: "incidents[0].lasts",
      text: incident("{ kind: zone-outage, cron: 0 * * * *, lasts: 61m } # here"),
      says: /at most 1h, until it comes again, got (61m|1h1m)/,
    },
    {
      code: "repeated-incident",
      path: "incidents[0].cron",
      text: `clock: { duration: 8d, represents: 8d per month }\nincidents:\n  - { kind: deployment, cron: '* * * * *', service: web } # here`,
      says: /less than 10000 times in the run, got '\* \* \* \* \*'/,
    },
    {
      code: "unknown-variant",
      path: "incidents[0].to",
      text: `${incident("{ kind: kill-switch, at: 1h, to: save } # here")}\nvariants: { safe: { seed: 2 } }`,
      says: /one of the variants safe, got 'save'/,
    },
    {
      code: "duplicate-demand",
      path: "demand[1].name",
      text: "demand:\n  - { name: turns, to: web, curve: 20/s, request: { steps: [ { cpu: 50ms } ] } }\n  - { name: turns, to: web, curve: 20/s, request: { steps: [ { cpu: 50ms } ] } } # here",
      says: /a name of its own, got 'turns'/,
    },
    {
      code: "two-markets",
      path: "incidents[0].capacity.FARGATE_SPOT.market",
      text: `markets: { a: {}, b: {} }\n${web("capacity: { FARGATE_SPOT: { weight: 1, market: a } }")}\n${incident(
        "{ kind: strategy-switch, at: 1h, service: web, capacity: { FARGATE_SPOT: { weight: 1, market: b } } } # here",
      )}`,
      says: /the market a, which web is in, got 'b'/,
    },
    {
      code: "pauses",
      path: "services.web.task.pauses.lasts",
      text: task("{ pauses: { every: 1s, lasts: 2s } } # here"),
      says: /less than 1s, which is the mean from one pause to the next, got 2s/,
    },
    {
      code: "task-size",
      path: "services.web.task.memory",
      text: task("{ cpu: 1 vCPU, memory: 1 GB } # here"),
      says: /2 GB to 8 GB in steps of 1 GB with 1 vCPU, got 1 GB \(the nearest sizes are 0.5 vCPU with 1 GB or 1 vCPU with 2 GB\)/,
    },
    {
      code: "task-size",
      path: "services.web.task.memory",
      text: task("{ cpu: 8192, memory: 25600 } # here"),
      says: /in steps of 4 GB with 8 vCPU, got 25 GB \(the nearest sizes are 8 vCPU with 24 GB or 8 vCPU with 28 GB\)/,
    },
    {
      code: "task-size",
      path: "services.web.task.cpu",
      text: task("{ cpu: 1.5 vCPU, memory: 4 GB } # here"),
      says: /one of Fargate's 0.25, 0.5, 1, 2, 4, 8, 16 vCPU, got 1.5 vCPU \(the nearest sizes are 2 vCPU with 4 GB or 1 vCPU with 4 GB\)/,
    },
    {
      code: "task-size",
      path: "incidents[0].task.memory",
      text: incident("{ kind: deployment, at: 1h, service: web, task: { cpu: 2 vCPU, memory: 2 GB } } # here"),
      says: /4 GB to 16 GB/,
    },
    {
      code: "task-size",
      path: "services.web.task.storage",
      text: task("{ storage: 10 GB } # here"),
      says: /20 GB to 200 GB, got 10 GB/,
    },
    {
      code: "desired",
      path: "services.web.desired",
      text: web("bounds: { min: 2, max: 10 }\ndesired: 15 # here"),
      says: /2 to 10 tasks, as bounds say, got 15/,
    },
    {
      code: "zones",
      path: "markets.general.crunch.zones",
      text: `markets:\n  general: { crunch: { zones: 4 } } # here\n${web("capacity: { FARGATE_SPOT: { weight: 1, market: general } }")}`,
      says: /at most the 3 zones of the account, got 4/,
    },
    {
      code: "zones",
      path: "incidents[0].zone",
      text: incident("{ kind: zone-outage, at: 1h, lasts: 5m, zone: 4 } # here"),
      says: /at most the 3 zones of the account, got 4/,
    },
    ...(
      [
        ["scheme", "internal", "internet-facing, as web has it behind the same balancer 'shared', got internal"],
        ["nodes", "5", "3, as web has it .*, got 5"],
        ["idleTimeout", "2m", "1m, as web has it .*, got 2m"],
        ["connectTimeout", "2s", "10s, as web has it .*, got 2s"],
      ] as const
    ).map(([key, value, says]) => ({
      code: "shared-balancer",
      path: `services.api.balancer.${key}`,
      text: besideWeb(`balancer: { algorithm: least-outstanding, ${key}: ${value} } # here`),
      says: new RegExp(`${says} \\(an ALB has one ${key} .* write the same, or give one of them another balancer.name`),
    })),
    {
      code: "slow-start",
      path: "services.web.balancer.slowStart",
      text: web("balancer: { algorithm: least-outstanding, slowStart: 60s } # here"),
      says: /no slow start with least-outstanding, got 1m \(.*round-robin or weighted-random\)/,
    },
    {
      code: "slow-start",
      path: "services.web.balancer.slowStart",
      text: web("balancer: { slowStart: 5s } # here"),
      says: /30s to 15m/,
    },
    {
      code: "strategy-scaling",
      path: "services.web.scaling[0].metric",
      text: `${web("deployment: { strategy: { kind: canary } }\nscaling: [ { kind: target-tracking, metric: requests-per-target, target: 200/min } ] # here")}\n${deployed}`,
      says: /another metric with a canary deployment.*ECS does not support it.*or use a weighted strategy/,
    },
    {
      code: "abort-rules",
      path: "services.web.deployment.abort",
      text: web("deployment: { abort: [ p99 <= 3s for 5m ] } # here"),
      says: /no abort rules with a rolling deployment, got 1 \(give the deployment a strategy/,
    },
    {
      code: "invalid-value",
      path: "services.web.deployment.abort[0]",
      text: `${web("deployment: { strategy: { kind: canary }, abort: [ web p99 <= 3s ] } # here")}\n${deployed}`,
      says: /an objective of the canary's own minutes.*metrics are/,
    },
    {
      code: "invalid-value",
      path: "services.web.deployment.strategy.steps",
      text: `${web("deployment: { strategy: { kind: weighted, steps: [ { share: 25 %, lasts: 1m }, { share: 10 %, lasts: 1m } ] } } # here")}\n${deployed}`,
      says: /shares that rise/,
    },
    {
      code: "health-check",
      path: "services.web.healthCheck.timeout",
      text: web("healthCheck: { interval: 10s, timeout: 10s } # here"),
      says: /less than the interval of 10s, got 10s/,
    },
    {
      code: "represents",
      path: "clock.represents",
      text: "clock: { duration: 10h, represents: 30h per day } # here",
      says: /at most 24h per day, got 1d6h per day|got 30h per day/,
    },
    {
      code: "run-length",
      path: "clock.duration",
      text: "clock: { duration: 4000d } # here",
      says: /at most 366d, got 4000d/,
    },
    {
      code: "file",
      path: "demand[0].curve.file",
      text: demand(
        "curve: { kind: csv, file: nowhere.csv, column: rate, unit: 1/s } # here\n    request: { steps: [ { cpu: 50ms } ] }",
      ),
      says: /a file that exists, got none \(in nowhere.csv\)/,
    },
    {
      code: "file",
      path: "demand[0].request.steps[0].cpu.file",
      text: request("steps: [ { cpu: { kind: empirical, file: rates.csv, column: size, unit: 1ms } } ] # here"),
      says: /a column "size", got the columns time, rate \(in rates.csv\)/,
    },
    {
      code: "file",
      path: "services.web.launch.boot.file",
      text: web("launch: { boot: { kind: empirical, file: nowhere.csv, column: s, unit: 1ms } } # here"),
      says: /a file that exists/,
    },
    {
      code: "price-file",
      path: "prices.file",
      text: "prices: { file: nowhere.csv } # here",
      says: /a file that exists/,
    },
    {
      code: "price-file",
      path: "prices.file",
      text: "prices: { file: prices.csv } # here",
      says: /a price in USD .* as usd in line 2, got 'cheap' \(in prices.csv\)/,
    },
    {
      code: "no-price",
      path: "region",
      text: "region: us-esat-1 # here",
      says: /got no prices for region us-esat-1 \(did you mean us-east-1\?\)/,
    },
  ])("$code at $path", finds("error"));

  test("nothing of services that differ in what is each target group's own, or behind balancers of their own", () => {
    for (const keys of [
      "{ algorithm: least-outstanding, latency: 2ms, nodes: 3 }",
      "{ name: ops, scheme: internal, nodes: 1, idleTimeout: 2m, connectTimeout: 2s }",
    ]) {
      expect(issuesOf(`extends: good.yaml\n${besideWeb(`balancer: ${keys}`)}`)).toEqual([]);
    }
  });

  test("an unknown region, also where a task has mistakes of its own", () => {
    const issues = issuesOf(`extends: good.yaml\nregion: mars-1\n${task("{ disciplin: fifo }")}`);
    expect(issues.map(({ code, path }) => [code, path])).toContainEqual(["no-price", "region"]);
    expect(issues).toHaveLength(2);
  });

  test("every row that is missing in a region, with the row to add", () => {
    const text = `extends: good.yaml\nregion: me-south-1\nprices: { file: own.csv }\ninfrastructure: { kmsKeys: 1 }\n${task("{ storage: 50 GB }")}`;
    const missing = issuesOf(text, { files: { "own.csv": abroad } }).filter(({ code }) => code === "no-price");
    expect(missing.map(({ path, line, got }) => [path, line, got])).toEqual([
      ["region", 2, "no price for Fargate Ephemeral storage above 20 GB in me-south-1"],
      ["region", 2, "no price for KMS Customer managed key in me-south-1"],
    ]);
    expect(missing[0].hint).toMatch(/add the row `me-south-1,Fargate,Ephemeral.*to a file named by prices.file/);
  });
});

test("what no unit can spell is told as a number", () => {
  expect([spell.vcpu(Number.POSITIVE_INFINITY), spell.time(-1), spell.memory(Number.NaN)]).toEqual([
    "Infinity",
    "-1us",
    "NaN",
  ]);
});

test("a scheduled minimum above the service's maximum is taken where an action before it has raised the maximum", () => {
  const scaling = `[ { kind: scheduled, cron: 0 9 * * *, bounds: { min: 20 } }, { kind: scheduled, cron: 0 1 * * *, bounds: { max: 30 } } ]`;
  expect(issuesOf(`extends: good.yaml\n${web(`bounds: { min: 2, max: 10 }\nscaling: ${scaling}`)}`)).toEqual([]);
});
