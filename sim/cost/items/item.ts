import type { Meter } from "../ledger.js";

/**
 * One thing that AWS charges for: its line on the bill, its row in the price book, and the conversion of meters to
 * billed units.
 */
export interface BillItem {
  readonly item: string;
  /** The row of the price book. */
  readonly service: string;
  readonly component: string;
  /** The unit in which that row must state its price, and in which the bill states quantities. */
  readonly unit: string;
  /** Amount of each meter that makes up one unit; each hour is charged by the meter that gives the most units. */
  readonly perUnit: Readonly<Partial<Record<Meter, number>>>;
  /** `load` grows with what the fleet does; `calendar` runs through all 730 hours of a month whatever the load. */
  readonly follows: "load" | "calendar";
  /**
   * If the price book has no row for an optional item, it is not billed and the bill says so; other items must have
   * one.
   */
  readonly isOptional: boolean;
  /** A Compute Savings Plan may pay for it, at its rate for this; false where none does. */
  readonly savingsPlan: PlanRate | false;
  /** The part of what the account uses in a month that is charged at this price; left out: all of it. */
  readonly tier?: Tier;
}

/** Units a month, from the first that costs so to the last. */
export interface Tier {
  readonly from: number;
  readonly to: number;
}

/** Kinds of usage that have their own discount under a Compute Savings Plan. */
export type PlanRate = "fargate" | "ec2";

type Optional = "follows" | "savingsPlan" | "isOptional";

/** An item that follows the load and that no Savings Plan pays for, unless it says otherwise. */
export function defineItem(item: Omit<BillItem, Optional> & Partial<Pick<BillItem, Optional>>): BillItem {
  return { follows: "load", savingsPlan: false, isOptional: false, ...item };
}
