import { spell } from "../../../scenarios/language/spelling.js";
import { lambda } from "../../services/lambda/index.js";
import { servicesOf } from "../../services/service-shape.js";
import type { ScenarioRule } from "./rule.js";

/**
 * Concurrency that AWS keeps for functions without a reservation. Source:
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
 */
const unreservedMin = 100;

/** The reservations of all functions have to fit into the account's concurrency, less what AWS keeps for others. */
export const reservedConcurrency: ScenarioRule = () => ({
  code: "reserved-concurrency",
  check({ services, account }, report) {
    const most = Math.max(0, account.lambdaConcurrency - unreservedMin);
    let reserved = 0;
    for (const [name, config] of Object.entries(servicesOf(lambda, services))) {
      const own = config.reservedConcurrency ?? 0;
      reserved += own;
      if (own === 0 || reserved <= most) continue;
      report(["services", name, "reservedConcurrency"], {
        severity: "error",
        expected: `at most ${spell.count(most)} for all functions together, ${unreservedMin} less than account.lambdaConcurrency`,
        got: spell.count(reserved),
        hint: "AWS refuses more: raise account.lambdaConcurrency, or reserve less",
      });
    }
  },
});
