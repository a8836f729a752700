import type { Path } from "../../../scenarios/language/index.js";
import { didYouMean } from "../../../scenarios/language/issues.js";
import { either } from "../../../scenarios/language/spelling.js";
import { spotEntries } from "../../capacity/strategy.js";
import { items } from "../../cost/items/index.js";
import { shared } from "../../cost/ledger.js";
import { breachesIn, serviceOf } from "../../incidents/index.js";
import { isOfLadder, partOfClaim, serviceOfClaim, techniqueOfClaim } from "../../outcome/index.js";
import { subjectNamed } from "../../outcome/objectives/index.js";
import { demandSubject } from "../../outcome/replication.js";
import { fleetOf, linksOf, overflowsOf } from "../../services/service-shape.js";
import type { Scenario } from "../shape.js";
import { variantsOfDay } from "./calendar.js";
import { callsIn, strategiesIn } from "./mentions.js";
import type { RuleContext, ScenarioRule } from "./rule.js";

interface Reference {
  readonly at: Path;
  readonly name: string;
}

/** Whoever names a thing of this sort has to name one that exists. */
function references(
  noun: string,
  known: (scenario: Scenario, context: RuleContext) => readonly string[],
  find: (scenario: Scenario, context: RuleContext) => readonly Reference[],
): ScenarioRule {
  return (context) => ({
    code: `unknown-${noun}`,
    check(scenario, report) {
      const names = known(scenario, context);
      const expected =
        names.length > 0 ? `one of the ${noun}s ${names.join(", ")}` : `a ${noun}, of which there is none`;
      for (const { at, name } of find(scenario, context)) {
        if (names.includes(name)) continue;
        report(at, { severity: "error", expected, got: `'${name}'`, hint: didYouMean(name, names) });
      }
    },
  });
}

const services = ({ services }: Scenario) => Object.keys(services);

/** Every demand is sent to a service of the scenario. */
export const demandTargets = references("service", services, ({ demand }) =>
  demand.map(({ to }, index) => ({ at: ["demand", index, "to"], name: to })),
);

/** Steps call services of the scenario. */
export const callTargets = references("service", services, (scenario) =>
  callsIn(scenario).map(({ at, step }) => ({ at: [...at, "call"], name: step.call })),
);

/** An overflow goes to another service of the scenario. */
export const overflowTargets = references("service", services, (scenario) =>
  [...overflowsOf(scenario.services)].map(([from, to]) => ({ at: ["services", from, "overflow", "to"], name: to })),
);

/** The queue and the dead letter queue of a service are services of the scenario. */
export const linkTargets = references("service", services, ({ services }) =>
  Object.entries(services).flatMap(([name, config]) =>
    linksOf(config).map(({ at, to }) => ({ at: ["services", name, ...at], name: to })),
  ),
);

/** Incidents befall services of the scenario, and wait for breaches of such. */
export const incidentServices = references("service", services, (scenario) => [
  ...befallen(scenario),
  ...breachesIn(scenario.incidents).map(({ index, objective }) => ({
    at: ["incidents", index, "onBreach"],
    name: serviceOf(objective),
  })),
]);

/** Incidents that befall a service befall its tasks, so that it has to have some of its own. */
export const incidentFleets: ScenarioRule = () => ({
  code: "no-tasks",
  check(scenario, report) {
    const { services } = scenario;
    const fleets = Object.keys(services).filter((name) => fleetOf(services[name]) !== null);
    for (const { at, name } of befallen(scenario)) {
      if (!Object.hasOwn(services, name) || fleets.includes(name)) continue;
      report(at, {
        severity: "error",
        expected: "a service with tasks of its own",
        got: `'${name}' (${services[name].kind}), which has none`,
        hint: fleets.length > 0 ? `this incident can befall ${either(fleets)}` : "leave the incident out",
      });
    }
  },
});

/** The services that incidents name, and where. */
function befallen({ incidents }: Scenario): readonly Reference[] {
  return incidents.flatMap((incident, index): readonly Reference[] => {
    if ("service" in incident) return [{ at: ["incidents", index, "service"], name: incident.service }];
    if (incident.kind !== "kill-switch") return [];
    const names = Object.keys(incident.services ?? {});
    return names.map((name) => ({ at: ["incidents", index, "services", name], name }));
  });
}

/** Objectives are about services of the scenario, where they name one. */
export const objectiveServices = references("service", services, (scenario) =>
  subjectsOfObjectives(scenario).filter(({ name }) => !name.includes("/")),
);

/** Objectives on service/demand are about a demand that is sent to that service. */
export const objectiveDemands = references(
  "demand",
  ({ demand }) => demand.map(({ to, name }) => demandSubject(to, name)),
  (scenario) => subjectsOfObjectives(scenario).filter(({ name }) => name.includes("/")),
);

/** Claims are about services of the scenario, or about cost. */
export const claimServices = references("service", services, ({ claims }) =>
  claims.flatMap((claim, index) => named(["claims", index, "compute"], serviceOfClaim(claim))),
);

/** The techniques of a ladder are variants of the file. */
export const ladderVariants = references(
  "variant",
  (_scenario, { variants }) => variants,
  ({ ladder }) =>
    (ladder?.techniques ?? []).map(({ variant }, index) => ({
      at: ["ladder", "techniques", index, "variant"],
      name: variant,
    })),
);

/** Claims about a ladder are about techniques that it has, where they name one. */
export const claimTechniques = references(
  "technique",
  ({ ladder }) => (ladder?.techniques ?? []).map(({ variant }) => variant),
  ({ claims, ladder }) =>
    (ladder === undefined ? [] : claims).flatMap((claim, index) =>
      named(["claims", index, "compute"], techniqueOfClaim(claim)),
    ),
);

/** A claim about a ladder needs one. */
export const claimLadders: ScenarioRule = () => ({
  code: "no-ladder",
  check({ claims, ladder }, report) {
    if (ladder !== undefined) return;
    for (const [index, { compute }] of claims.entries()) {
      if (!isOfLadder(compute)) continue;
      const hint = "write ladder: { techniques: [ { variant: … }, … ] }, or ask for a metric of a service or of cost";
      report(["claims", index, "compute"], {
        severity: "error",
        expected: "a ladder in the scenario",
        got: `'${compute}'`,
        hint,
      });
    }
  },
});

/** Claims about a part of the bill are about a service, or about an item that a bill can have. */
export const claimParts: ScenarioRule = () => ({
  code: "unknown-item",
  check({ services, infrastructure, claims }, report) {
    const owners = [...Object.keys(services), shared];
    const lines = [...items.map(({ item }) => item), ...infrastructure.other.map(({ name }) => name)];
    for (const [index, claim] of claims.entries()) {
      const part = partOfClaim(claim);
      if (part === null || owners.includes(part) || lines.some((line) => line.startsWith(part))) continue;
      const expected = "a service, or the first words of an item of the bill such as NAT gateway";
      const hint = didYouMean(part, [...owners, ...lines]);
      report(["claims", index, "compute"], { severity: "error", expected, got: `'${part}'`, hint });
    }
  },
});

/** Strategies and crunches are about Spot markets of the scenario; a strategy that names none is in the default one. */
export const marketReferences = references(
  "market",
  ({ markets }) => Object.keys(markets),
  (scenario) => [
    ...strategiesIn(scenario).flatMap(({ at, value }) =>
      spotEntries(value).flatMap(({ name, market }) => named([...at, name, "market"], market ?? null)),
    ),
    ...scenario.incidents.flatMap((incident, index) =>
      incident.kind === "spot-crunch" && incident.market !== "default"
        ? [{ at: ["incidents", index, "market"], name: incident.market }]
        : [],
    ),
  ],
);

/** A traffic spike and a slow downstream are about demands of the scenario, where they name one. */
export const demandReferences = references(
  "demand",
  ({ demand }) => demand.map(({ name }) => name),
  ({ incidents }) =>
    incidents.flatMap((incident, index) =>
      "demand" in incident ? named(["incidents", index, "demand"], incident.demand ?? null) : [],
    ),
);

/** A calibration belongs to a demand of the scenario. */
export const calibratedDemands = references(
  "demand",
  ({ demand }) => demand.map(({ name }) => name),
  ({ calibration }) => Object.keys(calibration).map((name) => ({ at: ["calibration", name], name })),
);

/** A kill switch goes back to a variant of the file, unless it says itself what that is. */
export const variantReferences = references(
  "variant",
  (_scenario, { variants }) => variants,
  ({ incidents }) =>
    incidents.flatMap((incident, index) =>
      incident.kind === "kill-switch" && incident.services === undefined
        ? [{ at: ["incidents", index, "to"], name: incident.to }]
        : [],
    ),
);

/** Days of a calendar are the scenario, or variants that it has. */
export const calendarVariants = references(
  "variant",
  (_scenario, { variants }) => variants,
  ({ calendar = [] }, { variants }) =>
    calendar.flatMap(({ variant }, index) =>
      variantsOfDay(variant, variants).map((name) => ({ at: ["calendar", index, "variant"], name })),
    ),
);

function named(at: Path, name: string | null): readonly Reference[] {
  return name === null ? [] : [{ at, name }];
}

/** Subjects of objectives; the error of a prediction is asked of a `service metric` too. */
function subjectsOfObjectives({ objectives }: Scenario): readonly Reference[] {
  return objectives.flatMap((objective, index) => named(["objectives", index], subjectNamed(objective)));
}
