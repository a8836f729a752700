import { instanceComponent, instanceNames } from "./items/ec2.js";
import type { PriceBook, PriceRow } from "./price-book.js";

/** A product as AWS's price list describes it: what is used, and where. */
export interface OfferProduct {
  /** AmazonECS, AWSELB, ... */
  readonly serviceCode: string;
  /**
   * Usage type with the region in front, in one of AWS's spellings: EU-Fargate-GB-Hours, eu-west-1-KMS-Keys,
   * NatGateway-Hours.
   */
  readonly usageType: string;
  readonly operation: string;
  /** Empty where the list does not say. */
  readonly regionCode: string;
}

/** One on-demand rate of a product; each price tier is a rate of its own. */
export interface OfferPrice extends OfferProduct {
  readonly rateCode: string;
  readonly unit: string;
  /** The quantity a month from which it holds. */
  readonly from: number;
  readonly price: number;
}

/** Identity of an offer file: its own statement of version and date. */
export interface OfferIdentity {
  readonly code: string;
  readonly version: string;
  /** ISO 8601. */
  readonly publishedAt: string;
}

/** A row of the price book and the product of AWS's price list that it is the price of. */
interface Listing extends Pick<PriceRow, "service" | "component" | "unit"> {
  readonly offer: string;
  readonly usageType: string;
  readonly operation?: string;
  /** Number of the list's units in one unit of the row. */
  readonly perUnit?: number;
  /** Which of the prices that fall with the quantity, the first being 0; left out: that one. */
  readonly tier?: number;
}

const fargate = { service: "Fargate", offer: "AmazonECS" } as const;
const balancer = { service: "ALB", offer: "AWSELB", operation: "LoadBalancing:Application" } as const;
const nat = { service: "NAT gateway", offer: "AmazonEC2" } as const;
const endpoint = { service: "PrivateLink", offer: "AmazonVPC" } as const;
const transfer = { service: "Data transfer", offer: "AWSDataTransfer", unit: "GB" } as const;
const cloudwatch = { service: "CloudWatch", offer: "AmazonCloudWatch" } as const;
const alarm = { ...cloudwatch, unit: "alarm-metric-month" } as const;
const lambda = { service: "Lambda", offer: "AWSLambda", unit: "GB-second" } as const;
const kms = { service: "KMS", offer: "awskms" } as const;

/** Everything that a bill has a price of. */
export const listings: readonly Listing[] = [
  { ...fargate, component: "Linux/x86 vCPU", unit: "vCPU-hour", usageType: "Fargate-vCPU-Hours:perCPU" },
  { ...fargate, component: "Linux/x86 memory", unit: "GB-hour", usageType: "Fargate-GB-Hours" },
  { ...fargate, component: "Linux/ARM64 vCPU", unit: "vCPU-hour", usageType: "Fargate-ARM-vCPU-Hours:perCPU" },
  { ...fargate, component: "Linux/ARM64 memory", unit: "GB-hour", usageType: "Fargate-ARM-GB-Hours" },
  {
    ...fargate,
    component: "Ephemeral storage above 20 GB",
    unit: "GB-hour",
    usageType: "Fargate-EphemeralStorage-GB-Hours",
  },
  { ...lambda, component: "Requests", unit: "request", usageType: "Request" },
  { ...lambda, component: "Duration x86, first 6e9 GB-s per month", usageType: "Lambda-GB-Second" },
  { ...lambda, component: "Duration x86, next 9e9 GB-s", usageType: "Lambda-GB-Second", tier: 1 },
  { ...lambda, component: "Duration x86, over 15e9 GB-s", usageType: "Lambda-GB-Second", tier: 2 },
  { ...lambda, component: "Duration arm64, first 7.5e9 GB-s per month", usageType: "Lambda-GB-Second-ARM" },
  { ...lambda, component: "Duration arm64, next 11.25e9 GB-s", usageType: "Lambda-GB-Second-ARM", tier: 1 },
  { ...lambda, component: "Duration arm64, over 18.75e9 GB-s", usageType: "Lambda-GB-Second-ARM", tier: 2 },
  {
    ...lambda,
    component: "Provisioned concurrency x86 (reserved, idle or busy)",
    usageType: "Lambda-Provisioned-Concurrency",
  },
  { ...lambda, component: "Provisioned concurrency arm64 (reserved)", usageType: "Lambda-Provisioned-Concurrency-ARM" },
  { ...lambda, component: "Duration x86 on provisioned concurrency", usageType: "Lambda-Provisioned-GB-Second" },
  { ...lambda, component: "Duration arm64 on provisioned concurrency", usageType: "Lambda-Provisioned-GB-Second-ARM" },
  { ...balancer, component: "Load balancer", unit: "hour", usageType: "LoadBalancerUsage" },
  { ...balancer, component: "LCU", unit: "LCU-hour", usageType: "LCUUsage" },
  { ...nat, component: "Gateway", unit: "hour", usageType: "NatGateway-Hours" },
  { ...nat, component: "Data processed", unit: "GB", usageType: "NatGateway-Bytes" },
  {
    service: "VPC",
    offer: "AmazonVPC",
    component: "Public IPv4 address in use",
    unit: "hour",
    usageType: "PublicIPv4:InUseAddress",
  },
  { ...endpoint, component: "Interface endpoint per AZ", unit: "hour", usageType: "VpcEndpoint-Hours" },
  { ...endpoint, component: "Data processed (first 1 PB)", unit: "GB", usageType: "VpcEndpoint-Bytes" },
  { ...transfer, component: "Between AZs, each direction", usageType: "DataTransfer-Regional-Bytes" },
  { ...transfer, component: "Out to internet, first 10 TB", usageType: "DataTransfer-Out-Bytes" },
  { ...cloudwatch, component: "Logs ingestion (standard)", unit: "GB", usageType: "DataProcessing-Bytes" },
  { ...cloudwatch, component: "Logs storage", unit: "GB-month", usageType: "TimedStorage-ByteHrs" },
  { ...cloudwatch, component: "Custom metric, first 10k", unit: "metric-month", usageType: "CW:MetricMonitorUsage" },
  { ...alarm, component: "Standard-resolution alarm", usageType: "CW:AlarmMonitorUsage" },
  { ...alarm, component: "High-resolution alarm", usageType: "CW:HighResAlarmMonitorUsage" },
  {
    service: "ECR",
    offer: "AmazonECR",
    component: "Private repository storage",
    unit: "GB-month",
    usageType: "TimedStorage-ByteHrs",
  },
  { ...kms, component: "Customer managed key", unit: "key-month", usageType: "KMS-Keys" },
  { ...kms, component: "Requests", unit: "10000 requests", usageType: "KMS-Requests", perUnit: 10_000 },
  {
    service: "OpenSearch Serverless",
    offer: "AmazonES",
    component: "OCU (indexing or search)",
    unit: "OCU-hour",
    usageType: "SearchOCU",
  },
  {
    service: "DynamoDB",
    offer: "AmazonDynamoDB",
    component: "On-demand write request unit",
    unit: "1000000 WRU",
    usageType: "WriteRequestUnits",
    perUnit: 1_000_000,
  },
  {
    service: "SQS",
    offer: "AWSQueueService",
    component: "Standard queue requests",
    unit: "1000000 requests",
    usageType: "Requests-Tier1",
    perUnit: 1_000_000,
  },
  ...instanceNames.map(({ family, size }) => ({
    service: "EC2",
    offer: "AmazonEC2",
    component: instanceComponent(`${family}.${size}`),
    unit: "hour",
    usageType: `BoxUsage:${family}.${size}`,
    operation: "RunInstances", // Linux, shared tenancy
  })),
  { service: "EBS", offer: "AmazonEC2", component: "gp3 storage", unit: "GB-month", usageType: "EBS:VolumeUsage.gp3" },
  {
    service: "EKS",
    offer: "AmazonEKS",
    component: "Cluster (standard support)",
    unit: "hour",
    usageType: "AmazonEKS-Hours:perCluster",
  },
];

/** The first listing of each usage, where prices fall with the quantity. */
const byUsage = new Map(listings.toReversed().map((listing) => [usageOf(listing), listing]));

function usageOf({ offer, usageType }: Listing): string {
  return `${offer} ${usageType}`;
}

/** The short names of regions in usage types. us-east-1 has none in old services, and eu-west-1 is EU in most. */
const regionsByPrefix: Readonly<Record<string, string>> = {
  USE1: "us-east-1",
  USE2: "us-east-2",
  USW1: "us-west-1",
  USW2: "us-west-2",
  CAN1: "ca-central-1",
  EU: "eu-west-1",
  EUW1: "eu-west-1",
  EUW2: "eu-west-2",
  EUW3: "eu-west-3",
  EUC1: "eu-central-1",
  EUN1: "eu-north-1",
  EUS1: "eu-south-1",
  APN1: "ap-northeast-1",
  APN2: "ap-northeast-2",
  APS1: "ap-southeast-1",
  APS2: "ap-southeast-2",
  APS3: "ap-south-1",
  SAE1: "sa-east-1",
};

/** A product that a bill has a price of, and its region; null for the many that no bill has. */
export interface Billed {
  readonly listing: Listing;
  readonly region: string;
}

/** Finds the row that a product of the price list stands for. Local zones, Windows, other operations are none. */
export function billedAs({ serviceCode, usageType, operation, regionCode }: OfferProduct): Billed | null {
  const { region, usage } = placed(usageType, regionCode);
  const listing = byUsage.get(`${serviceCode} ${usage}`);
  if (listing === undefined || (listing.operation ?? operation) !== operation) return null;
  return regionCode === "" || regionCode === region ? { listing, region } : null;
}

function placed(usageType: string, regionCode: string): { readonly region: string; readonly usage: string } {
  const [, prefix, usage] = /^([a-z]{2}(?:-[a-z]+)+-\d|EU|[A-Z]{3}\d)-(.+)$/.exec(usageType) ?? [];
  if (prefix === undefined) return { region: regionCode || "us-east-1", usage: usageType };
  if (/^[a-z]/.test(prefix)) return { region: prefix, usage };
  return { region: regionsByPrefix[prefix] ?? regionCode, usage };
}

/** A price of the book, and the one that an offer file has in its place. */
export interface PriceChange {
  readonly old: PriceRow | undefined;
  readonly row: PriceRow;
}

/** Changes that an offer file makes to a price book, in the book's order of regions and the list's order of rows. */
export interface Refresh {
  readonly changes: readonly PriceChange[];
  /** Sentences on what was left out or looks odd. */
  readonly notes: readonly string[];
}

/**
 * Puts the prices of an offer file beside those of a book, for some regions. Of tiers those that cost something count:
 * free ones are not billed. A row with two prices is left out, since nothing tells them apart.
 */
export function refresh(
  book: PriceBook,
  identity: OfferIdentity,
  prices: readonly OfferPrice[],
  regions: readonly string[],
): Refresh {
  const found = new Map<string, OfferPrice[]>();
  for (const price of prices) {
    const billed = billedAs(price);
    if (billed === null || price.price === 0) continue;
    const key = `${billed.region} ${usageOf(billed.listing)}`;
    found.set(key, [...(found.get(key) ?? []), price]);
  }
  const changes: PriceChange[] = [];
  const notes: string[] = [];
  for (const region of regions) {
    for (const listing of listings) {
      const own = ofTier(listing.tier ?? 0, found.get(`${region} ${usageOf(listing)}`) ?? []);
      if (own.length === 0) continue;
      const old = book.find(region, listing.service, listing.component);
      if (new Set(own.map(({ price }) => price)).size > 1) notes.push(ambiguous(region, listing, own));
      else changes.push({ old, row: rowOf(region, listing, own[0], identity) });
    }
  }
  return { changes, notes: [...notes, ...changes.flatMap(oddities)] };
}

function ofTier(tier: number, prices: readonly OfferPrice[]): readonly OfferPrice[] {
  const begins = [...new Set(prices.map(({ from }) => from))].sort((a, b) => a - b);
  return prices.filter(({ from }) => from === begins[tier]);
}

function rowOf(
  region: string,
  listing: Listing,
  price: OfferPrice,
  { code, version, publishedAt }: OfferIdentity,
): PriceRow {
  const { service, component, unit, perUnit = 1 } = listing;
  const source = `AWS price list, ${code} version ${version}, ${price.usageType}`;
  const usd = Number((price.price * perUnit).toPrecision(12));
  return { region, service, component, unit, usd, rateCode: price.rateCode, source, asOf: publishedAt.slice(0, 10) };
}

function ambiguous(region: string, { service, component }: Listing, prices: readonly OfferPrice[]): string {
  const rates = prices.map(({ price, rateCode }) => `${price} (${rateCode})`).join(" and ");
  return `${service} ${component} in ${region} is left out: the file has ${rates} for it`;
}

/** More than that is rather another unit than another price. */
const usualFactor = 3;

function oddities({ old, row }: PriceChange): readonly string[] {
  if (old === undefined) return [];
  const name = `${row.service} ${row.component} in ${row.region}`;
  const factor = row.usd / old.usd;
  return [
    ...(factor > usualFactor || factor < 1 / usualFactor
      ? [`${name} is ${Number(factor.toPrecision(2))} times what it was: check that it is still per ${row.unit}`]
      : []),
    ...(row.asOf < old.asOf
      ? [`${name}: the file is of ${row.asOf}, older than the price in its place (${old.asOf})`]
      : []),
  ];
}
