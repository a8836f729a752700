import type { OrderFinding } from "./in-order.js";
import type { Limit } from "./limit.js";
import type { FoundPauses } from "./pauses.js";

/** CPU that a request takes, and where the value comes from. */
export interface CpuPerRequest {
  /** Microseconds of one vCPU. */
  readonly micros: number;
  /** Explanation for a person: "utilization law: 97.2/s at 1 vCPU". */
  readonly basis: string;
}

/** Unexpected answers of one kind. They are work of the server too, of another kind. */
export interface OtherAnswers {
  /** Name of the kind, such as "status 404". */
  readonly name: string;
  readonly requests: number;
  /** Mean duration in microseconds. */
  readonly mean: number;
}

/** What a measurement of the target showed about the server, besides the times of its requests. */
export interface FoundServer {
  readonly tasks: number;
  /** Null when the curve was not measured or no limit was reached. */
  readonly limit: Limit | null;
  /** How the only thread orders requests; null when one thread is not the limit. */
  readonly order: OrderFinding | null;
  readonly pauses: FoundPauses | null;
  /**
   * The part of a request's time for which it holds no slot, network and balancer, in microseconds. Known when slots
   * are the limit.
   */
  readonly outside: number;
}

/** The measurements that a calibration starts from. */
export interface Observation {
  /** Where it comes from, for a person: "probe of http://127.0.0.1:8080 at 5/s", "access.log". */
  readonly source: string;
  /** When it was measured, for a person; absent when a file does not say, and for a measurement made just now. */
  readonly at?: string;
  /** Durations of answered requests in microseconds, in no particular order. */
  readonly durations: Float64Array;
  /** Number of all requests, answered or not. */
  readonly requests: number;
  /** For a log: numbers of rows that are not requests of the service, by reason. */
  readonly leftOut?: readonly { readonly reason: string; readonly count: number }[];
  /** For a log: unexpected answers, by kind. */
  readonly others?: readonly OtherAnswers[];
  /** Whether the durations are those of requests that met no other request. */
  readonly isUndisturbed: boolean;
  /** CPU used by requests divided by CPU reserved while the durations were measured; null when it is not known. */
  readonly busy: number | null;
  /** Null when nothing measured it. */
  readonly cpu: CpuPerRequest | null;
  /** Range of used over reserved CPU, sidecars included, for which the calibration holds; null when it is not known. */
  readonly utilization: { readonly from: number; readonly to: number } | null;
  /** Present when a target was measured, rather than a log read. */
  readonly server?: FoundServer;
}
