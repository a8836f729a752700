import { describe, expect, test } from "vitest";
import { demandContext } from "../../../sim/scenario/index.js";
import {
  createSessionTimeline,
  keyed,
  reconnectPause,
  reconnects,
  type SessionDemandConfig,
  type SessionMoment,
} from "../../../workload/index.js";
import { latencyOf, onlyService, scenario, simulate } from "../../support/simulate.js";
import { SocketTwin } from "./socket-twin.js";

const policies: Readonly<Record<string, string>> = {
  immediate: "attempts: 30",
  fixed: "delay: 700ms, attempts: 20",
  exponential: "initial: 200ms, max: 3s, jitter: none",
  "full-jitter": "initial: 200ms, max: 3s",
  "equal-jitter": "initial: 200ms, max: 3s, attempts: 6",
  "decorrelated-jitter": "initial: 200ms, max: 3s",
  never: "",
};

/** Two tasks of four connections for seven sessions on average, one of which is stopped and never comes back. */
const yaml = (policy: string) => `
region: us-east-1
account: { zones: 1 }
clock: { duration: 3m, warmup: 0s }
demand:
  - name: chats
    to: sockets
    curve: 0.6/s
    session:
      messages: 4
      between: { kind: exponential, mean: 3s }
      message: { steps: [ { wait: 900ms } ], timeout: 2500ms }
      reconnect: { kind: ${policy}, ${policies[policy]} }
services:
  sockets:
    kind: websocket-service
    task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 2, queue: 1 }
    connectionsPerTask: 5
    desired: 2
    scaling: []
    balancer: { nodes: 1 }
    drain: { onSigterm: exit }
    launch: { provision: 1h }
    abruptFailuresPerMonth: 0
incidents: [ { kind: stop-tasks, at: 71s, count: 1, service: sockets } ]
`;

describe("a small service of connections equals its slow twin to the microsecond", () => {
  test.each(reconnects.map(({ kind }) => kind))("with clients that reconnect by %s", (policy) => {
    const read = scenario(yaml(policy));
    const { scenario: config, data } = read;
    const replication = simulate(read);
    const { seed } = replication;
    const demand = config.demand[0] as SessionDemandConfig;
    const timeline = createSessionTimeline(demand, demandContext(config, seed, data.tables));
    const moments: SessionMoment[] = [];
    while (Number.isFinite(timeline.nextAt)) moments.push(timeline.take());
    const draw = (ordinal: number) => keyed(seed, "stop-tasks/sockets", ordinal, 0);
    const twin = new SocketTwin(
      {
        ...{ tasks: 2, slots: 2, queue: 1, connectionsPerTask: 5, takes: 900_000, timeout: 2_500_000 },
        pause: (session, failures, attempt) =>
          reconnectPause(demand.session.reconnect, failures, { seed, demand: "chats", session, attempt }),
        dies: { task: draw(0) < draw(1) ? 0 : 1, at: 71_000_000 },
        until: 180_000_000,
      },
      moments,
    ).run();
    const told = onlyService(replication);
    expect(told.sessions).toMatchObject(twin.sessions);
    expect(told.requests.completed).toBe(twin.completed);
    expect(told.requests.failedBy).toMatchObject(twin.failedBy);
    expect(latencyOf(told).snapshot()).toEqual(twin.latency.snapshot());
    expect(twin.sessions.lost).toBeGreaterThan(0);
    expect(twin.failedBy.queueFull).toBeGreaterThan(0);
    expect(twin.sessions.refused).toBeGreaterThan(0);
  });
});
