import { z } from "zod";
import { filePath, money, ratio } from "../../scenarios/language/index.js";
import type { SavingsPlan } from "./savings-plan.js";

/** Negotiated rates and commitments: the `prices` of a scenario. */
export const prices = z.strictObject({
  /** CSV rows that replace or extend those of the shipped price book. */
  file: filePath().optional(),
  /** A private pricing agreement's share off everything. */
  discount: ratio().prefault("0 %"),
  /** A Compute Savings Plan, paid whether used or not; before the agreement's discount. */
  committedUsdPerHour: money().prefault("$0"),
  /** What that plan takes off on-demand Fargate; it depends on term and payment, so the default is an assumption. */
  savingsPlanDiscount: ratio().prefault("20 %"),
});

export type Prices = z.output<typeof prices>;

/** The Savings Plan of a scenario, or null without one. */
export function savingsPlan({ committedUsdPerHour, savingsPlanDiscount }: Prices): SavingsPlan | null {
  return committedUsdPerHour > 0 ? { committedUsdPerHour, discount: savingsPlanDiscount } : null;
}
