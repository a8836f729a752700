import { spell } from "../../../scenarios/language/spelling.js";
import { lambda } from "../../services/lambda/index.js";
import { servicesOf } from "../../services/service-shape.js";
import type { ScenarioRule } from "./rule.js";

/** What AWS leaves to functions that reserve nothing. Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
const unreservedMin = 100;

/** All functions together reserve what the account has, but for what AWS keeps for others. */
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
