import { spell } from "../../../scenarios/language/spelling.js";
import { classesOf } from "../../../workload/demand-shape.js";
import { quantileRequestsMin } from "../../facts/aspects/latency.js";
import { findServiceMetric } from "../../facts/service-metrics.js";
import { servedBy } from "../../services/service-shape.js";
import type { ScenarioRule } from "./rule.js";

/** An objective on a quantile is decided only by enough requests: n(1 − p) ≥ 20. */
export const enoughRequests: ScenarioRule = ({ demands }) => ({
  code: "few-requests",
  check(scenario, report) {
    for (const [index, { subject, metric }] of scenario.objectives.entries()) {
      const quantile = findServiceMetric(metric)?.quantile;
      if (quantile === undefined || subject.kind !== "service") continue;
      const subjects = subject.service === null ? Object.keys(scenario.services) : [subject.service];
      const counts = subjects
        .filter((name) => demands.to(name, scenario).length > 0)
        .map((name) => demands.requestsTo(name, scenario) * scenario.replications);
      const [needed, fewest] = [quantileRequestsMin(quantile), Math.min(...counts)];
      if (fewest >= needed) continue;
      report(["objectives", index], {
        severity: "warning",
        expected: `at least ${spell.count(needed)} requests to decide a ${metric}`,
        got: `${spell.count(fewest)} expected in all replications`,
        hint: "raise replications or clock.duration, or ask for a lower quantile",
      });
    }
  },
});

/** Replications of a trace with fixed steps all get the same requests. */
export const sameReplications: ScenarioRule = () => ({
  code: "same-replications",
  check({ demand, replications, services }, report) {
    const fixed = new Set(["fixed", "trace"]);
    const served = Object.values(services).flatMap(servedBy);
    const isFixed = demand.every((config) => {
      const steps = [...classesOf(config), ...served].flatMap(({ steps }) =>
        steps.flatMap(({ cpu, wait }) => cpu ?? wait ?? []),
      );
      const gaps = config.session ? [config.session.between] : [];
      const isWhole = config.arrivals.kind === "trace" && config.keep === 1;
      return isWhole && [...steps, ...gaps].every(({ kind }) => fixed.has(kind));
    });
    if (replications === 1 || !isFixed || demand.length === 0) return;
    report(["replications"], {
      severity: "warning",
      expected: "arrivals or steps that vary from one replication to the next",
      got: `${replications} replays of the same requests`,
      hint: "only the fleet's own chance differs: give steps a distribution, or take replications: 1",
    });
  },
});
