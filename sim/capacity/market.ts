import { z } from "zod";
import { assumed, duration, integer, name, ratio } from "../../scenarios/language/index.js";
import { monthlyRisk } from "./risk.js";

/** On-demand capacity during a crunch: launches take longer by `delay`, and each attempt may fail. */
const scarcity = z.strictObject({
  delay: duration().prefault("0s").describe("How much longer a launch on demand takes meanwhile."),
  failProbability: ratio().prefault(0).describe("Share of launches on demand that find no capacity meanwhile."),
});

/** The keys of a crunch, whenever it comes: a market draws its own, an incident has one at a fixed instant. */
export const crunchKeys = {
  lasts: duration({ min: 1_000_000 }).prefault("20m").describe("How long there is no Spot capacity in its zones."),
  takes: ratio().prefault("60 %").describe("The probability with which each running Spot task there is taken."),
  within: duration()
    .prefault("3m")
    .describe("The time from its start over which the notices of those taken are spread."),
  zones: z
    .union([z.literal("all"), integer({ min: 1 })])
    .prefault("all")
    .describe("All zones, or so many that are drawn each time."),
  onDemand: scarcity.optional().describe("How on-demand capacity is scarce meanwhile too; left out, it is not."),
};

/** Crunches that come by chance: how often, and what each is like. */
export const crunchShape = z.strictObject({
  every: assumed(
    duration({ min: 60_000_000 })
      .prefault("30d")
      .describe("The mean time from one to the next; they come as a Poisson process."),
    {
      low: "10d",
      high: "90d",
      because: "no public record of crunches exists: once in ten days to once in a quarter is our guess",
    },
  ),
  ...crunchKeys,
  lasts: assumed(crunchKeys.lasts, {
    low: "5m",
    high: "60m",
    because: "no public record of crunches exists: five minutes to an hour is our guess",
  }),
  takes: assumed(crunchKeys.takes, {
    low: "20 %",
    high: "100 %",
    because: "no public record of crunches exists: a few tasks at once to all of them is our guess",
  }),
});

/** A market without crunches assumes that its tasks are lost one at a time. */
export const withoutCrunches = {
  low: null,
  high: { every: "30d" },
  because: "no public record says whether Spot tasks are taken together: never, or a crunch a month as by default",
  whereAbsent: true,
} as const;

/** A crunch of one pool of instances: of one type in one zone, so that it has no zones of its own. */
export const poolCrunchShape = crunchShape.pick({ every: true, lasts: true, takes: true, within: true });

/** The shape of a Spot market: the discount, independent interruptions, and crunches that take many tasks together. */
const marketShape = z.strictObject({
  discount: assumed(
    ratio({ max: 0.95 })
      .optional()
      .describe("What Spot takes off the on-demand price; left out, what the price book saw in the scenario's region."),
    { low: "50 %", high: "70 %", because: "AWS changes it with supply; 50 to 70 % has been usual" },
  ),
  interruptionsPerMonth: assumed(
    monthlyRisk()
      .prefault("normal")
      .describe(
        "Probability that a Spot task is interrupted within a month; normal is an assumption, since AWS publishes none.",
      ),
    {
      low: "calm",
      high: "bad",
      because: "AWS publishes no rate for Fargate Spot: a calm and a bad market as we guess them, 5 % and 50 % a month",
    },
  ),
  crunch: assumed(
    crunchShape.optional().describe("Times at which Spot takes back many tasks at once; left out, never."),
    withoutCrunches,
  ),
});

/** The shape of a scenario's markets, by name. */
export const marketsShape = z.record(name(), marketShape);

type MarketConfig = z.output<typeof marketShape>;
export type Markets = z.output<typeof marketsShape>;
/** A market whose discount is known. */
export type Market = MarketConfig & Required<Pick<MarketConfig, "discount">>;
export type CrunchConfig = Omit<z.output<typeof crunchShape>, "every">;

/** Spot discount assumed where no price has been observed; 50 to 70 % has been usual. */
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
