import type { RequestClass } from "../../../workload/requests.js";
import { type FailureCause, failureCauses } from "../../facts/aspects/requests.js";
import { ends } from "../../facts/ends.js";
import { Recorder } from "../../facts/recorder.js";
import type { DemandReplication } from "../../outcome/demand-replication.js";
import type { DemandLimits } from "../../outcome/index.js";

import { record } from "../../outcome/record.js";

/** What became of the requests of each demand of a service, where they are told apart. */
export class DemandRecorders {
  /** By class number; empty where nothing is told apart. */
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

  /** `unfinished` tells how many requests of the classes of a recorder are still open. */
  result(unfinished: (recorder: Recorder) => number): Readonly<Record<string, DemandReplication>> {
    return Object.fromEntries(
      this.#recorders.map(({ demand, limits, recorder }) => {
        const { answers, latency } = recorder;
        const within = limits.map((limit) => ({ limit, answered: answers.countAtMost(limit) }));
        const requests = { ...requestsOf(recorder), unfinished: unfinished(recorder) };
        return [demand, { requests, latency: latency.snapshot(), within }];
      }),
    );
  }
}

/** How the requests of a recorder ended; the open ones are not among them. */
export function requestsOf({ arrived, attempts, completed, degraded, failedBy }: Recorder): {
  readonly arrived: number;
  readonly attempts: number;
  readonly completed: number;
  readonly degraded: number;
  readonly failedBy: Readonly<Record<FailureCause, number>>;
} {
  return {
    ...{ arrived, attempts, completed, degraded },
    failedBy: record(failureCauses, (cause) => failedBy[ends[cause]]),
  };
}
