import { exp, log } from "../../../workload/exp.js";
import { keyed } from "../../../workload/random.js";
import { type InstanceType, instanceTypes } from "../instance-types.js";
import { type NamedMarket, unseenDiscount } from "../market.js";
import { hazardPerHour, presets } from "../risk.js";
import type { InstanceGroupConfig, SpotGroupKeys } from "./shape.js";
import { bucketRisks, spotAdvice } from "./spot-advisor.js";

/** Instances of one type in one zone: what is bought, and taken back, together. */
export interface InstancePool {
  readonly type: InstanceType;
  readonly zone: number;
  readonly usdPerHour: number;
  /** Discount on the on-demand price, 0..1; 0 for on-demand capacity. */
  readonly discount: number;
  /** Interruptions an hour of each of its instances that come alone; 0 on demand. */
  readonly hazard: number;
}

/** The type of that name: names are checked where they are read. */
export function typeNamed(name: string): InstanceType {
  return instanceTypes.find((type) => type.name === name)!;
}

/** The zones, from 0, that a group uses of an account's. */
export function zonesOf({ zones }: Pick<InstanceGroupConfig, "zones">, account: number): readonly number[] {
  return Array.from({ length: Math.min(zones ?? account, account) }, (_, zone) => zone);
}

/** Every pool of a group, by type in the order of the scenario and then by zone. */
export function poolsOf(
  config: InstanceGroupConfig & Partial<Pick<SpotGroupKeys, "zoneSpread">>,
  { seed, accountZones, isSpot }: { readonly seed: number; readonly accountZones: number; readonly isSpot: boolean },
): readonly InstancePool[] {
  return config.types.flatMap((name) => {
    const {
      onDemandUsdPerHour = Number.NaN,
      discount = unseenDiscount,
      interruptionsPerMonth = presets.normal,
    } = config.known[name] ?? {};
    return zonesOf(config, accountZones).map((zone) => ({
      type: typeNamed(name),
      zone,
      usdPerHour: onDemandUsdPerHour * (isSpot ? 1 - discount : 1),
      discount: isSpot ? discount : 0,
      hazard: isSpot
        ? hazardPerHour(interruptionsPerMonth) *
          zoneFactor(config.zoneSpread ?? 1, keyed(seed, `spot/zone/${name}`, zone))
        : 0,
    }));
  });
}

/**
 * Hazard of a zone relative to the mean of all zones, where the worst possible zone has `spread` times the hazard of
 * the best: spread^(u − ½) for a uniform u, divided by its mean (√s − 1/√s) / ln s so that the region's rate is kept.
 */
export function zoneFactor(spread: number, uniform: number): number {
  if (spread === 1) return 1;
  const root = Math.sqrt(spread);
  const mean = (root - 1 / root) / log(spread);
  return exp((uniform - 0.5) * log(spread)) / mean;
}

/** The markets of a group's pools, where these have crunches of their own: each is one, by type and zone. */
export function poolMarkets(
  service: string,
  config: InstanceGroupConfig & Partial<SpotGroupKeys>,
  accountZones: number,
): readonly NamedMarket[] {
  const { crunch } = config;
  if (crunch === undefined) return [];
  const market = { discount: 0, interruptionsPerMonth: 0, crunch: { ...crunch, zones: "all" as const } };
  return config.types.flatMap((type) =>
    zonesOf(config, accountZones).map((zone) => ({ name: poolName(service, type, zone), market })),
  );
}

/** The name that a pool's crunches are keyed by. */
export function poolName(service: string, type: string, zone: number): string {
  return `${service}/${type}/${zone + 1}`;
}

/** A group with what its region says of each type, where the scenario does not: price, Spot discount, interruptions. */
export function withKnown<Group extends InstanceGroupConfig>(
  group: Group,
  region: string,
  isSpot: boolean,
  priceOf: (type: string) => number | undefined,
): Group {
  const known = group.types.map((type) => {
    const said = group.known[type] ?? {};
    const price = said.onDemandUsdPerHour ?? priceOf(type);
    const advice = isSpot ? spotAdvice(type, region) : null;
    return [
      type,
      {
        ...(price !== undefined && { onDemandUsdPerHour: price }),
        ...(advice && { discount: advice.saving, interruptionsPerMonth: bucketRisks[advice.bucket] }),
        ...said,
      },
    ];
  });
  return { ...group, known: Object.fromEntries(known) };
}
