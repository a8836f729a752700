import { describe, expect, test } from "vitest";
import { issuesOf } from "./reader.js";
import { demand, finds, incident, measured, type RuleCase, request, session, task, web } from "./rule-case.js";

describe("warned of is", () => {
  test.each<RuleCase>([
    {
      code: "idle-strategy",
      path: "services.web.deployment.strategy",
      text: web("deployment: { strategy: { kind: canary } } # here"),
      says: /an incident that brings a new revision, got none \(add incidents: \[ \{ kind: deployment, at: 10m, service: web \} \]/,
    },
    {
      code: "rollout-length",
      path: "services.web.deployment.strategy",
      text: `${web("deployment: { strategy: { kind: weighted, steps: [ { share: 10 %, lasts: 60d } ] } } # here")}\nincidents: [ { kind: deployment, cron: '0 12 * * *', service: web } ]`,
      says: /steps within the .* of the run, got 60d and the launches between them/,
    },
    {
      code: "start-loop",
      path: "services.web.launch.boot",
      text: web("launch: { boot: 90s } # here"),
      says: /within healthCheck.interval × unhealthyThreshold, 1m, got 100 % of starts .*a deployment never ends: set services.web.healthCheck.gracePeriod to 4m/,
    },
    {
      code: "start-loop",
      path: "services.web.launch.boot",
      text: web(
        "launch: { boot: 90s } # here\nhealthCheck: { gracePeriod: 100s }\ndeployment: { circuitBreaker: { enable: true, rollback: true } }",
      ),
      says: /or a gracePeriod of 4m, got .*the circuit breaker ends a deployment and rolls it back/,
    },
    {
      code: "start-loop",
      path: "services.web.launch.boot",
      text: `${task("{ cpu: 1 vCPU, memory: 2 GB, healthCheck: { interval: 10s } }")}\n    launch: { boot: 50s } # here\n    healthCheck: { interval: 60s }`,
      says: /within task.healthCheck.interval × retries, 30s, got 100 %/,
    },
    {
      code: "unused-market",
      path: "markets.general",
      text: `markets:\n  general: {} # here\n${web("capacity: { FARGATE_SPOT: { weight: 1 } }")}`,
      says: /a service in this market, got none/,
    },
    ...(
      [
        ["2026-03-29T02:30", "Europe/Berlin", "skip 2026-03-29T02:00 to 2026-03-29T03:00", "2026-03-29T03:30"],
        ["2026-10-25T02:00", "Europe/Berlin", "repeat 2026-10-25T02:00 to 2026-10-25T03:00", "2026-10-25T02:00"],
        ["2026-10-04T02:15", "Australia/Lord_Howe", "skip 2026-10-04T02:00 to 2026-10-04T02:30", "2026-10-04T02:45"],
      ] as const
    ).map(([start, zone, change, taken]) => ({
      code: "clock-change",
      path: "clock.start",
      text: `clock:\n  timezone: ${zone}\n  start: ${start} # here`,
      says: new RegExp(`show once: they ${change}, got ${start} \\(it is taken as ${taken}`),
    })),
    {
      code: "clock-change",
      path: "services.web.scaling[0].cron",
      text: `clock: { start: 2026-03-28T12:00, timezone: Europe/Berlin }\n${web("scaling:\n  - kind: scheduled\n    cron: 30 2 * * * # here\n    bounds: { min: 2 }")}`,
      says: /clocks of Europe\/Berlin show once: they skip .* got '30 2 \* \* \*' \(it is due as soon as the clocks are on\)/,
    },
    {
      code: "idle-service",
      path: "services.api",
      text: "services:\n  api: { task: { cpu: 1 vCPU, memory: 2 GB } } # here",
      says: /a demand that is sent to this service/,
    },
    {
      code: "strange-price",
      path: "prices.file",
      text: "prices: { file: negotiated.csv } # here",
      says: /that bills have, got 'ALB LCUs' \(did you mean ALB LCU\?\)/,
    },
    {
      code: "trace-times",
      path: "demand[0].arrivals.timeUnit",
      text: demand(
        "arrivals: { kind: trace, file: trace.csv, column: time, atEnd: repeat } # here\n    request: { steps: [ { cpu: 50ms } ] }",
      ),
      says: /small numbers in "time" .*write timeUnit: s, or ms where they are milliseconds/,
    },
    {
      code: "csv-times",
      path: "demand[0].curve.missing",
      text: measured("gaps.csv"),
      says: /a row every 1m, got 101 missing, the first after 2026-03-02T00:09:00\+00:00 \(the rate before holds there/,
    },
    {
      code: "csv-times",
      path: "demand[0].curve.file",
      text: measured("shuffled.csv"),
      says: /rows in order of time, got 3 that come before an earlier one, the first in row 12 \(they are sorted\)/,
    },
    {
      code: "csv-times",
      path: "demand[0].curve.file",
      text: `clock: { start: 2026-05-01T08:00 }\n${measured("gapless.csv")}`,
      says: /clock.start, 2026-05-01T08:00:00\+00:00, got rows from 2026-03-02T00:00:00\+00:00 to 2026-03-03.* \(the run starts with the rate of 2026-03-02T08:00:00\+00:00;/,
    },
    {
      code: "csv-times",
      path: "demand[0].curve.atEnd",
      text: `clock: { duration: 2d }\n${measured("gapless.csv").replace(", atEnd: repeat", "")}`,
      says: /up to the run's end, 2026-03-04T00:00:00\+00:00, got the last to 2026-03-03T00:00:00\+00:00 \(the rows go round/,
    },
    {
      code: "csv-times",
      path: "demand[0].curve.timezone",
      text: `clock: { timezone: Asia/Tokyo }\n${measured("local.csv")}`,
      says: /they are read in the clock's zone, Asia\/Tokyo; write timezone: Asia\/Tokyo or UTC/,
    },
    {
      code: "short-trace",
      path: "demand[0].arrivals",
      text: demand(
        "arrivals: { kind: trace, file: trace.csv, column: time, timeUnit: s } # here\n    request: { steps: [ { cpu: 50ms } ] }",
      ),
      says: /a trace as long as the run of 1d, got one that ends after 90s/,
    },
    {
      code: "step-bounds",
      path: "services.web.scaling[0].steps",
      text: web(`scaling:
  - { kind: step, metric: cpu, threshold: 70 %, steps: [ { lowerBound: 70 %, upperBound: 85 %, adjustment: 1 }, { lowerBound: 85 %, adjustment: 2 } ] } # here`),
      says: /alarm at >= 70.0 % can reach: their bounds are relative to the threshold, got step 1 from 140.0 % up to 155.0 %, step 2 from 155.0 % \(.*lowerBound 0.0 % instead of 70.0 %/,
    },
    {
      code: "step-bounds",
      path: "services.web.scaling[0].steps",
      text: web(`scaling:
  - { kind: step, metric: queue-per-task, comparison: <, threshold: 5, steps: [ { upperBound: -10, adjustment: -2 }, { lowerBound: -10, upperBound: 0, adjustment: -1 } ] } # here`),
      says: /alarm at < 5.0 a task can reach.*got step 1 up to -5.0 a task/,
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
      text: "clock: { duration: 10h } # here\nobjectives: [ cost perMonth <= $500 ]",
      says: /represents: 10h per day/,
    },
    {
      code: "containers-of-task",
      path: "services.web.task.containers",
      text: task(
        "{ cpu: 256, memory: 512, containers: [ { name: app, cpu: 192, memory: 384 }, { name: nginx, cpu: 64, memory: 128 } ] } # here",
      ),
      says: /the sidecars alone, .* got containers of as much as the task itself: 0.5 vCPU with 1 GB in all .*leave it out/,
    },
    {
      code: "dated-incident",
      path: "incidents[0].at",
      text: "incidents:\n  - { kind: traffic-spike, at: 12h, lasts: 10m, factor: 2 } # here",
      says: /a run of a month, or clock.represents, .* got a traffic-spike that .* once every (24h|1d) .*duration: 30d, with cron .* 24h per day/,
    },
    {
      code: "dated-incident",
      path: "demand[0].curve.of[1].at",
      text: demand(
        "curve: { kind: sum, of: [ 1/s, { kind: spike, of: 2/s, at: 12h, lasts: 30m, factor: 4 } ] } # here\n    request: { steps: [ { cpu: 50ms } ] }",
      ),
      says: /got a spike that the month would have once every (24h|1d)/,
    },
    {
      code: "incident-outside-run",
      path: "incidents[0].at",
      text: "incidents:\n  - { kind: deployment, at: 2026-03-18T20:00, service: web } # here",
      says: /a moment within the run, got 404h after its start/,
    },
    {
      code: "dated-incident",
      path: "incidents[0].cron",
      text: "incidents:\n  - { kind: deployment, cron: 0 3 * * MON, service: web } # here",
      says: /not due equally often every 1d, got '0 3 \* \* MON', due once in the run and 0.14 times in 1d on average/,
    },
    ...(
      [
        ["2026-03-28T12:00", "skip 2026-03-29T02:00 to 2026-03-29T03:00", "2026-03-29T03:45:00\\+02:00"],
        ["2026-10-24T12:00", "repeat 2026-10-25T02:00 to 2026-10-25T03:00", "2026-10-25T02:45:00\\+02:00"],
      ] as const
    ).map(([start, change, taken]) => ({
      code: "clock-change",
      path: "incidents[0].at",
      text: `clock: { start: ${start}, duration: 30d, timezone: Europe/Berlin }\nincidents:\n  - { kind: deployment, at: "02:45", service: web } # here`,
      says: new RegExp(`they ${change}, got 02:45 \\(it is taken as ${taken}`),
    })),
    {
      code: "clock-change",
      path: "incidents[0].at",
      text: `clock: { start: 2026-03-01T00:00, duration: 30d, timezone: Europe/Dublin }\nincidents:\n  - { kind: deployment, at: 2026-03-29T01:30, service: web } # here`,
      says: /they skip 2026-03-29T01:00 to 2026-03-29T02:00, got 2026-03-29T01:30 \(it is taken as 2026-03-29T02:30:00\+01:00\)/,
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
      text: "region: us-west-2 # here\nclock: { start: 2026-06-06T00:00 }",
      says: /prices of the year before clock.start, got 2 of 4 that are older \(the oldest, ALB Load balancer, is of 2025-06-05: `sim prices refresh`/,
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
      text: `${request("steps: [ { cpu: 50ms } ]\nmemory: 20 MiB")}\n${task("{ memory: 2 GB } # here")}`,
      says: /at least 2256 MiB for 100 requests and baseMemory, got 2 GB/,
    },
    {
      code: "overload",
      path: "services.web.bounds.max",
      text: `${demand("curve: 200/s\n    request: { steps: [ { cpu: 50ms } ] }")}\n${web("bounds: { min: 1, max: 9 } # here")}`,
      says: /at least 10 tasks, which the expected peak needs at 100 % CPU, got 9 \(unstable: .* raise bounds.max/,
    },
    {
      code: "overload",
      path: "services.web.desired",
      text: `${demand("curve: 200/s\n    request: { steps: [ { cpu: 50ms } ] }")}\n${web("desired: 9 # here\nscaling: []")}`,
      says: /at least 10 tasks, which the expected peak needs at 100 % CPU, got 9 \(unstable: .* raise desired/,
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
      code: "late-target",
      path: "services.web.scaling[0].target",
      text: web("scaling:\n  - { kind: target-tracking, metric: requests-per-target, target: 2000/min } # here"),
      says: /at most 1,200\/min, which take all CPU of a task, got 2,000\/min/,
    },
    {
      code: "late-target",
      path: "services.web.scaling[0].threshold",
      text: web(
        "scaling:\n  - { kind: step, metric: ALBRequestCountPerTarget, threshold: 2000/min, steps: [ { lowerBound: 0, adjustment: 1 } ] } # here",
      ),
      says: /at most 1,200\/min, which take all CPU of a task, got 2,000\/min/,
    },
    {
      code: "late-target",
      path: "services.web.scaling[0].target",
      text: `${task("{ cpu: 2 vCPU, memory: 4 GB, discipline: { kind: event-loop } }")}\n    scaling:\n      - { kind: target-tracking, metric: cpu, target: 60 % } # here`,
      says: /at most 50.0 %, which take all CPU of a task, got 60.0 % \(tasks are overloaded before this policy asks for more\)/,
    },
    {
      code: "few-requests",
      path: "objectives[0]",
      text: `${demand("curve: 36/h\n    request: { steps: [ { cpu: 50ms } ] }")}\nobjectives:\n  - web p99 <= 3s # here`,
      says: /at least 2,000 requests to decide a p99, got 864 expected in all replications/,
    },
    {
      code: "few-requests",
      path: "objectives[0]",
      text: `${demand("curve: 20/s\n    request: { steps: [ { cpu: 10ms } ] }")}
  - { name: checkout, to: web, curve: 36/h, request: { steps: [ { cpu: 50ms } ] } }
objectives:\n  - web/checkout p99 <= 3s # here`,
      says: /at least 2,000 requests to decide a p99, got 864 expected in all replications/,
    },
    {
      code: "same-replications",
      path: "replications",
      text: `replications: 5 # here\n${demand("arrivals: { kind: trace, file: rates.csv, column: time, timeUnit: s, atEnd: repeat }\n    request: { steps: [ { cpu: 50ms } ] }")}`,
      says: /5 replays of the same requests/,
    },
    {
      code: "session-http",
      path: "demand[0].http.body",
      text: `${session("messages: 2")}\n    http:\n      body: hello # here`,
      says: /path and headers alone/,
    },
    {
      code: "idle-connection",
      path: "demand[0].session.heartbeat",
      text: session("idleTimeout: 25s\nheartbeat: 30s # here"),
      says: /less than 25s, after which the server closes .*, got 30s, with gaps of 10s/,
    },
    {
      code: "idle-connection",
      path: "demand[0].session.heartbeat",
      text: session("between: 90s\nheartbeat: 2m # here"),
      says: /less than (60s|1m), after which the balancer closes/,
    },
    {
      code: "session-warmup",
      path: "clock.warmup",
      text: `clock:\n  warmup: 1m # here\n${session("messages: 20\nbetween: 10s")}`,
      says: /at least 200s, as long as a session of turns lasts, got (60s|1m)/,
    },
    {
      code: "client-timeout",
      path: "demand[0].session.message.timeout",
      text: session("messages: 2", "timeout: 90s # here"),
      says: /idleTimeout, (60s|1m), got/,
    },
    {
      code: "same-replications",
      path: "replications",
      text: `replications: 5 # here\n${demand("arrivals: { kind: trace, file: rates.csv, column: time, timeUnit: s, atEnd: repeat }\n    session: { between: 1s, message: { steps: [ { cpu: 50ms } ] } }")}`,
      says: /5 replays of the same requests/,
    },
    {
      code: "staging-host",
      path: "staging.allow[0]",
      text: "staging:\n  allow: [ '*' ] # here",
      says: /hosts of your own, got '\*', which is any host there is/,
    },
  ])("$code at $path", finds("warning"));
});

test("no time is warned of that the clocks show once", () => {
  const at = (start: string, more = "") =>
    issuesOf(`extends: good.yaml
clock: { start: ${start}, timezone: Europe/Berlin }
${more}`);
  for (const start of ["2026-03-29T01:59", "2026-03-29T03:00", "2026-10-25T01:59", "2026-10-25T03:00"])
    expect(at(start)).toEqual([]);
  expect(
    at("2026-03-28T12:00", web("scaling: [ { kind: scheduled, cron: '30 * * * *', bounds: { min: 2 } } ]")),
  ).toEqual([]);
});

test("a target is not too late beside another policy that asks in time", () => {
  const requests = "{ kind: target-tracking, metric: requests-per-target, target: 2000/min }";
  const cpu = "{ kind: target-tracking, metric: cpu, target: 60 % }";
  const codes = (scaling: string) =>
    issuesOf(`extends: good.yaml\n${web(`scaling: [ ${scaling} ]`)}`).map(({ code }) => code);
  expect(codes(requests)).toEqual(["late-target"]);
  expect(codes(`${requests}, ${cpu}`)).toEqual([]);
  expect(codes("{ kind: target-tracking, metric: queue-per-task, target: 2 }")).toEqual([]);
});
