import type { Path } from "../../../scenarios/language/index.js";
import { groupsOf, namedMetrics } from "../../facts/service-metrics.js";
import { breachesIn } from "../../incidents/index.js";
import { askedOfClaim } from "../../outcome/claims.js";
import { type AskedMetric, askedMetric } from "../../outcome/objectives/index.js";
import { aspectsOf } from "../../services/service-shape.js";
import type { Scenario } from "../shape.js";
import type { ScenarioRule } from "./rule.js";

/** A metric that is asked for, and where that is written. */
interface Asked extends AskedMetric {
  readonly at: Path;
}

/** A service is asked for metrics that its kind tells; an objective that names no service, for one that some service tells. */
export const toldMetrics: ScenarioRule = () => ({
  code: "untold-metric",
  check(scenario, report) {
    const told = aspectsOf(scenario.services);
    for (const { at, service, metric } of asked(scenario)) {
      const names = service === null ? Object.keys(told) : [service].filter((name) => name in told);
      if (names.length === 0 || names.some((name) => told[name].includes(metric.aspect))) continue;
      const own = namedMetrics.filter(({ aspect }) => names.some((name) => told[name].includes(aspect)));
      const tells = groupsOf(own) || "nothing";
      const [expected, hint] =
        names.length === 1
          ? [`a metric that ${names[0]} tells`, `${names[0]} has no ${metric.name}; it tells ${tells}`]
          : ["a metric that some service tells", `none of ${names.join(", ")} has ${metric.name}; they tell ${tells}`];
      report(at, { severity: "error", expected, got: `'${metric.name}'`, hint });
    }
  },
});

function asked({ objectives, claims, incidents }: Scenario): readonly Asked[] {
  const found = [
    ...objectives.map((objective, index) => ({ at: ["objectives", index], asked: askedMetric(objective) })),
    ...breachesIn(incidents).map(({ index, objective }) => ({
      at: ["incidents", index, "onBreach"],
      asked: askedMetric(objective),
    })),
    ...claims.map((claim, index) => ({ at: ["claims", index, "compute"], asked: askedOfClaim(claim) })),
  ];
  return found.flatMap(({ at, asked }) => (asked === null ? [] : [{ at, ...asked }]));
}
