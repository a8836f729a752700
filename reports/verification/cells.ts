import { alone, plusMinus, range } from "../../sim/facts/estimates.js";
import { absent, type Format, fixed } from "../../sim/facts/numbers.js";
import type {
  ComparedReading,
  SameArrivals,
  ServiceVerification,
  Verification,
} from "../../sim/outcome/verification/index.js";
import type { Interval } from "../../sim/statistics/interval.js";
import { formatOf } from "../units.js";

/** A service, or one of its demands as "service/demand", and how its measures compare. */
export interface ComparedSubject {
  readonly subject: string;
  readonly measures: readonly ComparedReading[];
}

/** The demands of a service, each as a subject of its own. */
export function comparedDemands(service: string, { demands = {} }: ServiceVerification): readonly ComparedSubject[] {
  return Object.entries(demands).map(([demand, { measures }]) => ({ subject: `${service}/${demand}`, measures }));
}

/** The columns of a comparison, and to which side each leans. */
export function comparisonHeader({ sameArrivals }: Pick<Verification, "sameArrivals">): readonly string[] {
  return ["", "predicted", "one run", "measured", "error", "in range", sameArrivalsWords(sameArrivals), "error"];
}

export const comparisonSides = "lrrrrlrr";

/** Heading of the simulations of the driven arrivals; a single one also has the same service times. */
export function sameArrivalsWords({ simulations }: SameArrivals): string {
  return simulations === 1 ? "same seed" : "same arrivals";
}

/** One measure, predicted and measured, as the cells of a row below that header. */
export function comparisonCells(measure: ComparedReading): readonly string[] {
  const { name, field, unit, predicted, predictedRange, paired, measured, error, errorOfPaired, inside } = measure;
  const { intervals } = measure;
  const format = formatOf(field, unit);
  return [
    name,
    surely(predicted, intervals?.predicted, format),
    predictedRange === null ? absent : limits(predictedRange, format),
    format(measured),
    deviation(error, intervals?.error),
    inside === null ? absent : inside ? "yes" : "OUTSIDE",
    surely(paired, intervals?.paired, format),
    deviation(errorOfPaired, intervals?.errorOfPaired),
  ];
}

/** A mean with its interval, where it has one. */
export function surely(value: number | null, interval: Interval | null | undefined, format: Format): string {
  return plusMinus({ ...alone(value), low: interval?.low ?? null, high: interval?.high ?? null }, format);
}

function limits([low, high]: readonly [number, number], format: Format): string {
  return low === high ? format(low) : range(low, high, format);
}

/** A relative error with its sign and interval: "+3.4 % ± 0.8", "−12 %", "0 %". */
export function deviation(error: number | null, interval: Interval | null = null): string {
  if (error === null) return absent;
  const size = Math.abs(error) * 100;
  const decimals = size < 9.95 ? 1 : 0;
  const words = fixed(size, decimals);
  const told = Number(words) === 0 ? "0 %" : `${error < 0 ? "−" : "+"}${words} %`;
  return interval === null ? told : `${told} ± ${fixed(50 * (interval.high - interval.low), decimals)}`;
}
