import type { DemandConfig } from "../../workload/demand-shape.js";
import { demandDispersion } from "../../workload/index.js";
import { replicationSeed } from "../../workload/random.js";
import { demandContext } from "./demand-context.js";
import type { ReadScenario } from "./read.js";

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
      : [`index of dispersion of ${config.name}: ${known.join(", ")}; Poisson arrivals have 1, real ones often more`];
  });
}
