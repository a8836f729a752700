import type { Bill } from "../cost/bill.js";

/** The bill of a run that AWS bills and we do not: a measured one. */
export const unbilled: Bill = {
  lines: [],
  totalUsd: Number.NaN,
  perMonthUsd: null,
  perMonthBasis: "a measured run is not billed",
  prices: { region: "", asOf: "", oldestRow: "", rowsFromMemory: 0 },
  leftOut: [],
  notes: [],
};
