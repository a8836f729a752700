import { type FailureCause, failed, failureCauses } from "../../../facts/aspects/requests.js";
import { nameWords } from "../../../facts/numbers.js";

import type { ServiceReplication } from "../../replication.js";
import { count, ratio, type ServiceReason } from "./finding.js";

const notable = 0.001;

/** Requests that failed at once: they are not in the latency, and their work was not done. */
export const errors: ServiceReason = {
  reason: "errors",
  find({ paired, measured }) {
    const [planned, seen] = [errorShare(paired), errorShare(measured)];
    const weight = Math.abs(seen - planned);
    if (!(weight >= notable)) return null;
    return {
      weight,
      sentence: `${ratio(seen)} of requests failed without an answer in time (${causes(measured)}), ${ratio(planned)} were predicted to; they are not in the latency`,
    };
  },
};

/** A timed-out request is in the latency, with the time that it took. */
function errorShare(service: ServiceReplication): number {
  const { arrived, failedBy } = service.requests;
  return (failed(service.requests) - failedBy.timeout) / arrived;
}

function causes({ requests: { failedBy } }: ServiceReplication): string {
  const seen = failureCauses.filter((cause: FailureCause) => cause !== "timeout" && failedBy[cause] > 0);
  return seen.map((cause) => `${nameWords(cause)} ${count(failedBy[cause])}`).join(", ") || "none";
}
