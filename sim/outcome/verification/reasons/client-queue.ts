import { ms, ratio, type ServiceReason } from "./finding.js";

const notable = 0.05;

/** Requests that waited in the client before they left: time that no server spent. */
export const clientQueue: ServiceReason = {
  reason: "client queue",
  find({ told, sentAsAsked }) {
    const [waited, latency] = [told.timesMs.clientWait.p99, told.timesMs.latency.p99];
    if (waited === null || latency === null || !sentAsAsked) return null;
    const weight = waited / latency;
    if (!(weight >= notable)) return null; // also where both are zero
    return {
      weight,
      sentence:
        `requests left the client late: p99 ${ms(waited)}, ${ratio(weight)} of the latency's p99; ` +
        "too few connections (staging.ceilings.connections), or a busy generator",
    };
  },
};
