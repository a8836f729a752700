import { type Load, loadsOn } from "../../../workload/calls.js";
import { isTooLong } from "../../../workload/clock.js";
import { integral } from "../../../workload/curves/index.js";
import type { Demand } from "../../../workload/demand.js";
import { createDemands } from "../../../workload/demands.js";
import { InputError, orInputError } from "../../../workload/input-error.js";
import type { RequestClass } from "../../../workload/requests.js";
import type { Tables } from "../../../workload/tables.js";
import { shareOfWork, sourcesOf } from "../../services/links.js";
import { demandContext } from "../demand-context.js";
import type { Scenario } from "../shape.js";

/** The demands of a scenario as a run has them, made once for all rules; in place of one whose file is unusable, why. */
export class PlannedDemands {
  readonly #tables: Tables;
  readonly #made = new WeakMap<Scenario, readonly (Demand | InputError)[]>();

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** One for each demand of the scenario, in order; empty where the run is too long to plan. */
  of(scenario: Scenario): readonly (Demand | InputError)[] {
    const made = this.#made.get(scenario) ?? this.#make(scenario);
    this.#made.set(scenario, made);
    return made;
  }

  /**
   * Loads that the usable demands bring to a service, through calls and its queue too; or the load of the one that
   * "service/demand" names.
   */
  to(subject: string, scenario: Scenario): readonly Load[] {
    const [service, name] = subject.split("/");
    const usable = this.of(scenario).filter((demand): demand is Demand => !(demand instanceof InputError));
    const { services } = scenario;
    if (name === undefined) return loadsOn(sourcesOf(service, services).own, usable, shareOfWork(service, services));
    return usable.filter((demand) => demand.to === service && demand.name === name);
  }

  /** The request classes of those. */
  classesTo(service: string, scenario: Scenario): readonly RequestClass[] {
    return this.to(service, scenario).flatMap(({ classes }) => classes);
  }

  /** Requests that a service, or "service/demand", is expected to get in the reported time of one replication. */
  requestsTo(subject: string, scenario: Scenario): number {
    const { duration } = scenario.clock;
    return this.to(subject, scenario).reduce((sum, { rates }) => sum + integral(rates, 0, duration), 0);
  }

  #make(scenario: Scenario): readonly (Demand | InputError)[] {
    if (isTooLong(scenario.clock)) return [];
    const context = demandContext(scenario, scenario.seed, this.#tables);
    return scenario.demand.map((config) => orInputError(() => createDemands([config], context)[0]));
  }
}
