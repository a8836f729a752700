import { dilution } from "../../capacity/dilution.js";
import { fleetOf } from "../../services/service-shape.js";
import { strategiesIn } from "./mentions.js";
import type { ScenarioRule } from "./rule.js";

/** `base` is placed before the weights count, and can take most of a small service. */
export const dilutedSpot: ScenarioRule = () => ({
  code: "diluted-spot",
  check(scenario, report) {
    for (const { at, service, value } of strategiesIn(scenario)) {
      const config = scenario.services[service];
      const bounds = config && fleetOf(config)?.bounds;
      const problem = bounds && dilution(value, bounds);
      if (problem) report(at, problem);
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
