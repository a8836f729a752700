import { readFileSync } from "node:fs";
import type { Bill, BillOptions } from "../../sim/cost/bill.js";
import type { FargateTask } from "../../sim/cost/metering.js";
import { parsePriceBook } from "../../sim/cost/price-book.js";

export const shippedBook = parsePriceBook(
  readFileSync(new URL("../../sim/cost/prices/aws.csv", import.meta.url), "utf8"),
);

export const oneMonth = 730 * 3600e6;

/** The task of the documents' oversized baseline: 2 vCPU and 4 GB, x86, on demand. */
export const baselineTask: FargateTask = {
  purchase: "on-demand",
  architecture: "x86_64",
  vcpu: 2,
  memoryGb: 4,
  extraStorageGb: 0,
  spotDiscount: 0,
};

export const listPrices: BillOptions = {
  region: "us-east-1",
  discount: 0,
  savingsPlan: null,
  monthly: { hours: 730, basis: "a whole month" },
};

export const lineNamed = (bill: Bill, item: string) => bill.lines.find((line) => line.item === item);
