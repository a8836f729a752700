import { z } from "zod";
import { providersBought } from "./providers/by-provider.js";
import { type PlacementShare, type ProviderName, providers } from "./providers/index.js";

/** A capacity provider strategy: which providers a service's tasks are placed on, and in what proportion. */
export type Strategy = Readonly<Partial<Record<ProviderName, PlacementShare>>>;

type Provider = (typeof providers)[number];
type Entries = { readonly [P in Provider as P["name"]]: z.ZodOptional<P["entry"]> };

const entries = Object.fromEntries(
  providers.map(({ name, about, entry }) => [name, entry.optional().describe(about)]),
) as unknown as Entries;

/** The shape of a strategy: `{ FARGATE: { base: 3, weight: 30 }, FARGATE_SPOT: { weight: 70, market: general } }`. */
export const strategyShape = z.strictObject(entries).superRefine((strategy, context) => {
  const shares = sharesOf(strategy);
  const bases = shares.filter(({ base }) => base > 0);
  for (const { name } of bases.slice(1)) {
    const message = `base for one provider only (${bases[0].name} has one)`;
    context.addIssue({ code: "custom", path: [name, "base"], message, input: strategy[name]?.base });
  }
  if (shares.every(({ weight }) => weight === 0)) {
    const params = { hint: "AWS's default weight is 0: write for example FARGATE: { weight: 1 }" };
    const message = "a weight above 0 for at least one provider";
    context.addIssue({ code: "custom", path: [], message, input: strategy, params });
  }
});

/** The strategy of a service that names none, in the user's spelling. */
export const allOnDemand = { FARGATE: { weight: 1 } };

/** A provider that a strategy uses, with its share. */
export interface NamedShare extends PlacementShare {
  readonly name: ProviderName;
}

/** The providers that a strategy uses, in the order of the list: those with a base or a weight. */
export function sharesOf(strategy: Strategy): readonly NamedShare[] {
  return providers.flatMap(({ name }) => {
    const share = strategy[name];
    return share && share.base + share.weight > 0 ? [{ ...share, name }] : [];
  });
}

/** The entries of a strategy for Spot capacity, whatever their weights: a provider and the market that is named for it. */
export function spotEntries(strategy: Strategy): readonly NamedShare[] {
  return providersBought("spot").flatMap((name) => {
    const share = strategy[name];
    return share ? [{ ...share, name }] : [];
  });
}

/** The Spot market that a strategy names; undefined where it names none. */
export function marketIn(strategy: Strategy): string | undefined {
  return spotEntries(strategy).find(({ market }) => market !== undefined)?.market;
}
