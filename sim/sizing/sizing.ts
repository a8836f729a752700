import type { PricesUsed } from "../cost/price-book.js";
import type { Amounts, Fit } from "./fit.js";
import type { Range } from "./need.js";
import type { InstanceFleet } from "./ways-to-buy.js";

/** USD a month each way to buy; null where a container cannot be had so. */
export interface PerMonthUsd {
  readonly fargate: number | null;
  /** Roles that must not be interrupted are on demand in it. */
  readonly fargateSpot: number | null;
  readonly ec2: number | null;
}

/** The containers of one role. */
export interface RoleSizing extends Amounts {
  /** The load that they share out. */
  readonly serves: string;
  readonly load: number;
  /** The name of the size that the file uses; null where it is the cheapest one. */
  readonly use: string | null;
  readonly containers: number;
  /** Share of what all containers could hold that the load fills. */
  readonly efficiency: number;
  /** A full container of the size that is used. */
  readonly fit: Fit;
  /** Every size that the file lists, full. */
  readonly sizes: Readonly<Record<string, Fit>>;
  readonly cheapest: CheapestSizing | null;
  readonly isOnSpot: boolean;
  readonly perMonthUsd: PerMonthUsd;
  /** The fleet for the role's containers alone, on the instance type that makes them cheapest. */
  readonly instances: InstanceFleet | null;
  /** Number of its containers that an instance of each type holds. */
  readonly perInstance: Readonly<Record<string, number>>;
}

/** The cheapest containers of Fargate within the targets. */
export interface CheapestSizing {
  readonly containers: number;
  readonly fit: Fit;
  readonly perMonthUsd: number;
}

/** An objective of the file, held against the sizes. */
export interface SizingObjective extends Answer {
  readonly objective: string;
  readonly verdict: "met" | "missed" | "not evaluated";
}

/** A document's figure, and ours. */
export interface SizingClaim extends Answer {
  readonly document: string;
  readonly compute: string;
  readonly why: string | null;
}

/** A number of the sizes, as far as it is known. */
export interface Answer {
  readonly value: Range | null;
  readonly unit: Unit;
}

export type Unit = "vCPU" | "GB" | "ratio" | "USD" | "count" | "yes or no";

/** Costs that a way to buy does not include. */
export interface NotCounted {
  readonly fargate: string;
  readonly fargateSpot: string;
  readonly ec2: string;
}

/** Containers for a load: how large, how many, whether they fit, and what they cost. */
export interface Sizing {
  readonly schema: 1;
  readonly kind: "sizing";
  readonly sizing: string;
  readonly variant: string | null;
  readonly version: string;
  readonly about: string;
  readonly region: string;
  readonly architecture: "x86_64" | "arm64";
  readonly load: Readonly<Record<string, number | Readonly<Record<string, number>>>>;
  readonly targets: {
    readonly cpu: Readonly<Record<string, number>>;
    readonly memory: Readonly<Record<string, number>>;
  };
  readonly roles: Readonly<Record<string, RoleSizing>>;
  readonly total: Amounts & {
    readonly containers: number;
    readonly perMonthUsd: PerMonthUsd;
    /** Share of the listed sizes that the document's rounding takes to a size of Fargate. */
    readonly roundedOnFargate: number | null;
  };
  /** Fleets for all containers together, by instance type; cheapest first. */
  readonly instances: readonly InstanceFleet[];
  readonly leftOut: NotCounted;
  readonly prices: PricesUsed;
  readonly objectives: readonly SizingObjective[];
  readonly claims: readonly SizingClaim[];
  readonly assumptions: readonly string[];
}
