import { z } from "zod";
import { dataSize, duration, flag, integer, number, ratio } from "../../scenarios/language/index.js";

const count = () => integer({ min: 0 }).prefault(0);
const bytes = () => dataSize().prefault("0 B");

/**
 * What a fleet pays for beside its tasks: the `infrastructure` of a scenario. Without a word only the load balancer costs
 * something. Network data is what a request causes beside its way through the balancer, whose own cross-zone traffic is free.
 */
export const infrastructure = z.strictObject({
  /** One Application Load Balancer before all services. */
  loadBalancer: flag().prefault(true),
  /** Rules a request is tested against; ten are free. */
  listenerRules: count(),
  natGateways: count(),
  /** Image pulls go through the NAT gateways; they do not where an S3 gateway endpoint exists. */
  imagePullsThroughNat: flag().prefault(false),
  /** Addresses of the balancer and the gateways, one a zone each. */
  publicIpv4Addresses: count(),
  /** Every task has a public address too. */
  assignPublicIp: flag().prefault(false),
  /** Share of response bytes that leave for the internet; all at the price of the first 10 TB a month. */
  internetShare: ratio().prefault("0 %"),
  perRequest: z
    .strictObject({
      logs: bytes(),
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
  /** DynamoDB on-demand write units of one write: one for each KB of an item, two for each in a transaction. */
  writeUnitsPerWrite: number({ min: 0 }).prefault(0),
});

/** A scenario's infrastructure with all defaults filled in; sizes in bytes, times in microseconds. */
export type Infrastructure = z.output<typeof infrastructure>;
