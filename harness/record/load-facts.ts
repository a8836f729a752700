import { type DemandLimits, demandsApart, limitsOf, type Objective, parseWatched } from "../../sim/outcome/index.js";
import { demandSubject } from "../../sim/outcome/replication.js";
import type { Scenario } from "../../sim/scenario/index.js";
import type { RateSegments } from "../../workload/curves/index.js";
import type { Demand } from "../../workload/demand.js";

/** What has to be known of a load before it is driven, so that each process counts alike. */
export interface LoadFacts {
  /** Length of the reported time; only what was due in it counts. */
  readonly duration: number;
  readonly services: readonly ServiceFacts[];
  /** Demands that are told apart, each named "service/demand". */
  readonly apart: readonly ServiceFacts[];
  readonly demands: readonly DemandFacts[];
}

/** What has to be known of a service that load is sent to. */
export interface ServiceFacts {
  readonly name: string;
  /** The latencies within which answers are counted, since an objective names them. */
  readonly limits: readonly number[];
}

/** What has to be known of a demand whose arrivals are audited. */
export interface DemandFacts {
  readonly name: string;
  /** The service that it is sent to. */
  readonly service: string;
  readonly rates: RateSegments;
  /** Whether arrivals know nothing of each other: then the audit asks more of them. */
  readonly isPoisson: boolean;
}

/** The objectives whose breach ends the load. */
export function watchedObjectives(scenario: Scenario): readonly Objective[] {
  return scenario.staging.abort.map((text) => parseWatched(text, scenario));
}

/** The demands of a service that a measurement tells apart, since it is judged by them or may be ended by them. */
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
