import { type FailureCause, failed, failureCauses, type RequestFacts } from "../../../facts/aspects/requests.js";
import { nameWords } from "../../../facts/numbers.js";

import { count, ratio, type ServiceReason } from "./finding.js";

const notable = 0.001;

/** Requests that failed at once: they are not in the latency, and their work was not done. */
export const errors: ServiceReason = {
  reason: "errors",
  find({ paired: { requests: predicted }, measured: { requests: observed } }) {
    if (predicted === undefined || observed === undefined) return null;
    const [planned, seen] = [errorShare(predicted), errorShare(observed)];
    const weight = Math.abs(seen - planned);
    if (!(weight >= notable)) return null;
    return {
      weight,
      sentence: `${ratio(seen)} of requests failed without an answer in time (${causes(observed)}), ${ratio(planned)} did in one simulation of the same arrivals; they are not in the latency`,
    };
  },
};

/** A timed-out request is in the latency, with the time that it took. */
function errorShare(requests: RequestFacts): number {
  return (failed(requests) - requests.failedBy.timeout) / requests.arrived;
}

function causes({ failedBy }: RequestFacts): string {
  const seen = failureCauses.filter((cause: FailureCause) => cause !== "timeout" && failedBy[cause] > 0);
  return seen.map((cause) => `${nameWords(cause)} ${count(failedBy[cause])}`).join(", ") || "none";
}
