import type { Facts } from "../../../facts/facts.js";
import { ms, ratio, type ServiceReason } from "./finding.js";

const notable = 0.3;

/** The first minute slower than the rest, and more so than predicted: connections, caches or code were still cold. */
export const warmUp: ServiceReason = {
  reason: "warm-up",
  find({ paired, measured }) {
    const [first, rest] = firstAndRest(measured);
    const [plannedFirst, plannedRest] = firstAndRest(paired);
    const weight = first / rest / (plannedFirst / plannedRest) - 1;
    if (!(weight >= notable)) return null; // a minute without a p99 compares with nothing
    return {
      weight,
      sentence:
        `the first minute's p99 is ${ms(first)}, that of the rest ${ms(rest)}: ${ratio(weight)} more of a ` +
        "difference than predicted; a longer staging.warmup leaves it out",
    };
  },
};

function firstAndRest({ latency, minutes }: Facts): readonly [first: number, rest: number] {
  const [first, ...others] = latency === undefined ? [Number.NaN] : minutes.p99Ms;
  const rest = others.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  return [first, rest.length === 0 ? Number.NaN : rest[Math.floor(rest.length / 2)]];
}
