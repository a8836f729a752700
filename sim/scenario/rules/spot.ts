import { dilution, nominalSpotShare } from "../../capacity/dilution.js";
import { strategiesIn } from "./mentions.js";
import type { ScenarioRule } from "./rule.js";

/** `base` is placed before the weights count, and can take most of a small service. */
export const dilutedSpot: ScenarioRule = () => ({
  code: "diluted-spot",
  check(scenario, report) {
    for (const { at, service, value } of strategiesIn(scenario)) {
      const bounds = scenario.services[service]?.bounds;
      const problem = bounds && dilution(value, bounds);
      if (problem) report(at, problem);
    }
  },
});

/** A fallback substitutes for Spot tasks, so that there have to be some. */
export const idleFallback: ScenarioRule = () => ({
  code: "idle-fallback",
  check(scenario, report) {
    for (const [name, { fallback }] of Object.entries(scenario.services)) {
      const strategies = strategiesIn(scenario).filter(({ service }) => service === name);
      if (fallback === undefined || strategies.some(({ value }) => nominalSpotShare(value) > 0)) continue;
      report(["services", name, "fallback"], {
        severity: "warning",
        expected: "a Spot weight that it stands in for",
        got: "none",
        hint: "add FARGATE_SPOT to capacity, or leave fallback out",
      });
    }
  },
});

/** A crunch in so many zones, and an outage of a zone, need an account that has them. */
export const zonesOfAccount: ScenarioRule = () => ({
  code: "zones",
  check({ account, markets, incidents }, report) {
    const crunches = Object.entries(markets).map(([name, { crunch }]) => ({
      at: ["markets", name, "crunch", "zones"],
      zones: crunch?.zones,
    }));
    const struck = incidents.flatMap((incident, index) => {
      if (incident.kind === "spot-crunch") return [{ at: ["incidents", index, "zones"], zones: incident.zones }];
      return incident.kind === "zone-outage" ? [{ at: ["incidents", index, "zone"], zones: incident.zone }] : [];
    });
    for (const { at, zones } of [...crunches, ...struck]) {
      if (typeof zones !== "number" || zones <= account.zones) continue;
      const expected = `at most the ${account.zones} zones of the account`;
      report(at, { severity: "error", expected, got: String(zones), hint: "account.zones says how many there are" });
    }
  },
});
