import { z } from "zod";
import { duration, ratio } from "../../scenarios/language/index.js";
import type { Account } from "./account.js";
import type { NamedMarket } from "./market.js";
import { type ProviderName, providers } from "./providers/index.js";
import { monthlyRisk, presets } from "./risk.js";

/** The Spot discount that the price book has for the scenario's region. */
export interface SeenDiscount {
  readonly discount: number;
  readonly region: string;
  readonly asOf: string;
  /** The least and the most of all regions. */
  readonly least: number;
  readonly most: number;
}

/**
 * What a scenario uses beside Fargate: the markets of Spot instances, whose pools have rates of their own, and the
 * providers.
 */
export interface CapacityUse {
  readonly onInstances?: readonly string[];
  readonly beyondFargate?: readonly ProviderName[];
  /** Every task is a run of its own, which no scheduler splits by weight. */
  readonly isOfRunsAlone?: boolean;
}

const percent = (share: number) => z.encode(ratio(), share);
const time = (micros: number) => z.encode(duration(), micros);

/** The assumptions of a prediction about capacity, as sentences: those of the account and of each market in use. */
export function capacityAssumptions(
  account: Account,
  markets: readonly NamedMarket[],
  seen: SeenDiscount | null = null,
  uses: CapacityUse = {},
): string[] {
  const { onInstances = [], beyondFargate = [], isOfRunsAlone = false } = uses;
  const spot = markets.flatMap((market) =>
    onInstances.includes(market.name)
      ? [crunches(market)]
      : [interruptions(market), crunches(market), discount(market, seen)],
  );
  return [
    ...spot,
    quotas(account, beyondFargate),
    ...(isOfRunsAlone
      ? []
      : ["ECS splits tasks by weight in whole tasks by largest remainder (rounding is undocumented)"]),
  ];
}

function interruptions({ name, market }: NamedMarket): string {
  const moods = Object.entries(presets).map(([mood, risk]) => `${mood} ${z.encode(monthlyRisk(), risk)}`);
  const risk = percent(market.interruptionsPerMonth);
  return `no public Fargate Spot interruption rate exists; ${risk} a month assumed for market ${name} (${moods.join(", ")})`;
}

function crunches({ name, market: { crunch } }: NamedMarket): string {
  if (!crunch) return `market ${name} loses tasks one at a time: a crunch comes only where an incident starts it`;
  const { every, lasts, takes, within, zones, onDemand } = crunch;
  const where = zones === "all" ? "all zones" : `${zones} of the zones`;
  const elsewhere = onDemand
    ? `on-demand launches are ${time(onDemand.delay)} slower and fail with probability ${percent(onDemand.failProbability)}`
    : "on-demand stays plentiful";
  return (
    `market ${name} has a crunch every ${time(every)} on average: it takes ${percent(takes)} of the Spot tasks in ${where} ` +
    `within ${time(within)}, no Spot task starts there for ${time(lasts)}, and ${elsewhere}; no public record of these exists`
  );
}

function discount({ name, market }: NamedMarket, seen: SeenDiscount | null): string {
  const assumed = `Spot of market ${name} costs ${percent(market.discount)} less than on-demand`;
  if (seen === null) return `${assumed}; no Spot price of this region is known, and 50 to 70 % has been usual`;
  const { discount, region, asOf, least, most } = seen;
  const range = `AWS changes it with supply (${percent(least)} to ${percent(most)} over all regions), and it is taken to be the same for ARM64`;
  return market.discount === discount
    ? `${assumed}, as seen in ${region} on ${asOf}; ${range}`
    : `${assumed}, where ${percent(discount)} was seen in ${region} on ${asOf}; ${range}`;
}

function quotas({ vcpuQuota }: Account, beside: readonly ProviderName[]): string {
  const used = providers.filter(({ name, hasInstances }) => !hasInstances || beside.includes(name));
  const limits = used.map(({ name }) => `${vcpuQuota[name]} vCPU of ${name}`);
  return `the account's quotas are ${limits.join(" and ")}; a new account starts with 6 of each`;
}
