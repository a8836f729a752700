import type { Estimate } from "../facts/estimates.js";
import type { Outcome } from "../outcome/outcome.js";

/** The widest interval of a prediction: whose it is, and half its width as a share of the value. */
export interface Precision {
  readonly measure: string;
  readonly halfWidth: number;
}

/** How precise a prediction is: by the p99 of each service and the cost of a run, which people read it by. */
export function precisionOf({ services, cost }: Outcome): Precision {
  const latencies = Object.entries(services).flatMap(([name, { latencyMs }]) =>
    latencyMs === undefined ? [] : [precision(`${name} p99`, latencyMs.p99)],
  );
  return latencies.reduce(
    (widest, each) => (each.halfWidth > widest.halfWidth ? each : widest),
    precision("cost", cost.totalUsd),
  );
}

/** Of infinite width where there is no interval. */
function precision(measure: string, { value, low, high }: Estimate): Precision {
  if (value === null || low === null || high === null) return { measure, halfWidth: Number.POSITIVE_INFINITY };
  return { measure, halfWidth: high === low ? 0 : (high - low) / 2 / Math.abs(value) };
}

/** From `first` on twice as many each time, up to `most`. */
export function* doubled(first: number, most: number): Generator<number> {
  for (let count = first; count < most; count *= 2) yield count;
  yield most;
}
