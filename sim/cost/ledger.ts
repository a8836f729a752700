import { hour, hoursPerMonth } from "../../scenarios/language/units/time.js";

/** How capacity is bought: at list price, or as spare capacity at a discount. */
export type Purchase = "on-demand" | "spot";

/** Processor architectures of a Fargate task or a function; each has prices of its own. */
export type PricedArchitecture = "x86_64" | "arm64";

/**
 * Meters of the ledger: resource-time in units × microseconds (vCPU, GB, addresses, bytes stored for a while), data in
 * bytes, function durations in GB × milliseconds, everything else in counts.
 */
export type Meter =
  | `fargate-${"vcpu" | "memory"}:${Purchase}:${PricedArchitecture}`
  | "fargate-storage"
  | `ec2-instance:${Purchase}:${string}`
  | "ebs-storage"
  | "eks-cluster-time"
  | "alb-time"
  | "alb-new-connections"
  | "alb-active-connections"
  | "alb-processed-bytes"
  | "alb-rule-evaluations"
  | "nat-time"
  | "nat-bytes"
  | "endpoint-time"
  | "endpoint-bytes"
  | "public-ipv4-time"
  | "task-public-ipv4-time"
  | "cross-zone-bytes"
  | "internet-bytes"
  | "log-bytes"
  | "log-storage"
  | "custom-metric-time"
  | "alarm-time"
  | "high-resolution-alarm-time"
  | "image-storage"
  | "kms-key-time"
  | "opensearch-time"
  | "kms-requests"
  | "dynamodb-write-units"
  | "sqs-requests"
  | "lambda-requests"
  | `lambda-${"duration" | "provisioned-duration" | "provisioned"}:${PricedArchitecture}`;

/** Microseconds in the month of AWS's monthly prices. */
export const month = hoursPerMonth * hour;

/** Bytes in a GB as AWS bills it. */
export const gigabyte = 2 ** 30;

/** The owner of what no single service causes: balancers, gateways, alarms, commitments. */
export const shared = "shared";

/** Where usage is recorded: a meter, the service that caused it, and whatever else separates two lines of a bill. */
interface Entry {
  readonly meter: Meter;
  readonly service: string;
  /** Discount of the Spot market on the on-demand price, 0..1; only for Spot capacity. */
  readonly spotDiscount?: number;
  /** The load balancer that it is usage of; only those have one. */
  readonly balancer?: string;
  /** The flow whose runs used it; only runs have one. */
  readonly flow?: string;
}

/** An account's usage in each hour since `clock.start`, in the meter's unit; the last hour may be partial. */
export interface MeterReading extends Required<Entry> {
  readonly hourly: Float64Array;
}

/** A run's whole usage as plain data that crosses a thread: prices may change without another run. */
export interface UsageSnapshot {
  /** Length of the reported window in microseconds. */
  readonly end: number;
  readonly readings: readonly MeterReading[];
}

/**
 * Usage of one run by hour. Only what falls in the reported window, from 0 to `end` microseconds since `clock.start`, is
 * booked: warm-up and the grace period after the end cost nothing. Bookings are whole numbers where their inputs are, so
 * their order does not matter.
 */
export class UsageLedger {
  #end: number;
  readonly #readings = new Map<string, MeterReading>();

  constructor(end: number) {
    this.#end = end;
  }

  get end(): number {
    return this.#end;
  }

  /** The window ends earlier than was planned; what falls behind its end is not booked. */
  endAt(end: number): void {
    this.#end = end;
  }

  /** Books `quantity` units held from one instant to another, as units × microseconds. */
  span(account: Entry, from: number, to: number, quantity: number): void {
    this.#book(account, from, to, quantity, (micros) => quantity * micros);
  }

  /** Books `quantity` things that happened evenly between two instants. */
  spread(account: Entry, from: number, to: number, quantity: number): void {
    this.#book(account, from, to, quantity, (micros) => quantity * (micros / (to - from)));
  }

  /** Books `quantity` things that happened at one instant. */
  count(account: Entry, at: number, quantity: number): void {
    this.spread(account, at, at + 1, quantity);
  }

  /** A copy of everything booked so far, in the order of first booking. */
  snapshot(): UsageSnapshot {
    const hours = Math.ceil(this.#end / hour);
    const readings = [...this.#readings.values()].map((reading) => ({
      ...reading,
      hourly: reading.hourly.slice(0, hours),
    }));
    return { end: this.#end, readings };
  }

  #book(account: Entry, from: number, to: number, quantity: number, amount: (micros: number) => number): void {
    if (!(quantity >= 0) || !(to >= from)) {
      throw new RangeError(`meter "${account.meter}" cannot book ${quantity} from ${from} to ${to} µs`);
    }
    const first = Math.max(from, 0);
    const last = Math.min(to, this.#end);
    if (quantity === 0 || last <= first) return;
    const { hourly } = this.#reading(account);
    for (let bucket = Math.floor(first / hour); bucket * hour < last; bucket++) {
      hourly[bucket] += amount(Math.min(last, (bucket + 1) * hour) - Math.max(first, bucket * hour));
    }
  }

  #reading({ meter, service, spotDiscount = 0, balancer = "", flow = "" }: Entry): MeterReading {
    const key = `${meter}|${spotDiscount}|${service}|${balancer}|${flow}`;
    const known = this.#readings.get(key);
    if (known) return known;
    const reading = {
      meter,
      service,
      spotDiscount,
      balancer,
      flow,
      hourly: new Float64Array(Math.ceil(this.#end / hour)),
    };
    this.#readings.set(key, reading);
    return reading;
  }
}
