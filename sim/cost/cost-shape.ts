import { z } from "zod";
import {
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
import type { SavingsPlan } from "./bill.js";

const count = () => integer({ min: 0 }).prefault(0);
const bytes = () => dataSize().prefault("0 B");

/** How many there are: a number, or so many in each zone of the account, and so many there for each public balancer. */
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
  /** The Application Load Balancers that the services name: one before all where none does. */
  loadBalancer: flag().prefault(true),
  /** Rules that each balancer tests a request against; ten are free. */
  listenerRules: count(),
  /** Requests that a client sends over one connection before it opens another: HTTP keep-alive at work. */
  requestsPerConnection: number({ min: 1 }).prefault(100),
  /** How long a connection is open with nothing in flight, over its life: the ALB closes it after its idle timeout. */
  connectionIdle: duration().prefault("60s"),
  /** Left out: not billed, and told below the bill. 0 where there is none. */
  natGateways: perZone(gatewayForm).optional(),
  /** Image pulls, and what runs install, go through the NAT gateways; they do not where a gateway endpoint for S3 exists. */
  imagePullsThroughNat: flag().prefault(false),
  vpcEndpoints: z
    .strictObject({
      /** Endpoints of AWS services such as ECR and CloudWatch Logs, each in every zone. */
      interface: count(),
      /** The share of perRequest.natData that is for those services and takes their endpoints. */
      carry: ratio().prefault("100 %"),
      /** Gateway endpoints for S3 and DynamoDB, which cost nothing. */
      gateway: flag().prefault(false),
    })
    .prefault({}),
  /** Addresses of public balancers and of gateways, one a zone each. Left out: not billed, and told below the bill. */
  publicIpv4Addresses: perZone(addressForm).optional(),
  /** Every task has a public address too. */
  assignPublicIp: flag().prefault(false),
  /**
   * Share of response bytes that leave for the internet, of services behind an internet-facing balancer; all at the
   * price of the first 10 TB a month. Left out: not billed, and told below the bill.
   */
  internetShare: ratio().optional(),
  perRequest: z
    .strictObject({
      /** Left out: not billed, and told below the bill. */
      logs: dataSize().optional(),
      /** Through NAT gateways, both ways: calls to APIs outside. */
      natData: bytes(),
      /** To and from tasks, caches and databases in other zones; charged in each direction. */
      crossZoneData: bytes(),
      kmsRequests: number({ min: 0 }).prefault(0),
    })
    .prefault({}),
  /** How long logs are kept; charged as ingested, although CloudWatch compresses them: an upper bound. */
  logRetention: duration().prefault("30d"),
  /** High-resolution metrics of services included; all at the price of the first 10,000. */
  customMetrics: count(),
  alarms: count(),
  highResolutionAlarms: count(),
  /** Images kept in ECR. */
  imageStorage: bytes(),
  kmsKeys: count(),
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
    .prefault(0),
  /** EKS clusters; ECS costs nothing by itself. */
  eksClusters: count(),
  /** DynamoDB on-demand write units of one write: one for each KB of an item, two for each in a transaction. */
  writeUnitsPerWrite: number({ min: 0 }).prefault(0),
  /** What else there is (an API gateway, a CDN), at your own prices: no price list is read for it, and no discount is taken off. */
  other: z
    .array(
      z
        .strictObject({ name: text(), perMonth: money().optional(), perMillionRequests: money().optional() })
        .refine(({ perMonth, perMillionRequests }) => perMonth !== undefined || perMillionRequests !== undefined, {
          error: "perMonth, perMillionRequests or both",
        }),
    )
    .prefault([]),
});

/** A scenario's infrastructure with all defaults filled in; sizes in bytes, times in microseconds. */
export type Infrastructure = z.output<typeof shape>;

/** One KB a request: a line of an access log and a few of the application. An assumption, as is that they go out by NAT. */
const logsPerRequest = "1 KB";

/**
 * What a service open to the internet usually has beside its tasks: a NAT gateway a zone, an address for each of them and
 * for each node of a balancer, every answer sent to the internet, a KB of logs a request that leaves through NAT.
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
 * What a fleet pays for beside its tasks: the `infrastructure` of a scenario, or `typical`. Without a word only the load
 * balancer costs something. Network data is what a request causes beside its way through the balancer, whose own
 * cross-zone traffic is free.
 */
export const infrastructure = z.union([
  shape,
  z.codec(z.literal("typical"), z.custom<Infrastructure>(), {
    decode: () => typical,
    encode: () => "typical" as const,
  }),
]);

/** What AWS would bill at typical values of what a scenario does not say: the rest of the infrastructure costs nothing here. */
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

/** How many there are in an account of so many zones before so many public balancers; none where the scenario does not say. */
export function countIn(zones: number, count: PerZone | undefined, balancers = 0): number {
  if (typeof count !== "object") return count ?? 0;
  return zones * (count.perZone + balancers * (count.ofEachBalancer ?? 0));
}

/** Negotiated rates and commitments: the `prices` of a scenario. */
export const prices = z.strictObject({
  /** CSV rows that replace or extend those of the shipped price book. */
  file: filePath().optional(),
  /** A private pricing agreement's share off everything. */
  discount: ratio().prefault("0 %"),
  /** A Compute Savings Plan, paid whether used or not; before the agreement's discount. */
  committedUsdPerHour: money().prefault("$0"),
  /** What that plan takes off on-demand Fargate; it depends on term and payment, so the default is an assumption. */
  savingsPlanDiscount: ratio().prefault("20 %"),
  /** What it takes off on-demand EC2, which differs by family, region, term and payment: to be said where it pays for some. */
  savingsPlanDiscountEc2: ratio().optional(),
});

/** Negotiated rates and commitments as the bill reads them. */
export type Prices = z.output<typeof prices>;

/** The Savings Plan of a scenario, or null without one. */
export function savingsPlan({
  committedUsdPerHour,
  savingsPlanDiscount: fargate,
  savingsPlanDiscountEc2: ec2,
}: Prices): SavingsPlan | null {
  if (committedUsdPerHour === 0) return null;
  return { committedUsdPerHour, discounts: { fargate, ...(ec2 !== undefined && { ec2 }) } };
}
