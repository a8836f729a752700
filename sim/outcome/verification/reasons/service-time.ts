import type { Facts } from "../../../facts/facts.js";
import { findServiceMetric } from "../../../facts/service-metrics.js";
import { Histogram } from "../../../statistics/histogram.js";
import { ms, ratio, type ServiceFacts, type ServiceReason } from "./finding.js";

/** Below this a median, or a use of CPU, is as predicted. */
const notable = 0.05;
const cpu = findServiceMetric("cpu.mean")!;

/** Half of the requests take longer or shorter than predicted, from the send: other work, or other waiting. */
export const serviceTime: ServiceReason = {
  reason: "service time",
  find(facts) {
    const { paired, told, stepsAlone } = facts;
    const { p50 } = told.timesMs.service;
    const predicted = paired.latency ? Histogram.from(paired.latency.histogram).quantile(0.5) / 1_000 : Number.NaN;
    if (p50 === null || Number.isNaN(predicted)) return null;
    const weight = Math.abs(p50 / predicted - 1);
    if (weight < notable) return null;
    const isLonger = p50 > predicted;
    const alone = stepsAlone === undefined ? "" : ` (${ms(stepsAlone.p50)} by their steps alone)`;
    const told50 = `${ms(p50)}, ${ratio(weight)} ${isLonger ? "longer" : "shorter"} than the ${ms(predicted)} predicted`;
    return {
      weight,
      sentence: `from the send, half of the requests took ${told50}${alone}: ${cause(facts, isLonger)}`,
    };
  },
};

/** CPU tells work from waiting, where somebody saw it. */
function cause({ paired, measured }: ServiceFacts, isLonger: boolean): string {
  const [planned, used] = [cpuOf(paired), cpuOf(measured)];
  const more = isLonger ? "more" : "less";
  const { requests } = measured;
  if (requests !== undefined && requests.failedBy.timeout > requests.arrived / 2)
    return "most got no answer before their timeout: the target hangs; see its log";
  if (Math.abs(used / planned - 1) < notable) {
    return `they used the CPU predicted, so it is waiting that is ${more}: a busy machine, or another order of service`;
  }
  const seen = Number.isNaN(used) ? "" : ` (CPU ${ratio(used)}, ${ratio(planned)} predicted)`;
  return `requests ask for ${more} than the scenario says${seen}; calibrate it`;
}

function cpuOf(facts: Facts): number {
  return cpu.value({ facts, days: 1 });
}
