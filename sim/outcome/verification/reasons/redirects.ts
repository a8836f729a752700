import { count, ratio, type ServiceReason } from "./finding.js";

const redirects = new Set(["301", "302", "303", "307", "308"]);
const notable = 0.001;

/** Answers that send the client elsewhere: the load does not follow them, and measures the redirect alone. */
export const redirected: ServiceReason = {
  reason: "redirects",
  find({ told }) {
    const seen = Object.entries(told.statuses).filter(([status, answers]) => redirects.has(status) && answers > 0);
    const weight = seen.reduce((sum, [, answers]) => sum + answers, 0) / told.scheduled;
    if (!(weight >= notable)) return null; // nothing scheduled is nothing redirected
    const statuses = seen.map(([status, answers]) => `${count(answers)} × ${status}`).join(", ");
    return {
      weight,
      sentence:
        `${ratio(weight)} of requests were answered by a redirect (${statuses}), which is not followed: the place that it ` +
        "names was not measured; name it in --target or http.path",
    };
  },
};
