import { meanOf, moved, type Sample } from "./fit/sample.js";

/** How fast a server turns CPU work into elapsed time. */
export interface ServerSpeed {
  /** Microseconds that a request alone on a task takes for one microsecond of CPU work: 2 on half a vCPU. */
  readonly stretch: number;
}

/** A response time split into CPU and wait, one of which varies. In microseconds, CPU as work of one vCPU. */
export interface Split {
  readonly varies: "cpu" | "wait";
  /** Durations of the varying part. */
  readonly sample: Sample;
  /** Duration of the other part. */
  readonly constant: number;
  /** Whether the varying part is at least four fifths of the whole, which leaves no doubt about which part varies. */
  readonly isClear: boolean;
}

/** Largest share of the shortest time that may be subtracted, so that the rest keeps a sensible logarithm. */
const shiftMax = 0.9;
const clearShare = 0.8;

/**
 * Splits response times without queueing into `cpu`, the mean work of a request, and all the rest: downstream, network,
 * proxy. Response times alone cannot tell which part varies; the longer one is assumed to.
 */
export function splitResponse(responses: Sample, cpu: number, { stretch }: ServerSpeed): Split {
  const mean = meanOf(responses);
  const busy = cpu * stretch;
  const rest = Math.max(0, mean - busy);
  const varies = busy >= rest ? "cpu" : "wait";
  const [larger, smaller] = varies === "cpu" ? [busy, rest] : [rest, busy];
  const shift = Math.min(smaller, shiftMax * responses[0]);
  return {
    varies,
    sample: moved(responses, shift, varies === "cpu" ? cpu : rest),
    constant: Math.round(varies === "cpu" ? rest : cpu),
    isClear: larger >= clearShare * (larger + smaller),
  };
}
