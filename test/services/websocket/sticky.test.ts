import fc from "fast-check";
import { expect, test } from "vitest";
import { RUNNING, STOPPING } from "../../../sim/pool/task-table.js";
import { State } from "../../../sim/services/websocket/session-table.js";
import type { WebsocketService } from "../../../sim/services/websocket/websocket-service.js";
import { World } from "../../../sim/world.js";
import { scenario } from "../../support/simulate.js";

const policies = [
  "immediate, attempts: 20",
  "fixed, delay: 2s",
  "exponential, jitter: none",
  "full-jitter",
  "equal-jitter, attempts: 4",
  "decorrelated-jitter, max: 5s",
  "never",
];

/** What may happen to tasks while sessions come and go. */
const troubles = {
  kill: (at: number) => `{ kind: stop-tasks, at: ${at}s, service: sockets, count: 2 }`,
  deployment: (at: number) => `{ kind: deployment, at: ${at}s, service: sockets }`,
  spot: (at: number) =>
    `{ kind: strategy-switch, at: ${at}s, service: sockets, capacity: { FARGATE: { base: 1, weight: 1 }, FARGATE_SPOT: { weight: 3, market: general } } }`,
  outage: (at: number) => `{ kind: zone-outage, at: ${at}s, lasts: 40s, zone: 1 }`,
} as const;

const worlds = fc.record({
  seed: fc.nat(1_000),
  policy: fc.constantFrom(...policies),
  onSigterm: fc.constantFrom("drain", "serve", "ignore", "exit"),
  algorithm: fc.constantFrom("round-robin", "least-outstanding", "weighted-random"),
  connectionsPerTask: fc.constantFrom(8, 30, 200),
  troubles: fc.array(
    fc.record({
      kind: fc.constantFrom(...(Object.keys(troubles) as (keyof typeof troubles)[])),
      at: fc.integer({ min: 5, max: 280 }),
    }),
    {
      minLength: 1,
      maxLength: 4,
    },
  ),
  crunch: fc.boolean(),
});

type Drawn = typeof worlds extends fc.Arbitrary<infer T> ? T : never;

const yaml = ({ seed, policy, onSigterm, algorithm, connectionsPerTask, troubles: drawn, crunch }: Drawn) => `
region: us-east-1
seed: ${seed}
clock: { duration: 5m, warmup: 1m }
demand:
  - name: chats
    to: sockets
    curve: { kind: steps, steps: [ { at: 0s, rate: 3/s }, { at: 2m, rate: 0.5/s } ] }
    session:
      messages: 5
      between: { kind: exponential, mean: 8s }
      heartbeat: 10s
      message: { steps: [ { cpu: 20ms }, { wait: 1s } ], timeout: 3s }
      reconnect: { kind: ${policy} }
services:
  sockets:
    kind: websocket-service
    task: { cpu: 0.5 vCPU, memory: 1 GB, maxConcurrent: 3, queue: 2 }
    connectionsPerTask: ${connectionsPerTask}
    bounds: { min: 1, max: 6 }
    desired: 4
    capacity: { FARGATE: { base: 1, weight: 1 }, FARGATE_SPOT: { weight: 1, market: general } }
    scaling:
      - { kind: step, metric: connections-per-task, comparison: "<", threshold: 100, cooldown: 30s, steps: [ { upperBound: 0, adjustment: -1 } ] }
    balancer: { algorithm: ${algorithm} }
    drain: { deregistrationDelay: 20s, onSigterm: ${onSigterm} }
    abruptFailuresPerMonth: 90 %
markets: { general: { interruptionsPerMonth: 99 % } }
incidents: [ ${[...drawn.map(({ kind, at }) => troubles[kind](at)), ...(crunch ? ["{ kind: spot-crunch, at: 90s, market: general, lasts: 1m, takes: 100 %, within: 10s }"] : [])].join(", ")} ]
`;

/** What holds of every session at any instant. */
function expectSessionsHeld({ sessions, tasks }: WebsocketService): void {
  const holders = new Map<number, number[]>();
  const held = new Map<number, number>();
  for (const task of tasks) {
    sessions.forEachAt(task, (session) => {
      holders.set(session, [...(holders.get(session) ?? []), task]);
      if (sessions.state[session] === State.OPEN) held.set(task, (held.get(task) ?? 0) + 1);
    });
    expect(sessions.openAt(task)).toBe(held.get(task) ?? 0);
  }
  sessions.forEach((session) => {
    const at = holders.get(session) ?? [];
    const state = sessions.state[session];
    if (state === State.OPEN) {
      expect(at).toEqual([sessions.task[session]]);
      expect(tasks.state[at[0]]).toBeGreaterThanOrEqual(RUNNING);
      expect(tasks.state[at[0]]).toBeLessThanOrEqual(STOPPING);
    } else if (state === State.PAUSED || state === State.LOST) expect(at).toEqual([]);
    else expect(at.length).toBeLessThanOrEqual(1);
  });
}

test("an open session is held by exactly one task that is up, one without a connection by none, whatever befalls tasks", () => {
  fc.assert(
    fc.property(worlds, (drawn) => {
      const read = scenario(yaml(drawn));
      const world = new World(read.scenario, { seed: drawn.seed, tables: read.data.tables, crunches: new Map() });
      world.begin();
      const service = world.services.get("sockets") as WebsocketService;
      for (let second = -60; second <= 300; second += 1.7) {
        world.simulation.runUntil(second * 1e6);
        expectSessionsHeld(service);
      }
      world.simulation.runUntil(300e6);
      service.end();
      const { sessions, requests } = service.facts();
      expect(sessions.carried + sessions.opened).toBe(sessions.closed + sessions.givenUp + sessions.remaining);
      expect(sessions.connects).toBeGreaterThanOrEqual(sessions.reconnectAttempts);
      world.simulation.runUntil(900e6);
      expect(service.inFlight).toBe(0);
      const { completed, unfinished, failedBy, arrived } = service.facts().requests;
      expect(unfinished).toBe(0);
      expect(completed + Object.values(failedBy).reduce((sum, each) => sum + each, 0)).toBe(arrived);
      expect(requests.arrived).toBe(arrived);
    }),
    { seed: 10, numRuns: 15 },
  );
});
