import { z } from "zod";
import {
  assumed,
  dataSize,
  duration,
  filePath,
  flag,
  integer,
  money,
  number,
  ratio,
  text,
} from "../../scenarios/language/index.js";
import { unit } from "../../scenarios/language/units/unit.js";
import type { PlanRate } from "./items/item.js";

const count = () => integer({ min: 0 }).prefault(0);
const bytes = () => dataSize().prefault("0 B");

/** A number of things: fixed, or per zone of the account, or per zone for each public balancer. */
type PerZone = number | { readonly perZone: number; readonly ofEachBalancer?: number };

const gatewayForm = /^(\d{1,4}) per zone$/;
const addressForm = /^(\d{1,4}) per zone(?: and (\d{1,4}) per zone of each balancer)?$/;

/** A count such as 2, or a text of a form, such as "1 per zone". */
const perZone = (form: RegExp) =>
  unit<PerZone>({
    expected: "a whole number, or one such as 1 per zone",
    examples: [2, "1 per zone"],
    json: { type: ["integer", "string"] },
    value: z.union([z.number(), z.strictObject({ perZone: z.number(), ofEachBalancer: z.number().optional() })]),
    read: (written) => {
      if (typeof written === "number") return Number.isSafeInteger(written) && written >= 0 ? written : undefined;
      const [, each, ofEachBalancer] = form.exec(String(written).trim()) ?? [];
      if (each === undefined) return undefined;
      return { perZone: Number(each), ...(ofEachBalancer !== undefined && { ofEachBalancer: Number(ofEachBalancer) }) };
    },
    write: (value) => {
      if (typeof value === "number") return value;
      const { perZone, ofEachBalancer } = value;
      return `${perZone} per zone${ofEachBalancer === undefined ? "" : ` and ${ofEachBalancer} per zone of each balancer`}`;
    },
  });

const shape = z.strictObject({
  loadBalancer: flag()
    .prefault(true)
    .describe("The Application Load Balancers that the services name are billed: one before all where none does."),
  listenerRules: count().describe("Rules that each balancer tests a request against; ten are free."),
  requestsPerConnection: assumed(
    number({ min: 1 })
      .prefault(100)
      .describe("Requests that a client sends over one connection before it opens another: HTTP keep-alive at work."),
    {
      low: 10,
      high: 1_000,
      because: "it is your clients': a tenth and ten times the default is our guess",
      isMeasurable: true,
    },
  ),
  connectionIdle: assumed(
    duration()
      .prefault("60s")
      .describe(
        "How long a connection is open with nothing in flight, over its life: the ALB closes it after its idle timeout.",
      ),
    {
      low: "10s",
      high: "5m",
      because: "it is your clients': a sixth and five times the default is our guess",
      isMeasurable: true,
    },
  ),
  natGateways: perZone(gatewayForm)
    .optional()
    .describe("NAT gateways; left out, they are not billed, and told below the bill. 0 where there is none."),
  imagePullsThroughNat: flag()
    .prefault(false)
    .describe(
      "Image pulls, and what runs install, go through the NAT gateways; a gateway endpoint for S3 spares that.",
    ),
  vpcEndpoints: z
    .strictObject({
      interface: count().describe(
        "Interface endpoints of AWS services such as ECR and CloudWatch Logs, each in every zone.",
      ),
      carry: ratio()
        .prefault("100 %")
        .describe("The share of perRequest.natData that is for those services and takes their endpoints."),
      gateway: flag().prefault(false).describe("Gateway endpoints for S3 and DynamoDB, which cost nothing."),
    })
    .prefault({})
    .describe("VPC endpoints, through which AWS services are reached without NAT."),
  publicIpv4Addresses: perZone(addressForm)
    .optional()
    .describe("Addresses of public balancers and of gateways; left out, they are not billed, and told below the bill."),
  assignPublicIp: flag()
    .prefault(false)
    .meta({ description: "Every task has a public address too.", aws: "assignPublicIp" }),
  internetShare: ratio()
    .optional()
    .describe(
      "Share of response bytes that leave for the internet, at the price of the first 10 TB; left out, not billed, and told below the bill.",
    ),
  perRequest: z
    .strictObject({
      logs: dataSize()
        .optional()
        .describe("Bytes of logs that a request writes; left out, not billed, and told below the bill."),
      natData: bytes().describe("Bytes through NAT gateways, both ways, as calls to APIs outside."),
      crossZoneData: bytes().describe(
        "Bytes to and from tasks, caches and databases in other zones; charged in each direction.",
      ),
      kmsRequests: number({ min: 0 }).prefault(0).describe("Requests to KMS."),
    })
    .prefault({})
    .describe("What each request causes beside its way through the balancer."),
  logRetention: duration()
    .prefault("30d")
    .describe("How long logs are kept; charged as ingested, although CloudWatch compresses them: an upper bound."),
  customMetrics: count().describe(
    "CloudWatch metrics of one's own, those of high resolution included; at the price of the first 10,000.",
  ),
  alarms: count().describe("CloudWatch alarms of standard resolution."),
  highResolutionAlarms: count().describe("CloudWatch alarms on metrics of high resolution."),
  imageStorage: bytes().describe("Size of the images kept in ECR."),
  kmsKeys: count().describe("Keys kept in KMS."),
  /**
   * Compute units of OpenSearch Serverless that run around the clock. 2 are the least with redundancy (half a unit for each of two
   * indexing and two search replicas), 1 without, for development and test.
   * Source: https://aws.amazon.com/blogs/big-data/amazon-opensearch-serverless-cost-effective-search-capabilities-at-any-scale
   */
  openSearchOcus: number({ min: 0 })
    .refine((ocus) => ocus === 0 || (ocus >= 1 && Number.isInteger(2 * ocus)), {
      error: "0, or at least 1 in steps of 0.5",
      params: { hint: "1 is the least for development and test, 2 with redundancy" },
    })
    .prefault(0)
    .describe("OpenSearch Serverless compute units that run around the clock: 2 at least with redundancy, 1 without."),
  eksClusters: count().describe("EKS clusters; ECS costs nothing by itself."),
  writeUnitsPerWrite: number({ min: 0 })
    .prefault(0)
    .describe(
      "DynamoDB on-demand write units of one write: one for each KB of an item, two for each in a transaction.",
    ),
  other: z
    .array(
      z
        .strictObject({
          name: text().describe("What the bill calls it."),
          perMonth: money().optional().describe("Its price a month."),
          perMillionRequests: money().optional().describe("Its price for a million requests."),
        })
        .refine(({ perMonth, perMillionRequests }) => perMonth !== undefined || perMillionRequests !== undefined, {
          error: "perMonth, perMillionRequests or both",
        }),
    )
    .prefault([])
    .describe("What else there is, as a CDN, at your own prices, which no discount is taken off."),
});

/** A scenario's infrastructure with all defaults filled in; sizes in bytes, times in microseconds. */
export type Infrastructure = z.output<typeof shape>;

/**
 * Log volume of a request, assumed: 1 KB (one line of an access log and a few of the application), sent through NAT.
 */
const logsPerRequest = "1 KB";

/**
 * What a service open to the internet usually has beside its tasks: a NAT gateway per zone, a public address for each
 * of them and for each node of a balancer, every answer sent to the internet, and a KB of logs per request sent through
 * NAT.
 */
const typicalKeys = {
  natGateways: "1 per zone",
  imagePullsThroughNat: true,
  publicIpv4Addresses: "1 per zone and 1 per zone of each balancer",
  internetShare: "100 %",
  perRequest: { logs: logsPerRequest, natData: logsPerRequest },
} as const;

const typical: Infrastructure = shape.parse(typicalKeys);

/**
 * What a fleet pays for beside its tasks: `infrastructure` of a scenario, or `typical`. Where the key is absent only
 * the load balancer is billed. Network data is what a request causes beside its way through the balancer, whose
 * cross-zone traffic is free.
 */
export const infrastructure = z.union([
  shape,
  z.codec(z.literal("typical"), z.custom<Infrastructure>(), {
    decode: () => typical,
    encode: () => "typical" as const,
  }),
]);

/** Infrastructure that the scenario does not mention, at typical values: not billed, but reported as left out. */
export function leftOutOf({
  loadBalancer,
  natGateways,
  publicIpv4Addresses,
  internetShare,
  perRequest,
  logRetention,
}: Infrastructure): Infrastructure {
  const isOpen = loadBalancer && internetShare === undefined;
  const noGateway = natGateways === undefined;
  return {
    ...shape.parse({ loadBalancer: false }),
    natGateways: noGateway ? typical.natGateways! : 0,
    imagePullsThroughNat: noGateway,
    publicIpv4Addresses:
      publicIpv4Addresses === undefined ? { perZone: noGateway ? 1 : 0, ofEachBalancer: loadBalancer ? 1 : 0 } : 0,
    internetShare: isOpen ? typical.internetShare! : 0,
    perRequest: {
      ...typical.perRequest,
      logs: perRequest.logs === undefined ? typical.perRequest.logs! : 0,
      natData: noGateway ? typical.perRequest.natData : 0,
    },
    logRetention,
  };
}

/** Number of things for an account with so many zones and public balancers; 0 where the scenario does not say. */
export function countIn(zones: number, count: PerZone | undefined, balancers = 0): number {
  if (typeof count !== "object") return count ?? 0;
  return zones * (count.perZone + balancers * (count.ofEachBalancer ?? 0));
}

/** Negotiated rates and commitments: the `prices` of a scenario. */
export const prices = z.strictObject({
  file: filePath().optional().describe("CSV rows that replace or extend those of the shipped price book."),
  discount: ratio().prefault("0 %").describe("A private pricing agreement's share off everything."),
  committedUsdPerHour: money()
    .prefault("$0")
    .describe("A Compute Savings Plan's commitment, paid whether used or not; before the agreement's discount."),
  savingsPlanDiscount: ratio()
    .prefault("20 %")
    .describe(
      "What that plan takes off on-demand Fargate; it depends on term and payment, so the default is an assumption.",
    ),
  savingsPlanDiscountEc2: ratio()
    .optional()
    .describe(
      "What that plan takes off on-demand EC2, which differs by family, region, term and payment; left out, it pays for none.",
    ),
});

/** Negotiated rates and commitments as the bill reads them. */
export type Prices = z.output<typeof prices>;

/** A Compute Savings Plan: so many USD of usage at its own rates are paid for in every hour, used or not. */
export interface SavingsPlan {
  readonly committedUsdPerHour: number;
  /** Discounts of the plan on on-demand prices, 0..1; usage without a rate here is not covered. */
  readonly discounts: Readonly<Record<"fargate", number> & Partial<Record<PlanRate, number>>>;
}

/** The Savings Plan of a scenario, or null without one. */
export function savingsPlan({
  committedUsdPerHour,
  savingsPlanDiscount: fargate,
  savingsPlanDiscountEc2: ec2,
}: Prices): SavingsPlan | null {
  if (committedUsdPerHour === 0) return null;
  return { committedUsdPerHour, discounts: { fargate, ...(ec2 !== undefined && { ec2 }) } };
}
