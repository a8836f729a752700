import { meanOf, moved, type Sample } from "./fit/sample.js";

/** How a server turns CPU work into time. */
export interface ServerSpeed {
  /** Microseconds that a lone request takes for a microsecond of CPU work: 2 on half a vCPU. */
  readonly stretch: number;
}

/** A response time as CPU and wait, one of which varies. Microseconds; CPU as work of one vCPU. */
export interface Split {
  readonly varies: "cpu" | "wait";
  /** What the varying part takes. */
  readonly sample: Sample;
  /** What the other part takes. */
  readonly constant: number;
  /** The varying part is at least four fifths of the whole: there is no doubt about which it is. */
  readonly isClear: boolean;
}

/** A sample is moved down by so much of its least value at most: what is left of it keeps a sensible logarithm. */
const shiftMax = 0.9;
const clearShare = 0.8;

/**
 * Splits response times without queueing into `cpu` (mean work of a request) and all the rest: downstream, network, proxy.
 * Response times cannot tell which part varies; the longer one is taken to.
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
