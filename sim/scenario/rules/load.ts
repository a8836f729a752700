import { spell } from "../../../scenarios/language/spelling.js";
import { followsCurve } from "../../../workload/arrivals/index.js";
import { InputError } from "../../../workload/input-error.js";
import type { ScenarioRule } from "./rule.js";

/** A demand sends something in the reported time. */
export const silentDemand: ScenarioRule = ({ demands }) => ({
  code: "silent-demand",
  check(scenario, report) {
    for (const name of Object.keys(scenario.services)) {
      if (demands.to(name, scenario).length === 0 || demands.requestsTo(name, scenario) > 0) continue;
      report(["services", name], {
        severity: "warning",
        expected: "requests in the reported time",
        got: "demands whose rate is 0 all along",
        hint: "see the curves of its demands, and when they are above 0",
      });
    }
  },
});

/** A trace that is replayed once fills at least half of the run: the rest is empty, and a month of it too cheap. */
export const shortTrace: ScenarioRule = ({ demands }) => ({
  code: "short-trace",
  check(scenario, report) {
    const { duration } = scenario.clock;
    for (const [index, demand] of demands.of(scenario).entries()) {
      if (demand instanceof InputError || followsCurve(scenario.demand[index].arrivals)) continue;
      const { from, rate } = demand.rates;
      const ends = from[rate.findLastIndex((each) => each > 0) + 1] ?? duration;
      if (ends >= duration / 2) continue;
      const got = `one that ends after ${spell.time(Math.ceil(ends / 1e6) * 1e6)}`;
      const expected = `a trace as long as the run of ${spell.time(duration)}`;
      const hint = "set clock.duration to the trace's, or atEnd: repeat";
      report(["demand", index, "arrivals"], { severity: "warning", expected, got, hint });
    }
  },
});
