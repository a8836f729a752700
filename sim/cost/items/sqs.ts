import { type BillItem, defineItem } from "./item.js";

/** Every request to a standard queue, receives in vain included; all at the price of the first 100 billion a month. */
export const sqs: readonly BillItem[] = [
  defineItem({
    item: "SQS requests",
    service: "SQS",
    component: "Standard queue requests",
    unit: "1000000 requests",
    perUnit: { "sqs-requests": 1e6 },
  }),
];
