import { z } from "zod";
import { ratio } from "../../scenarios/language/index.js";
import { all, spell } from "../../scenarios/language/spelling.js";
import { hasSessions } from "../../workload/demand-shape.js";
import { capacityAssumptions } from "../capacity/assumptions.js";

import { observedDiscount } from "../cost/price-book.js";
import type { ServiceView } from "../services/kind.js";
import { fleetOf, serviceKinds, servicesOf } from "../services/service-shape.js";
import { aboutArrivals } from "./arrival-assumptions.js";
import { balancersOf } from "./balancers.js";
import { outsideCalibration } from "./calibrated-range.js";
import { spotMarketsOf } from "./markets.js";
import type { ReadScenario } from "./read.js";
import { PlannedDemands } from "./rules/planned-demands.js";
import { serviceView } from "./service-view.js";
import type { Scenario } from "./shape.js";

/** What a prediction takes for granted, as sentences that stand beside it: those that apply, each once. */
export function assumptionsOf({ scenario, data }: Pick<ReadScenario, "scenario" | "data">): readonly string[] {
  const demands = new PlannedDemands(data.tables);
  const viewOf = (service: string) => serviceView(service, scenario, demands, data.tables);
  const seen = observedDiscount(data.prices(scenario).book, scenario.region);
  const hasTasks = Object.values(scenario.services).some((service) => fleetOf(service) !== null);
  const sentences = [
    ...(hasTasks ? capacityAssumptions(scenario.account, spotMarketsOf(scenario), seen) : []),
    ...aboutServices(scenario, viewOf),
    ...aboutArrivals({ scenario, data }),
    ...aboutSessions(scenario),
    ...aboutThinning(scenario),
    ...aboutCalibration(scenario, viewOf),
    ...aboutBalancers(scenario),
    ...aboutBill(scenario),
  ];
  return [...new Set(sentences)];
}

/** What each kind of service takes for granted: all that it says of one matter, of each of its services, before the next. */
function aboutServices({ services }: Scenario, viewOf: (service: string) => ServiceView): readonly string[] {
  return serviceKinds.flatMap((kind) => {
    const own = Object.entries(servicesOf(kind, services));
    const groups = own.map(([name, config]) => kind.assumptions(config, viewOf(name)));
    return (groups[0] ?? []).flatMap((_, matter) => groups.flatMap((each) => each[matter]));
  });
}

function aboutSessions({ demand }: Scenario): readonly string[] {
  return demand.some(hasSessions)
    ? [
        "messages of a session are balanced one by one in the simulation; a real session stays with its task",
        "no session is open when the warm-up begins",
      ]
    : [];
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

/** Who stands behind which balancer, where there are several. */
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
    ...(loadBalancer && balancersOf(services).size > 0
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
