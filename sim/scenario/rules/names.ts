import { didYouMean } from "../../../scenarios/language/issues.js";
import { providersBought } from "../../capacity/providers/by-provider.js";
import { spotEntries } from "../../capacity/strategy.js";
import { linksOf, overflowsOf } from "../../services/service-shape.js";
import { callsIn, strategiesIn, tasksIn } from "./mentions.js";
import type { ScenarioRule } from "./rule.js";

/** Random streams, incidents and reports tell demands apart by name. */
export const demandNames: ScenarioRule = () => ({
  code: "duplicate-demand",
  check({ demand }, report) {
    const seen = new Set<string>();
    for (const [index, { name }] of demand.entries()) {
      if (seen.has(name)) {
        const hint = "two demands of one name would bring the same requests at the same instants";
        report(["demand", index, "name"], { severity: "error", expected: "a name of its own", got: `'${name}'`, hint });
      }
      seen.add(name);
    }
  },
});

/** A container is told apart by its name, as in ECS. */
export const containerNames: ScenarioRule = () => ({
  code: "duplicate-container",
  check(scenario, report) {
    for (const { at, value } of tasksIn(scenario)) {
      const names = value.containers.map(({ name }) => name);
      for (const [index, name] of names.entries()) {
        if (names.indexOf(name) === index) continue;
        const problem = { severity: "error", expected: "a name of its own", got: `'${name}'` } as const;
        report([...at, "containers", index, "name"], problem);
      }
    }
  },
});

/** A service has one Spot market for the whole run, whatever strategies it is switched to. */
export const oneMarket: ScenarioRule = () => ({
  code: "two-markets",
  check(scenario, report) {
    const marketOf = new Map<string, string>();
    const entries = strategiesIn(scenario).flatMap(({ at, service, value }) =>
      spotEntries(value).map(({ name, market }) => ({ at: [...at, name, "market"], service, market })),
    );
    for (const { at, service, market } of entries) {
      if (market === undefined) continue;
      const first = marketOf.get(service) ?? market;
      marketOf.set(service, first);
      if (market === first) continue;
      const expected = `the market ${first}, which ${service} is in`;
      const hint = "a service is in one market for the whole run: describe both moods as crunches of one market";
      report(at, { severity: "error", expected, got: `'${market}'`, hint });
    }
  },
});

/** A market that no service is in, beside Spot tasks that name none and are in `default`: it was forgotten in their strategy. */
export const unusedMarkets: ScenarioRule = () => ({
  code: "unused-market",
  check(scenario, report) {
    const entries = strategiesIn(scenario).flatMap(({ value }) => spotEntries(value));
    if (entries.every(({ market }) => market !== undefined)) return;
    for (const name of Object.keys(scenario.markets)) {
      if (entries.some(({ market = "default" }) => market === name)) continue;
      const hint = `write market: ${name} beside the weight of ${providersBought("spot").join(" or ")}`;
      report(["markets", name], { severity: "warning", expected: "a service in this market", got: "none", hint });
    }
  },
});

/** A service that no demand is sent to, and that gets no work from another, idles at its least number of tasks. Silent where a demand misspells its service. */
export const idleServices: ScenarioRule = () => ({
  code: "idle-service",
  check(scenario, report) {
    const { demand, services } = scenario;
    const links = Object.values(services).flatMap(linksOf);
    const targets = [
      ...demand.map(({ to }) => to),
      ...callsIn(scenario).map(({ step }) => step.call),
      ...overflowsOf(services).values(),
      ...links.flatMap(({ as, to }) => (as === "dead-letters" ? [to] : [])),
    ];
    if ([...targets, ...links.map(({ to }) => to)].some((to) => !Object.hasOwn(services, to))) return;
    for (const name of Object.keys(services)) {
      if (targets.includes(name) || linksOf(services[name]).some(({ as }) => as === "source")) continue;
      const expected = "a demand that is sent to this service";
      const hint = didYouMean(name, targets) ?? `write to: ${name} in a demand`;
      report(["services", name], { severity: "warning", expected, got: "none", hint });
    }
  },
});
