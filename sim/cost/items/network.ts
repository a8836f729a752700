import { hour } from "../../../scenarios/language/units/time.js";
import { gigabyte } from "../ledger.js";
import { type BillItem, defineItem } from "./item.js";

const publicIpv4 = { service: "VPC", component: "Public IPv4 address in use", unit: "hour" } as const;

/** NAT gateways, VPC endpoints, public addresses, and data that crosses zones or leaves for the internet. */
export const network: readonly BillItem[] = [
  defineItem({
    item: "NAT gateway hours",
    service: "NAT gateway",
    component: "Gateway",
    unit: "hour",
    perUnit: { "nat-time": hour },
    follows: "calendar",
  }),
  defineItem({
    item: "NAT gateway data",
    service: "NAT gateway",
    component: "Data processed",
    unit: "GB",
    perUnit: { "nat-bytes": gigabyte },
  }),
  defineItem({
    item: "VPC endpoint hours",
    service: "PrivateLink",
    component: "Interface endpoint per AZ",
    unit: "hour",
    perUnit: { "endpoint-time": hour },
    follows: "calendar",
  }),
  defineItem({
    item: "VPC endpoint data",
    service: "PrivateLink",
    component: "Data processed (first 1 PB)",
    unit: "GB",
    perUnit: { "endpoint-bytes": gigabyte },
  }),
  defineItem({
    item: "Public IPv4 addresses",
    ...publicIpv4,
    perUnit: { "public-ipv4-time": hour },
    follows: "calendar",
  }),
  defineItem({ item: "Public IPv4 addresses of tasks", ...publicIpv4, perUnit: { "task-public-ipv4-time": hour } }),
  defineItem({
    item: "Data between zones, both directions",
    service: "Data transfer",
    component: "Between AZs, each direction",
    unit: "GB",
    perUnit: { "cross-zone-bytes": gigabyte },
  }),
  defineItem({
    item: "Data out to the internet",
    service: "Data transfer",
    component: "Out to internet, first 10 TB",
    unit: "GB",
    perUnit: { "internet-bytes": gigabyte },
  }),
];
