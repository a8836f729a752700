import type { Facts } from "../../../facts/facts.js";
import { findServiceMetric } from "../../../facts/service-metrics.js";
import { count, ratio, type ServiceReason } from "./finding.js";

const notable = 0.02;
const tasks = findServiceMetric("tasks.mean")!;

/** More or fewer tasks than the prediction had. */
export const fleetSize: ServiceReason = {
  reason: "fleet size",
  find({ paired, measured }) {
    const [planned, ran] = [mean(paired), mean(measured)];
    const weight = Math.abs(ran / planned - 1);
    if (!(weight >= notable)) return null; // not watched, or as planned
    const fewest = measured.minutes.running.reduce(
      (least, one) => (one < least ? one : least),
      Number.POSITIVE_INFINITY,
    );
    const low = ran < planned ? `, ${count(fewest)} in the worst minute` : "";
    return {
      weight,
      sentence: `${count(ran)} tasks ran on average, ${ratio(weight)} ${ran < planned ? "fewer" : "more"} than the ${count(planned)} predicted${low}`,
    };
  },
};

function mean(facts: Facts): number {
  return tasks.value({ facts, days: 1 });
}
