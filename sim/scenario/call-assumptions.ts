import { spell } from "../../scenarios/language/spelling.js";
import { balancerOf, overflowsOf } from "../services/service-shape.js";
import { type CallOf, callsTo } from "./rules/mentions.js";
import type { Scenario } from "./shape.js";

/** Assumptions about services that call others; empty where none does. */
export function aboutCalls(scenario: Scenario): readonly string[] {
  const each = Object.entries(scenario.services).flatMap(([name, config]) => {
    const idleTimeout = balancerOf(config)?.idleTimeout ?? Number.POSITIVE_INFINITY;
    return callsTo(name, scenario).map((call) => aboutCall(name, call, idleTimeout));
  });
  return each.length === 0
    ? []
    : [
        ...new Set(each),
        "a call holds its caller's slot, and asks the same of the called service for the same attempt of a request",
        "a request whose call fails for good fails by the same cause; its writes are not made",
        "a called service ends what it has begun though its caller has given up or died, unless the request says cancelOnDisconnect",
      ];
}

/** Assumptions about services that hand over what they have no room for; empty where none does. */
export function aboutOverflows({ services }: Pick<Scenario, "services">): readonly string[] {
  return [...overflowsOf(services)].map(
    ([from, to]) =>
      `${from} hands a request over to ${to} that finds no task, or no slot and no place in a queue: ${to} does the same steps, and the client waits for both`,
  );
}

function aboutCall(to: string, { from, timeout, retries }: CallOf, idleTimeout: number): string {
  const ends = Number.isFinite(idleTimeout)
    ? `as long as its balancer does (${spell.time(idleTimeout)}; timeout is left out)`
    : "as long as it takes (timeout is left out)";
  const waits = timeout === undefined ? ends : spell.time(Math.min(timeout, idleTimeout));
  const budget =
    retries?.budget === undefined ? "without a budget" : `at most ${spell.percent(retries.budget)} of calls`;
  const tries =
    retries === undefined || retries.attempts === 0
      ? "a failed call is not tried again"
      : `a failed call is tried up to ${spell.count(retries.attempts)} more times, ${budget}`;
  return `${from} calls ${to} and waits for ${waits}; ${tries}`;
}
