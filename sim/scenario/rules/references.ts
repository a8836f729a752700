import { didYouMean } from "../../../scenarios/language/near-miss.js";
import type { ScenarioRule } from "./rule.js";

/** Every demand goes to a service that exists. */
export const demandTarget: ScenarioRule = () => ({
  code: "unknown-service",
  check({ demand, services }, report) {
    const known = Object.keys(services);
    for (const [index, { to }] of demand.entries()) {
      if (known.includes(to)) continue;
      const expected =
        known.length > 0 ? `one of the services ${known.join(", ")}` : "a service, of which there is none";
      report(["demand", index, "to"], { severity: "error", expected, got: `'${to}'`, hint: didYouMean(to, known) });
    }
  },
});
