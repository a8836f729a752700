import { gigabyte, month } from "../ledger.js";
import { type BillItem, defineItem } from "./item.js";

/** Images, keys and the table behind the write buffer. */
export const storage: readonly BillItem[] = [
  defineItem({
    item: "ECR image storage",
    service: "ECR",
    component: "Private repository storage",
    unit: "GB-month",
    perUnit: { "image-storage": gigabyte * month },
    follows: "calendar",
  }),
  defineItem({
    item: "KMS keys",
    service: "KMS",
    component: "Customer managed key",
    unit: "key-month",
    perUnit: { "kms-key-time": month },
    follows: "calendar",
  }),
  defineItem({
    item: "KMS requests",
    service: "KMS",
    component: "Requests",
    unit: "10000 requests",
    perUnit: { "kms-requests": 10_000 },
  }),
  defineItem({
    item: "DynamoDB on-demand writes",
    service: "DynamoDB",
    component: "On-demand write request unit",
    unit: "1000000 WRU",
    perUnit: { "dynamodb-write-units": 1_000_000 },
  }),
];
