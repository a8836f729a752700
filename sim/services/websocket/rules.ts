import { spell } from "../../../scenarios/language/spelling.js";
import { rateAt } from "../../../workload/curves/index.js";
import { spotEntries } from "../../capacity/strategy.js";
import { balancedRules } from "../fleet/balanced-rules.js";
import { mostTasks } from "../fleet/expected-size.js";
import { fleetRules } from "../fleet/fleet-rules.js";
import { startLoops } from "../fleet/start-loops.js";
import { createTaskDefinition } from "../fleet/task-definitions.js";
import type { ServiceRule, ServiceView } from "../kind.js";
import type { WebsocketServiceConfig } from "./shape.js";

type Rule = ServiceRule<WebsocketServiceConfig>;

/** A service of connections can only be sent sessions. */
const sessionsOnly: Rule = {
  code: "sessions-only",
  check(_config, { name, classes }, report) {
    const others = classes.map(({ at }) => at).filter((at) => at[2] !== "session");
    for (const at of new Map(others.map((each) => [each[1], each])).values()) {
      report(at.slice(0, 3), {
        severity: "error",
        expected: `session: { message: … }, since ${name} is a websocket-service`,
        got: String(at[2]),
        hint: "put what a request asks under session.message, or send it to a request-service",
      });
    }
  },
};

/** A Spot interruption cuts everything that a task holds. */
const connectionsOnSpot: Rule = {
  code: "connections-on-spot",
  check({ capacity }, { at }, report) {
    for (const { name, base, weight } of spotEntries(capacity)) {
      if (base + weight === 0) continue;
      report([...at, "capacity", name], {
        severity: "warning",
        expected: "no Spot capacity for connections",
        got: spell.count(base + weight),
        hint: "each interruption cuts every connection and reply of its task, and all of those clients reconnect: leave it out",
      });
    }
  },
};

/** The connections that are expected at the peak, and the tasks that hold them at most. */
const tooManyConnections: Rule = {
  code: "connections-per-task",
  check(config, view, report) {
    const most = limitOf(config) * config.connectionsPerTask;
    const expected = peakConnections(view);
    if (expected <= most) return;
    report([...view.at, "connectionsPerTask"], {
      severity: "warning",
      expected: `room for the ${spell.count(Math.round(expected))} connections that are expected at the peak`,
      got: `${spell.count(config.connectionsPerTask)} in each of at most ${spell.count(limitOf(config))} tasks`,
      hint: "the others get 503 and come again: raise bounds.max or connectionsPerTask, or lower the demand",
    });
  },
};

/** A task that is full has the memory for all that it holds. */
const memoryForConnections: Rule = {
  code: "task-memory",
  check({ task, connectionsPerTask, connectionMemory }, { name, at, sent, classes }, report) {
    const kinds = sent.flatMap(({ session }) => (session ? [session.connection] : []));
    const each = Math.max(0, ...kinds.map((kind) => connectionMemory[kind]));
    const message = Math.max(0, ...classes.map(({ request }) => request.memoryMb));
    const { baseMemoryMib, memoryMib } = createTaskDefinition(name, task);
    const needed = baseMemoryMib + connectionsPerTask * each + task.maxConcurrent * message;
    if (needed <= memoryMib) return;
    report([...at, "task", "memory"], {
      severity: "warning",
      expected: `at least ${spell.memory(Math.ceil(needed))} for ${spell.count(connectionsPerTask)} connections, their messages and baseMemory`,
      got: spell.memory(memoryMib),
      hint: "a full task is killed for want of memory, and all of its clients reconnect: raise memory, or lower connectionsPerTask",
    });
  },
};

/** Nothing that a message does takes longer than its client waits. */
const messagesWithinTimeout: Rule = {
  code: "steps-over-timeout",
  check(_config, { classes }, report) {
    for (const { at, request } of classes) {
      const takes = request.meanCpu + request.meanWait;
      if (request.timeout === null || takes <= request.timeout) continue;
      report([...at, "steps"], {
        severity: "warning",
        expected: `less than the ${spell.time(request.timeout)} after which its client gives up`,
        got: `${spell.time(takes)} on average`,
        hint: "most of these messages time out without any load: shorten the steps, or raise timeout",
      });
    }
  },
};

/** Every check across the keys of a service that holds connections; a new one is a constant and a word here. */
export const websocketRules: readonly Rule[] = [
  sessionsOnly,
  ...fleetRules(["requests", "connections"]),
  ...balancedRules,
  startLoops,
  connectionsOnSpot,
  tooManyConnections,
  memoryForConnections,
  messagesWithinTimeout,
];

/** The most tasks that a service may have: a fleet that nothing scales stays as large as it begins. */
function limitOf(config: WebsocketServiceConfig): number {
  const { desired, scaling } = config;
  return desired !== undefined && scaling.length === 0 ? desired : mostTasks(config);
}

function peakConnections({ demands }: ServiceView): number {
  const open = demands.flatMap(({ sessions }) => (sessions ? [sessions.open] : []));
  const instants = [...new Set(open.flatMap(({ from }) => [...from]))];
  return Math.max(0, ...instants.map((at) => open.reduce((sum, each) => sum + rateAt(each, at), 0)));
}
