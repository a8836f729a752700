import { createArrivals, followsCurve } from "./arrivals/index.js";
import type { Clock } from "./clock.js";
import { compileCurve, type Horizon, type RateSegments } from "./curves/index.js";
import { segmentsOf } from "./curves/segments.js";
import { Demand } from "./demand.js";
import { classesOf, type DemandConfig } from "./demand-shape.js";
import type { SlowDownstream, TrafficSpike } from "./incidents.js";
import { Random } from "./random.js";
import { createRequestClass } from "./requests.js";
import { Slowdowns } from "./slowdowns.js";
import { spiked } from "./spike.js";
import type { Tables } from "./tables.js";

/** What demands are made from beside their own keys: one replication's seed, the run's clock, files and incidents. */
export interface DemandContext {
  readonly seed: number;
  readonly clock: Clock;
  readonly tables: Tables;
  readonly spikes: readonly TrafficSpike[];
  readonly slowdowns: readonly SlowDownstream[];
}

/** The demands of a scenario, in its order; each draws from streams of its own, whatever the others are. */
export function createDemands(configs: readonly DemandConfig[], context: DemandContext): Demand[] {
  return configs.map((config) => createDemand(config, context));
}

function createDemand(config: DemandConfig, context: DemandContext): Demand {
  const { seed, clock, tables } = context;
  const horizon = { from: -clock.warmup, to: clock.duration };
  const isMeant = ({ demand }: { readonly demand?: string }) => demand === undefined || demand === config.name;
  const slowdowns = context.slowdowns.filter(isMeant);
  const classes = classesOf(config);
  const totalWeight = classes.reduce((sum, { weight }) => sum + weight, 0);
  return new Demand({
    seed,
    name: config.name,
    to: config.to,
    classes: classes.map((each) => createRequestClass(each, totalWeight, tables)),
    arrivals: createArrivals(config.arrivals, {
      rates: ratesOf(config, context.spikes.filter(isMeant), context, horizon),
      horizon,
      tables,
      stream: (purpose) => Random.stream(seed, "arrivals", config.name, purpose),
    }),
    slowdowns: slowdowns.length > 0 ? new Slowdowns(slowdowns, clock, horizon) : null,
  });
}

/** The demand's curve with its spikes; none for arrivals that bring their own. */
function ratesOf(
  { curve, arrivals }: DemandConfig,
  spikes: readonly TrafficSpike[],
  { clock, tables }: DemandContext,
  horizon: Horizon,
): RateSegments {
  if (!curve || !followsCurve(arrivals)) return segmentsOf([[horizon.from, 0]], horizon);
  const base = compileCurve(curve, { clock, tables, horizon });
  return spikes.reduce((rates, spike) => spiked(rates, spike, clock, horizon), base);
}
