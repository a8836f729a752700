import { didYouMean } from "../../../scenarios/language/issues.js";
import { either } from "../../../scenarios/language/spelling.js";
import { isCallable, overflowsOf, servedBy } from "../../services/service-shape.js";
import type { Scenario } from "../shape.js";
import { type CallMention, callsIn } from "./mentions.js";
import type { ScenarioRule } from "./rule.js";

/** Whoever is called says what a call asks of it. */
export const callable: ScenarioRule = () => ({
  code: "nothing-to-call",
  check(scenario, report) {
    const { services } = scenario;
    for (const { at, step } of callsIn(scenario)) {
      const service = Object.hasOwn(services, step.call) ? services[step.call] : undefined;
      if (service === undefined || !isCallable(service) || servedBy(service).length > 0) continue;
      report([...at, "call"], {
        severity: "error",
        expected: `a service that says what a call asks of it, which ${step.call} does not`,
        got: `'${step.call}'`,
        hint: `write services.${step.call}.request: { steps: [ { cpu: 5ms } ] }`,
      });
    }
  },
});

/** Calls and overflows go to services of kinds that take work from others. */
export const calledKinds: ScenarioRule = () => ({
  code: "not-callable",
  check(scenario, report) {
    const { services } = scenario;
    const targets = [
      ...callsIn(scenario).map(({ at, step }) => ({ at: [...at, "call"], to: step.call })),
      ...[...overflowsOf(services)].map(([from, to]) => ({ at: ["services", from, "overflow", "to"], to })),
    ];
    for (const { at, to } of targets) {
      if (!Object.hasOwn(services, to) || isCallable(services[to])) continue;
      report(at, {
        severity: "error",
        expected: "a service that takes requests of other services",
        got: `'${to}' (${services[to].kind})`,
        hint: othersThan(to, services),
      });
    }
  },
});

function othersThan(to: string, services: Scenario["services"]): string {
  const names = Object.keys(services).filter((name) => isCallable(services[name]));
  return names.length > 0 ? `that is ${either(names)}` : `no service here does; ${to} takes only what a demand sends`;
}

/** A call of a certain class names one of those that the service has. */
export const calledClasses: ScenarioRule = () => ({
  code: "unknown-class",
  check(scenario, report) {
    for (const { at, step } of callsIn(scenario)) {
      if (step.class === undefined || !Object.hasOwn(scenario.services, step.call)) continue;
      const names = servedBy(scenario.services[step.call]).map(({ name }) => name);
      if (names.length === 0 || names.includes(step.class)) continue;
      const expected = `one of the classes of ${step.call}: ${names.join(", ")}`;
      const hint = didYouMean(step.class, names);
      report([...at, "class"], { severity: "error", expected, got: `'${step.class}'`, hint });
    }
  },
});

/** Services that call each other in a circle would call for ever; told at the call that closes it. */
export const callCircles: ScenarioRule = () => ({
  code: "call-circle",
  check(scenario, report) {
    const calls = callsIn(scenario);
    const told = new Set<string>();
    const walked = new Set<string>();
    const walk = (path: readonly string[]) => {
      if (walked.has(path.at(-1)!)) return; // each call behind it that closes a circle is told
      for (const { at, step } of callsOf(path.at(-1)!, calls)) {
        const from = path.indexOf(step.call);
        const circle = path.slice(from);
        const members = circle.toSorted().join();
        if (from < 0) walk([...path, step.call]);
        else if (!told.has(members)) {
          told.add(members);
          const hint = "leave out this call, or give the work that it is made for a service of its own";
          const got = [...circle, step.call].join(" → ");
          report([...at, "call"], { severity: "error", expected: "calls that come to an end", got, hint });
        }
      }
      walked.add(path.at(-1)!);
    };
    for (const name of Object.keys(scenario.services)) walk([name]);
  },
});

function callsOf(service: string, calls: readonly CallMention[]): readonly CallMention[] {
  return calls.filter(({ from }) => from === service);
}
