import { describe, expect, test } from "vitest";
import { formatIssue } from "../../../scenarios/language/index.js";
import { reconnects } from "../../../workload/index.js";
import { issuesOf } from "../../scenario/reader.js";
import { billOf, onlyService, scenario, simulate } from "../../support/simulate.js";

interface Setup {
  readonly curve?: string;
  readonly session?: string;
  readonly service?: string;
  readonly clock?: string;
  readonly incidents?: string;
  readonly scaling?: string;
  readonly idleTimeout?: string;
  readonly memory?: string;
}

const yaml = ({
  curve = "{ kind: steps, steps: [ { at: 0s, rate: 0/s } ] }",
  session = "",
  service = "",
  clock = "duration: 10m, warmup: 0s",
  incidents = "",
  scaling = "",
  idleTimeout = "60s",
  memory = "2 GB",
}: Setup) => `
region: us-east-1
clock: { ${clock} }
demand:
  - { name: chats, to: sockets, curve: ${curve}, arrivals: even, session: { ${session} } }
services:
  sockets:
    kind: websocket-service
    task: { cpu: 1 vCPU, memory: ${memory} }
    desired: 2
    scaling: [ ${scaling} ]
    abruptFailuresPerMonth: 0
    balancer: { nodes: 1, idleTimeout: ${idleTimeout} }
    ${service}
incidents: [ ${incidents} ]
`;

/** Sessions that come within ten seconds, 40 of them, and have nothing to say before the run is over. */
const silent = {
  curve: "{ kind: steps, steps: [ { at: 0s, rate: 4/s }, { at: 10s, rate: 0/s } ] }",
  session: "messages: 1, between: 30m, message: { steps: [ { wait: 1s } ] }",
};

const run = (setup: Setup) => onlyService(simulate(scenario(yaml(setup))));

// 50 sessions a second that last ten minutes each are 30,000; their connects alone are 2 LCU.
test("30,000 connections that are open for an hour are 10 LCU", () => {
  const read = scenario(
    yaml({
      curve: "50/s",
      session: "messages: 1, between: 600s, message: { steps: [ { wait: 0s } ] }",
      clock: "duration: 1h, warmup: 11m",
      service: "connectionsPerTask: 40000",
      memory: "8 GB",
    }),
  );
  const replication = simulate(read);
  for (const open of onlyService(replication).minutes.connections) expect(Math.abs(open - 30_000)).toBeLessThan(2);
  const units = billOf(read, replication).lines.find(({ item }) => item === "ALB capacity units")!;
  expect(units.quantity).toBeCloseTo(10, 2);
});

describe.each(reconnects.map(({ kind }) => kind))(
  "after the death of a task, sessions that reconnect by %s",
  (kind) => {
    const keys = kind === "fixed" ? ", delay: 1s" : kind === "immediate" ? ", attempts: 100" : "";

    test("are all back, or counted as given up", () => {
      const { sessions } = run({
        ...silent,
        session: `${silent.session}, reconnect: { kind: ${kind}${keys} }`,
        service: "drain: { onSigterm: exit }",
        incidents: "{ kind: stop-tasks, at: 60s, count: 1, service: sockets }",
      });
      expect(sessions.opened).toBe(40);
      expect(sessions.lost).toBe(20);
      expect(sessions.reconnects + sessions.givenUp).toBe(20);
      expect(kind === "never" ? sessions.givenUp : sessions.reconnects).toBe(20);
      expect(sessions.remaining).toBe(40 - sessions.givenUp);
    });
  },
);

test("who finds every task full is refused until there is room, and gives up after so many tries", () => {
  const { sessions, minutes } = run({
    ...silent,
    session: `${silent.session}, reconnect: { kind: fixed, delay: 5s, attempts: 3 }`,
    service: "connectionsPerTask: 15",
  });
  expect(sessions).toMatchObject({
    opened: 40,
    openMost: 30,
    givenUp: 10,
    refused: 40,
    reconnectAttempts: 30,
    reconnects: 0,
  });
  expect(minutes.connections.at(-1)).toBe(30);
});

test("existing connections never move to new tasks, which take new ones only", () => {
  const grown = run({
    curve:
      "{ kind: steps, steps: [ { at: 0s, rate: 4/s }, { at: 10s, rate: 0/s }, { at: 8m, rate: 1/s }, { at: 9m, rate: 0/s } ] }",
    session: silent.session,
    service: "connectionMemory: { websocket: 10 MB }",
    incidents: "{ kind: stop-tasks, at: 20s, count: 1, service: sockets }",
  });
  expect(grown.sessions.lost).toBe(20);
  expect(grown.minutes.connections.at(-1)).toBe(100);
});

test("a scale-in leaves connections where they are until the deregistration delay is over, and then cuts them", () => {
  const { sessions, minutes } = run({
    ...silent,
    service: "bounds: { min: 1, max: 4 }\n    drain: { deregistrationDelay: 4m }",
    clock: "start: 2026-03-02T12:00, duration: 10m, warmup: 0s",
    scaling: "{ kind: scheduled, cron: '2 12 * * *', bounds: { min: 1, max: 1 } }",
    session: `${silent.session}, reconnect: { kind: never }`,
  });
  expect(sessions).toMatchObject({ lost: 20, givenUp: 20 });
  expect([...minutes.running.slice(0, 4)]).toEqual([2, 1, 1, 1]); // draining tasks count no more
  expect([...minutes.connections]).toEqual([40, 40, 40, 40, 40, 20, 20, 20, 20, 20]);
});

test("at SIGTERM a task that drains cuts no reply that is done before SIGKILL, one that exits cuts all, and one that serves goes on", () => {
  const cut = (onSigterm: string) =>
    run({
      ...silent,
      session: "messages: 2, between: 50s, message: { steps: [ { wait: 25s } ], timeout: 60s }",
      service: `drain: { onSigterm: ${onSigterm}, stopTimeout: 60s }`,
      incidents: "{ kind: stop-tasks, at: 65s, count: 1, service: sockets }",
    }).sessions;
  expect(cut("exit")).toMatchObject({ cutReplies: 20, lost: 20, reconnects: 20 });
  expect(cut("drain")).toMatchObject({ cutReplies: 0, lost: 20, reconnects: 20 });
  expect(cut("serve")).toMatchObject({ cutReplies: 20 }); // the replies of the next messages, at SIGKILL
});

test("a heartbeat as long as the balancer's idle timeout loses the race: each such connection is closed after it, again and again", () => {
  const { sessions } = run({
    ...silent,
    session: `${silent.session}, heartbeat: 60s, reconnect: { kind: fixed, delay: 1s }`,
  });
  // Each of 40 sessions is connected for 60 s and away for one: closed after 60, 121, 182 … seconds from its begin.
  const closes = (from: number) => Math.floor((600 - from + 1) / 61);
  const begins = Array.from({ length: 40 }, (_, index) => index / 4);
  expect(sessions.idleClosed).toBeGreaterThanOrEqual(begins.reduce((sum, from) => sum + closes(from + 0.25), 0));
  expect(sessions.idleClosed).toBeLessThanOrEqual(begins.reduce((sum, from) => sum + closes(from - 0.25), 0));
  expect(sessions.lost).toBe(sessions.idleClosed);
});

test("a heartbeat that is shorter keeps every connection open", () => {
  const { sessions } = run({ ...silent, session: `${silent.session}, heartbeat: 59s` });
  expect(sessions).toMatchObject({ idleClosed: 0, lost: 0 });
});

// A metric of one's own is known 15 s after its minute, and acted on 15 s later.
test.each([
  ["active-connections", 30],
  ["connections-per-task", 15],
])("steps on %s ask for a task at the first decision after the connections are there", (metric, threshold) => {
  const { scaling, minutes } = run({
    ...silent,
    service: "bounds: { min: 2, max: 4 }",
    scaling: `{ kind: step, metric: ${metric}, threshold: ${threshold}, steps: [ { lowerBound: 0, adjustment: 1 } ] }`,
  });
  expect(scaling.activities[0]).toMatchObject({ from: 2, to: 3, at: 90e6, dynamic: true });
  expect(minutes.connections.at(-1)).toBe(40);
});

test("CPU steps take as much longer on ARM64 as its factor says, waits do not", () => {
  const { latency } = run({
    curve: "0.1/s",
    session: "messages: 1, between: 1s, message: { steps: [ { cpu: 100ms }, { wait: 400ms } ] }",
    service: "",
  });
  const onArm = onlyService(
    simulate(
      scenario(
        yaml({
          curve: "0.1/s",
          session: "messages: 1, between: 1s, message: { steps: [ { cpu: 100ms }, { wait: 400ms } ] }",
        }).replace("memory: 2 GB", "memory: 2 GB, architecture: ARM64, arm64WorkFactor: 1.3"),
      ),
    ),
  );
  expect([latency.histogram.max, onArm.latency.histogram.max]).toEqual([500_000, 530_000]);
});

test("connections that are more than a task has memory for kill it, and its clients come back to the others", () => {
  const { tasks, sessions } = run({
    ...silent,
    service: "connectionMemory: { websocket: 100 MB }",
    clock: "duration: 3m, warmup: 0s",
  });
  expect(tasks.lost["out-of-memory"]).toBeGreaterThan(0);
  expect(sessions.lost).toBeGreaterThan(0);
});

describe("what a service of connections refuses, or warns of", () => {
  const lines = (setup: Setup, from = "", to = "") =>
    issuesOf(yaml(setup).replace(from, to)).map(formatIssue).join("\n");

  test("requests that come without a connection", () => {
    const text = lines(silent, `session: { ${silent.session} }`, "request: { steps: [ { cpu: 1ms } ] }");
    expect(text).toMatch(
      /demand\[0\]\.request: expected session: \{ message: … \}, since sockets is a websocket-service, got request/,
    );
  });

  test("Spot capacity, where it is written", () => {
    const text = lines({ ...silent, service: "capacity: { FARGATE: { weight: 1 }, FARGATE_SPOT: { weight: 1 } }" });
    expect(text).toMatch(
      /warning: services\.sockets\.capacity\.FARGATE_SPOT: expected no Spot capacity for connections/,
    );
  });

  test("heartbeats that the balancer's idle timeout overtakes", () => {
    const text = lines({ ...silent, session: `${silent.session}, heartbeat: 60s` });
    expect(text).toMatch(/demand\[0\]\.session\.heartbeat: expected less than 1m, after which the balancer closes/);
  });

  test("more connections than tasks may hold, and than their memory is for", () => {
    const text = lines({ ...silent, service: "connectionsPerTask: 15\n    connectionMemory: { websocket: 200 MB }" });
    expect(text).toMatch(/services\.sockets\.connectionsPerTask: expected room for the 40 connections/);
    expect(text).toMatch(/services\.sockets\.task\.memory: expected at least \d+ MiB for 15 connections/);
  });

  test("a metric that it has not", () => {
    const policy = "{ kind: target-tracking, metric: provisioned-concurrency-utilization, target: 50 % }";
    expect(lines({ ...silent, scaling: policy })).toMatch(
      /services\.sockets\.scaling\[0\]\.metric: expected .*active-connections/,
    );
  });
});
