import { hour } from "../../../scenarios/language/units/time.js";
import type { PricedArchitecture, Purchase } from "../ledger.js";
import { type BillItem, defineItem } from "./item.js";

const bought = { "on-demand": "Fargate", spot: "Fargate Spot" } as const;
const purchases: readonly Purchase[] = ["on-demand", "spot"];
const architectures: readonly PricedArchitecture[] = ["x86_64", "arm64"];
const platform = { x86_64: "Linux/x86", arm64: "Linux/ARM64" } as const;
const resources = [
  { resource: "vcpu", label: "vCPU", component: "vCPU", unit: "vCPU-hour" },
  { resource: "memory", label: "memory", component: "memory", unit: "GB-hour" },
] as const;

const compute = purchases.flatMap((purchase) =>
  architectures.flatMap((architecture) => resources.map((resource) => computeItem(purchase, architecture, resource))),
);

/** vCPU and memory for either architecture and way to buy, and storage beyond 20 GB. */
export const fargate: readonly BillItem[] = [
  ...compute,
  defineItem({
    item: "Fargate storage above 20 GB",
    service: "Fargate",
    component: "Ephemeral storage above 20 GB",
    unit: "GB-hour",
    perUnit: { "fargate-storage": hour },
  }),
];

// Spot is priced from the on-demand row: what its market takes off is an input, for AWS publishes no steady Spot price.
function computeItem(purchase: Purchase, architecture: PricedArchitecture, resource: (typeof resources)[number]) {
  return defineItem({
    item: `${bought[purchase]} ${resource.label} ${architecture}`,
    service: "Fargate",
    component: `${platform[architecture]} ${resource.component}`,
    unit: resource.unit,
    perUnit: { [`fargate-${resource.resource}:${purchase}:${architecture}`]: hour },
    savingsPlan: purchase === "on-demand" ? "fargate" : false,
  });
}
