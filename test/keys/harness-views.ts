import { storedByCommand } from "../../harness/drill/reconcile.js";
import { guard } from "../../harness/guard/guard.js";
import { Answer } from "../../harness/http/answer.js";
import { judge } from "../../harness/http/judge.js";
import { BreachWatch } from "../../harness/live/breach-watch.js";
import type { PlannedMessage, PlannedSession } from "../../harness/plan/planned.js";
import { compileTemplate } from "../../harness/plan/template.js";
import { watchedObjectives } from "../../harness/record/load-facts.js";
import { balancerOrder, chooseCpu, taskOrder } from "../../harness/staging/orders.js";
import { fleetPorts } from "../../harness/staging/ports.js";
import { compileHandshake, sessionSubject } from "../../harness/websocket/handshake.js";
import { clientMessage } from "../../harness/websocket/session.js";
import { orderOf } from "../../sim/cli/commands/staging.js";
import type { ReadScenario } from "../../sim/scenario/index.js";
import { reconnectPause } from "../../workload/reconnects.js";
import { measured, serviceSnapshot } from "../harness/live/facts.js";
import { planOf } from "../harness/plan/plans.js";

/** What the harness makes of a scenario of one service and one demand, before any of it is sent or started. */
export const harnessViews = {
  plan: (read) => planOf(read).map(({ kind, dueAt }) => [kind, dueAt]),
  request: ({ scenario, data }) => {
    const fill = compileTemplate(scenario.demand[0].http, { tables: data.tables, environment: null });
    return [0, 1, 2].map((ordinal) => fill(`visits-${ordinal}`, ordinal));
  },
  verdict: ({ scenario }) => answers().map((answer) => judge(answer, scenario.demand[0].http.expect)),
  handshake: (read) => compiledHandshake(read)(sessionSubject(sessionOf(read))),
  message: (read) => clientMessage(messageOf(read), sessionOf(read)),
  reconnects: (read) => {
    const key = { seed: 1, demand: "visits", session: 1, attempt: 1 };
    return [1, 2, 3, 9].map((failures) => reconnectPause(sessionOf(read).config.reconnect, failures, key));
  },
  refusals: ({ scenario: { staging } }) =>
    ["http://127.0.0.1:8080", "http://staging.example.com"].map((web) =>
      guard({ staging, targets: { web }, yes: true, cluster: "prod", peakRate: 100, duration: 60e6, connections: 100 }),
    ),
  breach: ({ scenario }) => {
    const watch = new BreachWatch(watchedObjectives(scenario), Object.keys(scenario.services));
    return Array.from({ length: 40 }, (_, second) => {
      const answeredMs = new Array<number>(100 * second).fill(3_000);
      return watch.observe({ now: second * 1e6, measured: measured({ web: serviceSnapshot(answeredMs) }) });
    });
  },
  orders: ({ scenario, data }) => [
    taskOrder("t", { service: "web", scenario, tables: data.tables, cpu: "virtual", storeUrl: null }),
    balancerOrder("web", scenario, 1, 0),
    chooseCpu(scenario, new Map([["web", 1_000]])),
  ],
  ports: (read) => fleetPorts(read.scenario, orderOf(read, {}).ports),
  stored: async ({ scenario: { staging } }) => [...(await storedByCommand(staging.reconcile!.command)).writes],
} satisfies Record<string, (read: ReadScenario) => unknown>;

export type HarnessView = keyof typeof harnessViews;

/** A good one, one without a word, and one with another status. */
function answers(): readonly Answer[] {
  const sorts: readonly (readonly [statusCode: number, body: string])[] = [
    [200, "well done"],
    [200, ""],
    [201, "well done"],
  ];
  return sorts.map(([statusCode, body]) => {
    const answer = new Answer();
    answer.expect({ method: "GET", keepsBody: true });
    answer.setHeaders({ statusCode, headers: [], shouldKeepAlive: true });
    answer.addBody(Buffer.from(body));
    return answer;
  });
}

function compiledHandshake({ scenario, data }: ReadScenario) {
  const [{ name, http }] = scenario.demand;
  const target = new URL("http://127.0.0.1:8080");
  return compileHandshake({ target, templates: new Map([[name, http]]), tables: data.tables, environment: {} }, name);
}

function sessionOf(read: ReadScenario): PlannedSession {
  return planOf(read).find((planned) => planned.kind === "session")!;
}

function messageOf(read: ReadScenario): PlannedMessage {
  return planOf(read).find((planned) => planned.kind === "message")!;
}
