import { serviceKinds, servicesOf } from "../../services/service-shape.js";
import { serviceView } from "../service-view.js";
import type { ScenarioRule } from "./rule.js";

/** What each kind of service checks across the keys of one of its own. */
export const kindRules: readonly ScenarioRule[] = serviceKinds.flatMap((kind) =>
  kind.rules.map(
    ({ code, check }): ScenarioRule =>
      ({ demands, data: { tables } }) => ({
        code,
        check(scenario, report) {
          for (const [name, config] of Object.entries(servicesOf(kind, scenario.services))) {
            check(config, serviceView(name, scenario, demands, tables), report);
          }
        },
      }),
  ),
);
