import { describe, expect, test } from "vitest";
import { issuesOf } from "./reader.js";

/** A scenario over good.yaml; the mistake is on the line that ends in `# here`. */
interface Case {
  readonly code: string;
  readonly path: string;
  readonly text: string;
  readonly says: RegExp;
}

function check(severity: "error" | "warning") {
  return ({ code, path, text, says }: Case) => {
    const written = `extends: good.yaml\n${text}`;
    const line = written.split("\n").findIndex((each) => each.includes("# here")) + 1;
    const issues = issuesOf(written, { files });
    expect(issues.map((issue) => [issue.severity, issue.code, issue.path, issue.file, issue.line])).toEqual([
      [severity, code, path, "fleet.yaml", line],
    ]);
    const [{ expected, got, hint = "" }] = issues;
    expect(`expected ${expected}, got ${got} (${hint})`).toMatch(says);
  };
}

const files = {
  "rates.csv": "time,rate\n0,5\n60,7\n",
  "prices.csv": "region,service,component,unit,usd,source,as_of\nus-east-1,ELB,ALB,hour,cheap,mine,2026-01\n",
};

const demand = (keys: string) => `demand:\n  - name: turns\n    to: web\n    ${keys}`;
const request = (keys: string) => demand(`curve: 20/s\n    request:\n      ${keys.replaceAll("\n", "\n      ")}`);
const web = (keys: string) => `services:\n  web:\n    ${keys.replaceAll("\n", "\n    ")}`;
const task = (keys: string) => web(`task: ${keys}`);
const incident = (keys: string) => `incidents:\n  - ${keys}`;

describe("refused is", () => {
  test.each<Case>([
    {
      code: "unknown-service",
      path: "demand[0].to",
      text: "demand:\n  - name: turns\n    to: webb # here\n    curve: 20/s\n    request: { steps: [ { cpu: 50ms } ] }",
      says: /one of the services web, got 'webb' \(did you mean web\?\)/,
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
      code: "unknown-market",
      path: "services.web.capacity.FARGATE_SPOT.market",
      text: `markets: { general: {} }\n${web("capacity: { FARGATE_SPOT: { weight: 1, market: generl } } # here")}\n${incident("{ kind: strategy-switch, at: 1h, service: web, capacity: { FARGATE_SPOT: { weight: 1 } } }")}`,
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
      says: /line 2: usd: expected a price/,
    },
    {
      code: "no-price",
      path: "region",
      text: "region: us-esat-1 # here",
      says: /got no prices for region us-esat-1 \(did you mean us-east-1\?\)/,
    },
  ])("$code at $path", check("error"));

  test("every row that is missing in a region, with the row to add", () => {
    const text = `extends: good.yaml\nregion: eu-west-1\ninfrastructure: { kmsKeys: 1 }\n${task("{ storage: 50 GB }")}`;
    const missing = issuesOf(text).filter(({ code }) => code === "no-price");
    expect(missing.map(({ path, line, got }) => [path, line, got])).toEqual([
      ["region", 2, "no price for Fargate Ephemeral storage above 20 GB in eu-west-1"],
      ["region", 2, "no price for KMS Customer managed key in eu-west-1"],
    ]);
    expect(missing[0].hint).toMatch(/add the row `eu-west-1,Fargate,Ephemeral.*to a file named by prices.file/);
  });
});

describe("warned of is", () => {
  test.each<Case>([
    {
      code: "unused-market",
      path: "markets.general",
      text: "markets:\n  general: {} # here",
      says: /a service in this market, got none/,
    },
    {
      code: "idle-service",
      path: "services.api",
      text: "services:\n  api: { task: { cpu: 1 vCPU, memory: 2 GB } } # here",
      says: /a demand that is sent to this service/,
    },
    {
      code: "scheduled-bounds",
      path: "services.web.scaling[0].bounds",
      text: web(
        "bounds: { min: 2, max: 10 }\nscaling:\n  - { kind: scheduled, cron: 0 9 * * *, bounds: { min: 20 } } # here",
      ),
      says: /got min 20 and max 10/,
    },
    {
      code: "vcpu-quota",
      path: "account.vcpuQuota.FARGATE",
      text: "account:\n  vcpuQuota: { FARGATE: 6 } # here",
      says: /at least 100 vCPU of FARGATE .* got 6 vCPU/,
    },
    {
      code: "diluted-spot",
      path: "services.web.capacity",
      text: web(
        "bounds: { min: 5, max: 20 }\ncapacity: { FARGATE: { base: 3, weight: 30 }, FARGATE_SPOT: { weight: 70 } } # here",
      ),
      says: /about 70 % of the tasks on Spot.*got 1 of 5 \(20 %\) and 12 of 20 \(60 %\)/,
    },
    {
      code: "idle-fallback",
      path: "services.web.fallback",
      text: web("fallback: { after: 5m } # here"),
      says: /a Spot weight/,
    },
    {
      code: "incident-outside-run",
      path: "incidents[0].at",
      text: incident("{ kind: deployment, at: 30h, service: web } # here"),
      says: /a moment within the run, got 30h after its start|1d6h after its start/,
    },
    {
      code: "incident-outside-run",
      path: "incidents[0].cron",
      text: incident("{ kind: deployment, cron: 0 9 1 * *, service: web } # here"),
      says: /'0 9 1 \* \* ?', which is not due in it/,
    },
    {
      code: "no-month",
      path: "clock.duration",
      text: "clock: { duration: 10h } # here",
      says: /represents: 10h per day/,
    },
    {
      code: "deployment-room",
      path: "services.web.deployment",
      text: `${web("deployment: { maximumPercent: 100 % } # here")}\n${incident("{ kind: deployment, at: 1h, service: web }")}`,
      says: /never end/,
    },
    {
      code: "old-price",
      path: "region",
      text: "region: us-east-1 # here\nclock: { start: 2031-01-01T00:00 }",
      says: /prices of the last year, got \d+ older ones \(the price of .* in us-east-1 is of .* more than a year before 2031-01-01/,
    },
    {
      code: "flush-timeout",
      path: "services.web.writeBuffer.flushTimeout",
      text: `${request("steps: [ { cpu: 50ms } ]\nwrites: 2")}\n${web("drain: { stopTimeout: 15s }\nwriteBuffer: { flushTimeout: 20s } # here")}`,
      says: /at most drain.stopTimeout, 15s, got 20s/,
    },
    {
      code: "no-flush",
      path: "services.web.drain.onSigterm",
      text: `${request("steps: [ { cpu: 50ms } ]\nwrites: 2")}\n${web("drain: { onSigterm: exit } # here")}`,
      says: /drain or serve/,
    },
    {
      code: "deregistration-delay",
      path: "services.web.drain.deregistrationDelay",
      text: `${request("steps: [ { cpu: 50ms }, { wait: 2s } ]")}\n${web("drain: { deregistrationDelay: 1s } # here")}`,
      says: /2\.05s on average, got 1s/,
    },
    {
      code: "client-timeout",
      path: "demand[0].request.timeout",
      text: request("steps: [ { cpu: 50ms } ]\ntimeout: 90s # here"),
      says: /idleTimeout, (60s|1m), got/,
    },
    {
      code: "steps-over-timeout",
      path: "demand[0].request.steps",
      text: request("timeout: 1s\nsteps: [ { cpu: 50ms }, { wait: 2s } ] # here"),
      says: /less than the 1s .* got 2\.05s on average/,
    },
    {
      code: "task-memory",
      path: "services.web.task.memory",
      text: `${request("steps: [ { cpu: 50ms } ]\nmemory: 10 MiB")}\n${task("{ memory: 2 GB } # here")}`,
      says: /at least 3256 MiB for 300 requests and baseMemory, got 2 GB/,
    },
    {
      code: "overload",
      path: "services.web.bounds.max",
      text: `${demand("curve: 200/s\n    request: { steps: [ { cpu: 50ms } ] }")}\n${web("bounds: { min: 1, max: 9 } # here")}`,
      says: /at least 10 tasks, which the expected peak needs at 100 % CPU, got 9 \(overloaded/,
    },
    {
      code: "overload",
      path: "services.web.bounds.max",
      text: `${request("steps: [ { cpu: 1ms }, { wait: 30s } ]")}\n${web("bounds: { min: 1, max: 5 } # here")}`,
      says: /at least 7 tasks, which the expected peak needs with every slot taken, got 5/,
    },
    {
      code: "silent-demand",
      path: "services.web",
      text: `${demand("curve: 0/s\n    request: { steps: [ { cpu: 50ms } ] }")}\nservices:\n  web: { task: { cpu: 1 vCPU, memory: 2 GB } } # here`,
      says: /rate is 0 all along/,
    },
    {
      code: "requests-target",
      path: "services.web.scaling[0].target",
      text: web("scaling:\n  - { kind: target-tracking, metric: requests-per-target, target: 2000/min } # here"),
      says: /at most 1,200\/min, which take all CPU of a task, got 2,000\/min/,
    },
    {
      code: "few-requests",
      path: "objectives[0]",
      text: `${demand("curve: 36/h\n    request: { steps: [ { cpu: 50ms } ] }")}\nobjectives:\n  - web p99 <= 3s # here`,
      says: /at least 2,000 requests to decide a p99, got 864 expected in all replications/,
    },
    {
      code: "same-replications",
      path: "replications",
      text: `replications: 5 # here\n${demand("arrivals: { kind: trace, file: rates.csv, column: time, atEnd: repeat }\n    request: { steps: [ { cpu: 50ms } ] }")}`,
      says: /5 replays of the same requests/,
    },
  ])("$code at $path", check("warning"));
});
