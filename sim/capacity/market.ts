import { z } from "zod";
import { duration, integer, name, ratio } from "../../scenarios/language/index.js";
import { monthlyRisk } from "./risk.js";

/** How scarce on-demand capacity is in a crunch: launches take longer by `delay`, and each attempt may fail. */
const scarcity = z.strictObject({
  delay: duration().prefault("0s"),
  failProbability: ratio().prefault(0),
});

/** The keys of a crunch, whenever it comes: a market draws its own, an incident has one at a fixed instant. */
export const crunchKeys = {
  /** While it lasts there is no Spot capacity in its zones. */
  lasts: duration({ min: 1_000_000 }).prefault("20m"),
  /** The probability with which each running Spot task there is taken. */
  takes: ratio().prefault("60 %"),
  /** The notices of those taken are spread over this time from its start. */
  within: duration().prefault("3m"),
  /** All zones, or so many that are drawn each time. */
  zones: z.union([z.literal("all"), integer({ min: 1 })]).prefault("all"),
  onDemand: scarcity.optional(),
};

/** Crunches that come by chance: how often, and what each is like. */
export const crunchShape = z.strictObject({
  /** The mean time from one to the next; they come as a Poisson process. */
  every: duration({ min: 60_000_000 }).prefault("30d"),
  ...crunchKeys,
});

/** A crunch of one pool of instances: of one type in one zone, so that it has no zones of its own. */
export const poolCrunchShape = crunchShape.pick({ every: true, lasts: true, takes: true, within: true });

/** The shape of a Spot market: the discount, independent interruptions, and crunches that take many tasks together. */
const marketShape = z.strictObject({
  /** What it takes off the on-demand price; left out, what the price book saw in the scenario's region. */
  discount: ratio({ max: 0.95 }).optional(),
  interruptionsPerMonth: monthlyRisk().prefault("normal"),
  crunch: crunchShape.optional(),
});

/** The shape of a scenario's markets, by name. */
export const marketsShape = z.record(name(), marketShape);

type MarketConfig = z.output<typeof marketShape>;
export type Markets = z.output<typeof marketsShape>;
/** A market whose discount is known. */
export type Market = MarketConfig & Required<Pick<MarketConfig, "discount">>;
export type CrunchConfig = Omit<z.output<typeof crunchShape>, "every">;

/** What Spot takes off where nobody has seen its price; 50 to 70 % has been usual. */
export const unseenDiscount = 0.6;

/** The market of Spot tasks whose strategy names none: no crunches. */
export const defaultMarket: Market = withDiscount(z.decode(marketShape, {}));

/** A market under the name that its draws are keyed by. */
export interface NamedMarket {
  readonly name: string;
  readonly market: Market;
}

/** The market that a strategy names, or the default one; undefined for a name that the scenario does not have. */
export function marketNamed(markets: Markets, name: string | undefined): NamedMarket | undefined {
  if (name === undefined) return { name: "default", market: withDiscount(markets.default ?? defaultMarket) };
  return Object.hasOwn(markets, name) ? { name, market: withDiscount(markets[name]) } : undefined;
}

function withDiscount(market: MarketConfig): Market {
  return { ...market, discount: market.discount ?? unseenDiscount };
}
