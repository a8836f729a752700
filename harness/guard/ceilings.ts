import type { StagingConfig } from "../../workload/target.js";

/** How hard a load is, over all machines that drive it together. */
export interface LoadSize {
  /** Requests and messages per second at most, as the demand expects them. */
  readonly peakRate: number;
  /** Warm-up and run, in microseconds. */
  readonly duration: number;
  readonly connections: number;
}

/** Where a load is above the ceilings of its scenario, each with its remedy; empty where it may be driven. */
export function ceilingRefusals(
  { peakRate, duration, connections }: LoadSize,
  { ceilings }: Pick<StagingConfig, "ceilings">,
): readonly string[] {
  return [
    overCeiling("rate", peakRate, ceilings.rate, (rate) => `${Number(rate.toPrecision(4))}/s`, "or use --scale"),
    overCeiling("duration", duration, ceilings.duration, (time) => `${time / 1e6} s`, "or use --window"),
    overCeiling("connections", connections, ceilings.connections, String, "or use --connections"),
  ].flat();
}

function overCeiling(
  name: string,
  value: number,
  most: number,
  print: (value: number) => string,
  remedy: string,
): readonly string[] {
  if (value <= most) return [];
  return [`${name} ${print(value)} is above the ceiling of ${print(most)}; raise staging.ceilings.${name} ${remedy}`];
}
