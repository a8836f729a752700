import { count, ratio, type ServiceReason } from "./finding.js";

/** Another number of requests than the schedule has: everything after it is another run. */
export const arrivals: ServiceReason = {
  reason: "arrivals",
  find({ paired, measured, endedEarly }) {
    const [planned, came] = [paired.requests?.arrived, measured.requests?.arrived];
    if (endedEarly || planned === undefined || came === undefined || planned === came) return null;
    const weight = Math.abs(came - planned) / Math.max(1, planned);
    return {
      weight,
      sentence: `${count(came)} requests came of the ${count(planned)} that one simulation of the same arrivals had (${ratio(weight)} off)`,
    };
  },
};
