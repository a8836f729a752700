import type { OrderFinding } from "./in-order.js";
import type { Limit } from "./limit.js";
import type { FoundPauses } from "./pauses.js";

/** One request as a probe saw it or a log tells it, in microseconds. */
export interface Entry {
  /** When it began, on any clock; null where that is not told. */
  readonly startedAt: number | null;
  /** It is told finely enough to say which requests overlapped. */
  readonly isExact: boolean;
  readonly duration: number;
  /** Answered as expected; the durations of others say nothing about the work. */
  readonly isAnswered: boolean;
  /** What another answer was, as "status 404"; absent where it was as expected, or where there was none. */
  readonly unexpected?: string;
  /** It is a request of the service, but not one of those that the caller chose. */
  readonly isBeside?: true;
  /** Who served it; empty where that is not told. */
  readonly server: string;
}

/** CPU that a request takes, and where that is known from. */
export interface CpuPerRequest {
  /** Microseconds of one vCPU. */
  readonly micros: number;
  /** For a person: "utilization law: 97.2/s at 1 vCPU". */
  readonly basis: string;
}

/** Answers that were not as expected: work of the server too, of another sort. */
export interface OtherAnswers {
  /** "status 404" */
  readonly name: string;
  readonly requests: number;
  /** Microseconds, on average. */
  readonly mean: number;
}

/** What a target turned out to be, beside what its requests take. */
export interface FoundServer {
  readonly tasks: number;
  /** Null where its curve was not measured, or has no end. */
  readonly limit: Limit | null;
  /** How its only thread orders requests; null where that is not its limit. */
  readonly order: OrderFinding | null;
  readonly pauses: FoundPauses | null;
  /** Of a request's time, what no slot is held for, in microseconds: network and balancer, where slots are the limit. */
  readonly outside: number;
}

/** What a calibration starts from. */
export interface Observation {
  /** For a person: "probe of http://127.0.0.1:8080 at 5/s", "access.log". */
  readonly source: string;
  /** When it was measured, for a person; absent where a file does not tell, or where it is now. */
  readonly at?: string;
  /** Answered requests, in microseconds, in no order. */
  readonly durations: Float64Array;
  /** Of how many requests in all. */
  readonly requests: number;
  /** Of a log: rows that are no request of the service, by reason. */
  readonly leftOut?: readonly { readonly reason: string; readonly count: number }[];
  /** Of a log: answers that were not as expected, by sort. */
  readonly others?: readonly OtherAnswers[];
  /** The durations are of requests that found nobody before them. */
  readonly isUndisturbed: boolean;
  /** CPU that requests used over reserved while these durations were measured; null where it is not known. */
  readonly busy: number | null;
  /** Null where nothing measured it. */
  readonly cpu: CpuPerRequest | null;
  /** The range of CPU used over reserved, by sidecars too, that the calibration holds for; null where it is not known. */
  readonly utilization: { readonly from: number; readonly to: number } | null;
  /** Where a target was measured, and not a log of one. */
  readonly server?: FoundServer;
}
