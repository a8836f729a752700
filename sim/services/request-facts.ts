import type { RequestClass } from "../../workload/requests.js";
import { failureCauses, type messageCauses, type RequestFacts } from "../facts/aspects/requests.js";
import { ends } from "../facts/ends.js";
import type { DemandFacts } from "../facts/facts.js";
import { Recorder } from "../facts/recorder.js";
import type { DemandLimits } from "../outcome/index.js";
import { record } from "../outcome/record.js";
import type { BalancerConfig } from "./fleet/balancer-shape.js";

/** Recorders of the requests of each demand of a service, where demands are reported apart. */
export class DemandRecorders {
  /** By class number; empty where demands are not reported apart. */
  readonly byClass: readonly Recorder[] = [];
  readonly #recorders: readonly (DemandLimits & { readonly recorder: Recorder })[];

  /** `sources`: the demands, in the order of `apart`, and behind them the calls, which are counted and not reported. */
  constructor(
    apart: readonly DemandLimits[],
    sources: readonly { readonly classes: readonly RequestClass[] }[],
    network: number,
  ) {
    this.#recorders = apart.map((each) => ({ ...each, recorder: new Recorder(network) }));
    if (apart.length === 0) return;
    const calls = new Recorder(network);
    this.byClass = sources.flatMap(({ classes }, index) =>
      classes.map(() => this.#recorders[index]?.recorder ?? calls),
    );
  }

  /** `unfinished` tells how many requests of the classes of a recorder are still open, `longest` how long a client waits at most. */
  facts(
    unfinished: (recorder: Recorder) => number,
    longest: number,
    besides: readonly (typeof messageCauses)[number][] = [],
  ): Readonly<Record<string, DemandFacts>> {
    return Object.fromEntries(
      this.#recorders.map(({ demand, limits, recorder }) => {
        const { answers, latency } = recorder;
        const within = limits.map((limit) => ({ limit, answered: Float64Array.of(answers.countAtMost(limit)) }));
        return [
          demand,
          {
            requests: requestFacts(recorder, unfinished(recorder), besides),
            latency: { histogram: latency.snapshot(), longest, within },
          },
        ];
      }),
    );
  }
}

/**
 * How the requests of a recorder ended, beside those that are still open; `besides`: causes that only some kinds have.
 */
export function requestFacts(
  recorder: Recorder,
  unfinished: number,
  besides: readonly (typeof messageCauses)[number][] = [],
): RequestFacts {
  const { arrived, called, attempts, completed, degraded, failedBy } = recorder;
  return {
    ...{ arrived, attempts, completed, degraded, unfinished },
    ...(called > 0 && { called }),
    failedBy: {
      ...record(failureCauses, (cause) => failedBy[ends[cause]]),
      ...record(besides, (cause) => failedBy[ends[cause]]),
    },
  };
}

/** Each attempt ends by the client's timeout or by the balancer's 504, which crosses the network too. */
export function longestLatency(
  { timeout, retries }: RequestClass,
  { idleTimeout, latency }: Pick<BalancerConfig, "idleTimeout" | "latency">,
): number {
  const attempt = Math.min(timeout ?? Number.POSITIVE_INFINITY, idleTimeout + latency);
  if (retries === null) return attempt;
  const { initial, multiplier, max } = retries.backoff;
  const pauses = Array.from({ length: retries.attempts }, (_, i) => Math.min(max, initial * multiplier ** i));
  return pauses.reduce((sum, pause) => sum + pause + attempt, attempt);
}
