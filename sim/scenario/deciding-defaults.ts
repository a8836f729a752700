import { ofKind } from "../incidents/index.js";
import type { DecidingDefaults } from "../outcome/index.js";
import { kindOf } from "../services/service-shape.js";
import type { Scenario } from "./shape.js";

/** What nobody wrote and work may fail by or a fleet's size follows: a verdict that it decides names it, and so do the assumptions. */
export function decidingDefaults(scenario: Pick<Scenario, "services" | "demand" | "incidents">): DecidingDefaults {
  const { services, demand, incidents } = scenario;
  const meetsZoneOutage = ofKind(incidents, "zone-outage").length > 0;
  const entries = Object.entries(services).map(([name, config]) => {
    const sent = demand.filter(({ to }) => to === name);
    const defaults = kindOf(config).defaults?.(config, { name, sent, meetsZoneOutage });
    return [name, defaults ?? { failures: {}, size: null }];
  });
  return Object.fromEntries(entries);
}
