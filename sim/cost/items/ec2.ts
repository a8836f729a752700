import { hour } from "../../../scenarios/language/units/time.js";
import { gigabyte, month, type Purchase } from "../ledger.js";
import { type BillItem, defineItem } from "./item.js";

const sizes = ["large", "xlarge", "2xlarge", "4xlarge"] as const;

/** Families whose instances can be bought, and their sizes; burstable ones end earlier. */
const families = ["c5", "c6i", "c6g", "c7g", "m5", "m5a", "m6i", "m6g", "m7g", "r6g", "t3", "t4g"] as const;

export type InstanceFamily = (typeof families)[number];
export type InstanceSize = (typeof sizes)[number];

/** Every type of instance that is known here, by family and by size, whether or not a region has a price for it. */
export const instanceNames: readonly { readonly family: InstanceFamily; readonly size: InstanceSize }[] =
  families.flatMap((family) =>
    sizes.filter((size) => !(family.startsWith("t") && size === "4xlarge")).map((size) => ({ family, size })),
  );

/** The row of the price book of a type of instance. */
export function instanceComponent(type: string): string {
  return `${type} Linux on-demand`;
}

const bought = { "on-demand": "EC2", spot: "EC2 Spot" } as const;
const purchases: readonly Purchase[] = ["on-demand", "spot"];

/** Instances, by the hour of which seconds are billed, and their volumes. Spot is priced from the on-demand row, less its pool's discount. */
export const ec2: readonly BillItem[] = [
  ...purchases.flatMap((purchase) =>
    instanceNames.map(({ family, size }) => instanceItem(purchase, `${family}.${size}`)),
  ),
  defineItem({
    item: "EBS volumes, gp3",
    service: "EBS",
    component: "gp3 storage",
    unit: "GB-month",
    perUnit: { "ebs-storage": gigabyte * month },
    isOptional: true,
  }),
  defineItem({
    item: "EKS clusters",
    service: "EKS",
    component: "Cluster (standard support)",
    unit: "hour",
    perUnit: { "eks-cluster-time": hour },
    follows: "calendar",
  }),
];

function instanceItem(purchase: Purchase, type: string): BillItem {
  return defineItem({
    item: `${bought[purchase]} ${type}`,
    service: "EC2",
    component: instanceComponent(type),
    unit: "hour",
    perUnit: { [`ec2-instance:${purchase}:${type}`]: hour },
    savingsPlan: purchase === "on-demand" ? "ec2" : false,
  });
}
