import { second } from "../../scenarios/language/units/time.js";
import { countIn, type Infrastructure } from "./cost-shape.js";
import { type Meter, type PricedArchitecture, type Purchase, shared, type UsageLedger } from "./ledger.js";

/** A Fargate task as it is billed: by the size that was requested, whatever it uses. */
export interface FargateTask {
  readonly purchase: Purchase;
  readonly architecture: PricedArchitecture;
  readonly vcpu: number;
  readonly memoryGb: number;
  /** Ephemeral storage beyond the 20 GB that come with every task. */
  readonly extraStorageGb: number;
  /** Spot discount on the on-demand price, 0..1; 0 for on-demand capacity. */
  readonly spotDiscount: number;
  /** Name of the run the task belongs to; absent for other tasks. */
  readonly flow?: string | undefined;
}

const minimumBilled = 60 * second;

/**
 * Books one task from the start of its image pull until it stopped: per second, rounded up, one minute at least.
 * Storage has no Spot price. Source: https://aws.amazon.com/fargate/pricing/
 */
export function meterTask(
  ledger: UsageLedger,
  service: string,
  task: FargateTask,
  pullStartedAt: number,
  stoppedAt: number,
): void {
  const { purchase, architecture, spotDiscount, flow = "" } = task;
  const billed = Math.max(minimumBilled, Math.ceil((stoppedAt - pullStartedAt) / second) * second);
  const until = pullStartedAt + billed;
  const vcpu = { meter: `fargate-vcpu:${purchase}:${architecture}`, service, spotDiscount, flow } as const;
  const memory = { meter: `fargate-memory:${purchase}:${architecture}`, service, spotDiscount, flow } as const;
  ledger.span(vcpu, pullStartedAt, until, task.vcpu);
  ledger.span(memory, pullStartedAt, until, task.memoryGb);
  ledger.span({ meter: "fargate-storage", service, flow }, pullStartedAt, until, task.extraStorageGb);
}

/** An EC2 instance as it is billed. */
export interface BilledInstance {
  readonly purchase: Purchase;
  /** c6g.2xlarge. */
  readonly type: string;
  /** Discount of its pool on the on-demand price, 0..1. */
  readonly spotDiscount: number;
  /** Size of its root volume; 0 where the price book has no price of volumes. */
  readonly volumeBytes: number;
}

/**
 * Books one instance from when it is `running` until it is terminated: per second, one minute at least, and its volume.
 * Source: https://aws.amazon.com/ec2/pricing/on-demand/
 */
export function meterInstance(
  ledger: UsageLedger,
  service: string,
  { purchase, type, spotDiscount, volumeBytes }: BilledInstance,
  runningFrom: number,
  terminatedAt: number,
): void {
  const billed = Math.max(minimumBilled, Math.ceil((terminatedAt - runningFrom) / second) * second);
  const until = runningFrom + billed;
  ledger.span({ meter: `ec2-instance:${purchase}:${type}`, service, spotDiscount }, runningFrom, until, 1);
  ledger.span({ meter: "ebs-storage", service }, runningFrom, until, volumeBytes);
}

/** An Application Load Balancer as the bill sees it. */
export interface BilledBalancer {
  readonly name: string;
  /** An internal balancer has no public addresses, and no answer of its services goes to the internet. */
  readonly scheme: "internet-facing" | "internal";
}

/** A service's usage between two instants, usually a minute apart. */
export interface ServiceUsage {
  readonly service: string;
  /** Null where none stands before it. */
  readonly balancer: BilledBalancer | null;
  readonly from: number;
  readonly to: number;
  /** Requests that reached the balancer, retries included. */
  readonly requests: number;
  /**
   * Number of listener rule evaluations where that is not the number of requests: connections, which carry messages.
   */
  readonly evaluated?: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly newConnections: number;
  /** Mean number of open connections, idle ones included. */
  readonly activeConnections: number;
  /** Writes that reached the table. */
  readonly writes: number;
  /** Mean number of tasks that hold a network interface. */
  readonly tasks: number;
}

const freeRules = 10;

/** A ledger, and the infrastructure whose use is booked in it. */
export interface InfrastructureLedger {
  readonly ledger: UsageLedger;
  readonly infrastructure: Infrastructure;
}

/** Books what runs all through the window whatever the load, in an account of so many zones; to be called once a run. */
export function meterInfrastructure(
  { ledger, infrastructure }: InfrastructureLedger,
  zones: number,
  balancers: readonly BilledBalancer[],
): void {
  if (infrastructure.loadBalancer) {
    for (const { name } of balancers) {
      ledger.span({ meter: "alb-time", service: shared, balancer: name }, 0, ledger.end, 1);
    }
  }
  const publicBalancers = balancers.filter(({ scheme }) => scheme === "internet-facing").length;
  const held: Partial<Record<Meter, number>> = {
    "nat-time": countIn(zones, infrastructure.natGateways),
    "endpoint-time": zones * infrastructure.vpcEndpoints.interface,
    "public-ipv4-time": countIn(zones, infrastructure.publicIpv4Addresses, publicBalancers),
    "custom-metric-time": infrastructure.customMetrics,
    "alarm-time": infrastructure.alarms,
    "high-resolution-alarm-time": infrastructure.highResolutionAlarms,
    "image-storage": infrastructure.imageStorage,
    "kms-key-time": infrastructure.kmsKeys,
    "opensearch-time": infrastructure.openSearchOcus,
    "eks-cluster-time": infrastructure.eksClusters,
  };
  for (const [meter, quantity] of Object.entries(held) as [Meter, number][]) {
    ledger.span({ meter, service: shared }, 0, ledger.end, quantity);
  }
}

/** Books what a service's load causes; to be called for every service once a minute. */
export function meterMinute({ ledger, infrastructure }: InfrastructureLedger, usage: ServiceUsage): void {
  const { service, balancer, from, to, requests } = usage;
  const { perRequest } = infrastructure;
  const spread = (meter: Meter, quantity: number) => ledger.spread({ meter, service }, from, to, quantity);
  if (infrastructure.loadBalancer && balancer !== null) meterBalancer(ledger, infrastructure, usage, balancer);
  const byEndpoint =
    infrastructure.vpcEndpoints.interface > 0 ? perRequest.natData * infrastructure.vpcEndpoints.carry : 0;
  spread("endpoint-bytes", requests * byEndpoint);
  if (hasNat(infrastructure)) spread("nat-bytes", requests * (perRequest.natData - byEndpoint));
  // The zone that sends and the zone that receives are both charged.
  spread("cross-zone-bytes", 2 * requests * perRequest.crossZoneData);
  if (balancer?.scheme === "internet-facing") {
    spread("internet-bytes", usage.responseBytes * (infrastructure.internetShare ?? 0));
  }
  meterLogs({ ledger, infrastructure }, usage);
  spread("kms-requests", requests * perRequest.kmsRequests);
  spread("dynamodb-write-units", usage.writes * infrastructure.writeUnitsPerWrite);
  if (infrastructure.assignPublicIp) ledger.span({ meter: "task-public-ipv4-time", service }, from, to, usage.tasks);
}

/** Books what requests write into logs. */
export function meterLogs(
  { ledger, infrastructure: { perRequest, logRetention } }: InfrastructureLedger,
  { service, from, to, requests }: Pick<ServiceUsage, "service" | "from" | "to" | "requests">,
): void {
  const bytes = requests * (perRequest.logs ?? 0);
  ledger.spread({ meter: "log-bytes", service }, from, to, bytes);
  // Storage is booked whole when a line is ingested: in a steady state that equals what is held.
  ledger.spread({ meter: "log-storage", service }, from, to, bytes * logRetention);
}

/** Books what a task downloads from S3, where the layers of its image are too, if it passes a NAT gateway. */
export function meterDownload(
  { ledger, infrastructure }: InfrastructureLedger,
  service: string,
  at: number,
  bytes: number,
): void {
  const { imagePullsThroughNat, vpcEndpoints } = infrastructure;
  if (!hasNat(infrastructure) || !imagePullsThroughNat || vpcEndpoints.gateway) return;
  ledger.count({ meter: "nat-bytes", service }, at, bytes);
}

function hasNat({ natGateways }: Infrastructure): boolean {
  return countIn(1, natGateways) > 0;
}

// A balancer's capacity units are the largest of the sums over its services, not the sum of the largest.
function meterBalancer(
  ledger: UsageLedger,
  { listenerRules }: Infrastructure,
  usage: ServiceUsage,
  { name }: BilledBalancer,
): void {
  const { from, to, requests, evaluated = requests } = usage;
  const account = (meter: Meter) => ({ meter, service: shared, balancer: name });
  const spread = (meter: Meter, quantity: number) => ledger.spread(account(meter), from, to, quantity);
  spread("alb-new-connections", usage.newConnections);
  spread("alb-processed-bytes", usage.requestBytes + usage.responseBytes);
  spread("alb-rule-evaluations", evaluated * Math.max(0, listenerRules - freeRules));
  ledger.span(account("alb-active-connections"), from, to, usage.activeConnections);
}
