import { z } from "zod";
import { formatIssue, ratio } from "../../scenarios/language/index.js";
import { all, spell } from "../../scenarios/language/spelling.js";
import { curvesOfKind, type DailyConfig, daysByDefault } from "../../workload/curves/index.js";
import { type DemandConfig, hasSessions } from "../../workload/demand-shape.js";
import { demandDispersion } from "../../workload/index.js";
import { replicationSeed } from "../../workload/random.js";
import { capacityAssumptions } from "../capacity/assumptions.js";
import { observedDiscount } from "../cost/price-book.js";
import { breachesIn, ofKind } from "../incidents/index.js";
import type { DecidingDefaults } from "../outcome/index.js";
import type { ServiceView } from "../services/kind.js";
import { balancerOf, fleetOf, heldBy, kindOf, serviceKinds, servicesOf } from "../services/service-shape.js";
import { balancersOf } from "./balancers.js";
import { aboutCalls, aboutOverflows } from "./call-assumptions.js";
import { demandContext } from "./demand-context.js";
import { capacityUse, spotMarketsOf } from "./markets.js";
import type { ReadScenario } from "./read.js";
import { outsideCalibration } from "./rules/calibration.js";
import { callsTo } from "./rules/mentions.js";
import { PlannedDemands } from "./rules/planned-demands.js";
import { serviceView } from "./service-view.js";
import type { Scenario } from "./shape.js";

/** The assumptions of a prediction, as sentences to print beside it: those that apply, each once. */
export function assumptionsOf(read: Pick<ReadScenario, "scenario" | "data" | "days">): readonly string[] {
  const ofDays = read.days.flatMap((day) => [...aboutRun(day.read, true), withoutCarry]);
  return [...new Set([...aboutRun(read, false), ...ofDays])];
}

/** A month does not go on where a day ends. */
const withoutCarry =
  "every day of the calendar begins as its warm-up leaves it: nothing is carried over midnight; the least and the most are of the days that were simulated";

/** The assumptions about a run, or about a day of a calendar, whose arrivals are described for the month as a whole. */
function aboutRun({ scenario, data }: Pick<ReadScenario, "scenario" | "data">, isDay: boolean): readonly string[] {
  const demands = new PlannedDemands(data.tables);
  const viewOf = (service: string) => serviceView(service, scenario, demands, data.tables);
  const seen = observedDiscount(data.prices(scenario).book, scenario.region);
  const hasTasks = Object.values(scenario.services).some((service) => fleetOf(service) !== null);
  return [
    ...(hasTasks ? capacityAssumptions(scenario.account, spotMarketsOf(scenario), seen, capacityUse(scenario)) : []),
    ...aboutServices(scenario, viewOf),
    ...aboutCalls(scenario),
    ...aboutOverflows(scenario),
    ...(isDay ? [] : aboutArrivals({ scenario, data })),
    ...aboutDays(scenario),
    ...aboutSessions(scenario),
    ...aboutThinning(scenario),
    ...aboutCalibration(scenario, viewOf),
    ...aboutRunbooks(scenario),
    ...aboutBalancers(scenario),
    ...aboutBill(scenario),
  ];
}

/**
 * The assumptions of the services, ordered by subject: what a kind says about one subject for all its services, then
 * the next.
 */
function aboutServices({ services }: Scenario, viewOf: (service: string) => ServiceView): readonly string[] {
  return serviceKinds.flatMap((kind) => {
    const own = Object.entries(servicesOf(kind, services));
    const groups = own.map(([name, config]) => kind.assumptions(config, viewOf(name)));
    return (groups[0] ?? []).flatMap((_, matter) => groups.flatMap((each) => each[matter]));
  });
}

/** When a day's traffic peaks and how fast it rises, where nobody said it. */
function aboutDays({ demand }: Scenario): readonly string[] {
  return demand.flatMap(({ name, curve }) =>
    curvesOfKind<DailyConfig>("daily", curve, []).flatMap(({ config }) => {
      const words = daysByDefault(config);
      return words.length === 0 ? [] : [`the daily traffic of ${name} ${all(words)}`];
    }),
  );
}

function aboutSessions({ demand, services }: Scenario): readonly string[] {
  const sent = demand.filter(hasSessions);
  return [
    ...(sent.some(({ to }) => heldBy(services[to]) === null)
      ? ["messages of a session are balanced one by one in the simulation; a real session stays with its task"]
      : []),
    ...(sent.length > 0 ? ["no session is open when the warm-up begins"] : []),
  ];
}

function aboutThinning({ demand }: Scenario): readonly string[] {
  const isCommon = new Set(demand.map(({ keep }) => keep)).size === 1;
  return demand
    .filter(({ keep }) => keep < 1)
    .map(({ name, keep }) => `traffic${isCommon ? "" : ` of ${name}`} is thinned to ${z.encode(ratio(), keep)}`);
}

function aboutCalibration(scenario: Scenario, viewOf: (service: string) => ServiceView): readonly string[] {
  const outside = outsideCalibration(scenario, viewOf);
  return outside.map(({ demand, calibrated, predicted }) => {
    const { source, at } = scenario.calibration[demand];
    return `predicts ${demand} at ${predicted} CPU; it was calibrated at ${calibrated} (${source}, ${at})`;
  });
}

/** When somebody acts who waits for a breach. */
function aboutRunbooks({ incidents }: Scenario): readonly string[] {
  if (breachesIn(incidents).length === 0) return [];
  return [
    "what an incident waits for (onBreach) is looked at when a minute of the run ends, on whole minutes of its service, without the age that metrics of CloudWatch have, and nobody takes time to decide",
  ];
}

/** Which services are behind which balancer, where there are several. */
function aboutBalancers({ services, infrastructure }: Scenario): readonly string[] {
  const balancers = [...balancersOf(services).values()];
  if (!infrastructure.loadBalancer || balancers.length < 2) return [];
  const places = balancers.map(({ name, scheme, services: behind }) => {
    const verb = behind.length === 1 ? "stands" : "stand";
    return `${all(behind)} ${verb} behind ${name}${scheme === "internal" ? ", which is internal" : ""}`;
  });
  return [
    `${places.join("; ")}: each load balancer is billed by the hour, and for the LCU of the sum of its services (balancer.name)`,
    ...(infrastructure.listenerRules > 0
      ? [
          `every balancer tests a request against the same ${infrastructure.listenerRules} rules (infrastructure.listenerRules)`,
        ]
      : []),
  ];
}

function aboutBill({ services, infrastructure, prices }: Scenario): readonly string[] {
  const { loadBalancer, requestsPerConnection, connectionIdle } = infrastructure;
  return [
    ...(loadBalancer && Object.values(services).some((each) => balancerOf(each) !== null && heldBy(each) === null)
      ? [
          `clients send ${requestsPerConnection} requests over each connection, and it is open while one is in flight and ` +
            `${spell.time(connectionIdle)} more, idle (infrastructure.requestsPerConnection, connectionIdle): this counts ` +
            "for the balancer's LCU",
        ]
      : []),
    "bytes are billed by the mean sizes of requests and answers",
    ...(prices.committedUsdPerHour > 0
      ? [
          `the Savings Plan takes ${spell.percent(prices.savingsPlanDiscount)} off on-demand Fargate; yours depends on term and payment`,
        ]
      : []),
  ];
}

/** How bursty the arrivals of each demand are: Poisson is a choice, and waiting grows with the variance of arrivals. */
export function aboutArrivals({ scenario, data }: Pick<ReadScenario, "scenario" | "data">): readonly string[] {
  const context = demandContext(scenario, replicationSeed(scenario.seed, 0), data.tables);
  const indexes = (config: DemandConfig) =>
    demandDispersion(config, context).flatMap(({ windowS, index }) =>
      index === null ? [] : [`${index.toFixed(2)} at ${windowS} s`],
    );
  return scenario.demand.flatMap((config) => {
    const known = indexes(config);
    return known.length === 0
      ? []
      : [
          `index of dispersion of ${config.name}: ${known.join(", ")} (in the first run); Poisson arrivals have 1, real ones often more`,
        ];
  });
}

/**
 * Defaults that failures or a fleet's size depend on. Verdicts that they decide name them, and so do the assumptions.
 */
export function decidingDefaults(scenario: Pick<Scenario, "services" | "demand" | "incidents">): DecidingDefaults {
  const { services, demand, incidents } = scenario;
  const meetsZoneOutage = ofKind(incidents, "zone-outage").length > 0;
  const entries = Object.entries(services).map(([name, config]) => {
    const sent = demand.filter(({ to }) => to === name);
    const waitsForever = callsTo(name, scenario).some(({ timeout }) => timeout === undefined);
    const defaults = kindOf(config).defaults?.(config, { name, sent, waitsForever, meetsZoneOutage });
    return [name, defaults ?? { failures: {}, size: null }];
  });
  return Object.fromEntries(entries);
}

/** Rules whose warnings change what a figure means: of what time its prices, its month or its load are. */
const lasting = [
  "clock-change",
  "csv-times",
  "dated-incident",
  "old-price",
  "repeated-incident",
  "represents",
  "same-replications",
  "short-trace",
  "start-loop",
  "strange-price",
  "trace-times",
];

/** The warnings that stay with the figures, however quiet a call is and wherever its result is read. */
export function lastingWarnings({ warnings }: ReadScenario): readonly string[] {
  return warnings.filter(({ code }) => lasting.includes(code)).map(formatIssue);
}
