import { gigabyte, month } from "../ledger.js";
import { type BillItem, defineItem } from "./item.js";

/** Logs, custom metrics and alarms. */
export const cloudwatch: readonly BillItem[] = [
  defineItem({
    item: "CloudWatch logs ingested",
    service: "CloudWatch",
    component: "Logs ingestion (standard)",
    unit: "GB",
    perUnit: { "log-bytes": gigabyte },
  }),
  defineItem({
    item: "CloudWatch logs stored",
    service: "CloudWatch",
    component: "Logs storage",
    unit: "GB-month",
    perUnit: { "log-storage": gigabyte * month },
  }),
  defineItem({
    item: "CloudWatch custom metrics",
    service: "CloudWatch",
    component: "Custom metric, first 10k",
    unit: "metric-month",
    perUnit: { "custom-metric-time": month },
    follows: "calendar",
  }),
  defineItem({
    item: "CloudWatch alarms",
    service: "CloudWatch",
    component: "Standard-resolution alarm",
    unit: "alarm-metric-month",
    perUnit: { "alarm-time": month },
    follows: "calendar",
  }),
  defineItem({
    item: "CloudWatch high-resolution alarms",
    service: "CloudWatch",
    component: "High-resolution alarm",
    unit: "alarm-metric-month",
    perUnit: { "high-resolution-alarm-time": month },
    follows: "calendar",
  }),
];
