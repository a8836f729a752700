import { type DemandLimits, demandsApart, limitsOf, type Objective, parseWatched } from "../../sim/outcome/index.js";
import { demandSubject } from "../../sim/outcome/replication.js";
import type { Scenario } from "../../sim/scenario/index.js";
import type { RateSegments } from "../../workload/curves/index.js";
import type { Demand } from "../../workload/demand.js";

/** What has to be known of a load before it is driven, so that all processes count in the same way. */
export interface LoadFacts {
  /** Length of the reported time, in microseconds; only what was due in it counts. */
  readonly duration: number;
  readonly services: readonly ServiceFacts[];
  /** Demands that are measured separately, each named "service/demand". */
  readonly apart: readonly ServiceFacts[];
  readonly demands: readonly DemandFacts[];
}

/** What has to be known of a service that receives load. */
export interface ServiceFacts {
  readonly name: string;
  /** The latencies within which answers are counted, because an objective names them. */
  readonly limits: readonly number[];
}

/** What has to be known of a demand whose arrivals are audited. */
export interface DemandFacts {
  readonly name: string;
  /** The service that it is sent to. */
  readonly service: string;
  readonly rates: RateSegments;
  /** Whether arrivals are independent of each other; the audit is then stricter. */
  readonly isPoisson: boolean;
}

/** The objectives whose breach ends the load. */
export function watchedObjectives(scenario: Scenario): readonly Objective[] {
  return scenario.staging.abort.map((text) => parseWatched(text, scenario));
}

/** The demands of a service that are measured separately, because an objective or an abort rule names them. */
export function measuredApart(scenario: Scenario, service: string): readonly DemandLimits[] {
  const names = scenario.demand.filter(({ to }) => to === service).map(({ name }) => name);
  return demandsApart([...scenario.objectives, ...watchedObjectives(scenario)], service, names);
}

/** The facts of a scenario's load; `demands` are those of any replication, in the order of the scenario. */
export function loadFacts(scenario: Scenario, demands: readonly Pick<Demand, "rates">[]): LoadFacts {
  const { clock, services, demand, objectives } = scenario;
  return {
    duration: clock.duration,
    services: Object.keys(services).map((name) => ({ name, limits: limitsOf(objectives, name) })),
    apart: Object.keys(services).flatMap((service) =>
      measuredApart(scenario, service).map(({ demand, limits }) => ({ name: demandSubject(service, demand), limits })),
    ),
    demands: demand.map(({ name, to, arrivals, session }, index) => ({
      name,
      service: to,
      rates: demands[index].rates,
      isPoisson: arrivals.kind === "poisson" && session === undefined,
    })),
  };
}
