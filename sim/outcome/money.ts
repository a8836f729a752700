import type { Estimate } from "../facts/estimates.js";
import { differenceInterval } from "../statistics/interval.js";
import { estimateMean, type Stratum } from "../statistics/moments.js";
import { sum } from "../statistics/sum.js";
import { nothing } from "./estimate.js";
import { costReading, findCostMetric, type Reading } from "./reading.js";

/** Which cost configurations are held against each other by: that of a run where some say nothing of a month. */
export type CostField = "perMonthUsd" | "totalUsd";

/** Cost per month where every run has one, otherwise cost of the run. */
export function costFieldOf(perMonth: readonly (number | null)[]): CostField {
  return perMonth.every((usd) => usd !== null) ? "perMonthUsd" : "totalUsd";
}

/** Reading of that cost. */
export function costBy(field: CostField): Reading {
  return costReading(findCostMetric(field)!);
}

/** A line of the bill of a run. */
export interface PartLine {
  readonly service: string;
  readonly item: string;
  readonly usd: number;
  readonly perMonthUsd: number | null;
}

/** A part of bills: of one service, or what is shared, all of it or one item. */
export interface Part {
  readonly service: string;
  readonly item?: string;
}

/** Cost of a part of a run's bill; 0 where the run has no such part. */
export function costOfPart(lines: readonly PartLine[], { service, item }: Part, field: CostField): number {
  const own = lines.filter((line) => line.service === service && (item === undefined || line.item === item));
  return sum(own.map(({ usd, perMonthUsd }) => (field === "totalUsd" ? usd : (perMonthUsd ?? Number.NaN))));
}

/** The services, or what is shared, whose parts these lines are; and each with its item. */
export function partsOf(lines: readonly PartLine[]) {
  const items = new Map(lines.map(({ service, item }) => [JSON.stringify([service, item]), { service, item }]));
  return { services: [...new Set(lines.map(({ service }) => service))], items: [...items.values()] };
}

/**
 * Mean difference between configurations over pairs of runs, with its interval; it may be negative. `event` is the
 * amount that one event adds.
 */
export function differenceEstimate(differences: readonly Stratum[], event = 0): Estimate {
  const { mean } = estimateMean(differences);
  if (Number.isNaN(mean)) return nothing;
  const { low = null, high = null } = differenceInterval(differences, 0.95, event) ?? {};
  return { value: mean, low, high, predictedRange: null };
}
