import { Histogram } from "../../../statistics/histogram.js";
import { ms, ratio, type ServiceReason } from "./finding.js";

/** Below this a median is as predicted. */
const notable = 0.05;

/** Half of the requests take longer or shorter than predicted: the steps are not those of the scenario. */
export const serviceTime: ServiceReason = {
  reason: "service time",
  find({ paired, told, stepsAlone }) {
    const { p50 } = told.timesMs.service;
    const predicted = Histogram.from(paired.latency).quantile(0.5) / 1_000;
    if (p50 === null || Number.isNaN(predicted)) return null;
    const weight = Math.abs(p50 / predicted - 1);
    if (weight < notable) return null;
    const [direction, steps] = p50 > predicted ? ["longer", "more"] : ["shorter", "less"];
    const alone = stepsAlone === undefined ? "" : ` (${ms(stepsAlone.p50)} by their steps alone)`;
    return {
      weight,
      sentence:
        `from the send, half of the requests took ${ms(p50)}, ${ratio(weight)} ${direction} than the ` +
        `${ms(predicted)} predicted${alone}: requests ask for ${steps} than the scenario says; calibrate it`,
    };
  },
};
