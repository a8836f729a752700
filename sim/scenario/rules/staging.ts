import { parseNetwork } from "../../../workload/ip-address.js";
import { parseWatched } from "../../outcome/index.js";
import { Refusal } from "../../outcome/refusal.js";
import type { ScenarioRule } from "./rule.js";

/** What ends the load is an objective on a service or a demand of the scenario, which can be told while load runs. */
export const abortObjectives: ScenarioRule = () => ({
  code: "abort",
  check(scenario, report) {
    for (const [index, text] of scenario.staging.abort.entries()) {
      try {
        parseWatched(text, scenario);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const { message, hint } = error;
        report(["staging", "abort", index], { severity: "error", expected: message, got: `'${text}'`, hint });
      }
    }
  },
});

/** Hosts are named by a name or an address, not by a URL; an empty name is a slip, and `*` alone allows the world. */
export const stagingHosts: ScenarioRule = () => ({
  code: "staging-host",
  check({ staging }, report) {
    for (const key of ["allow", "deny"] as const) {
      for (const [index, pattern] of staging[key].entries()) {
        const at = ["staging", key, index];
        const got = `'${pattern}'`;
        if (pattern.trim() === "" || /\s|:\/\//.test(pattern) || isNoHost(pattern)) {
          const expected =
            "the name of a host, with * for any part of it, such as *.staging.example.com, or a network such as 10.0.0.0/8";
          report(at, { severity: "error", expected, got, hint: hostOf(pattern) });
        } else if (key === "allow" && (/^[*.]+$/.test(pattern) || parseNetwork(pattern)?.length === 0)) {
          report(at, { severity: "warning", expected: "hosts of your own", got: `${got}, which is any host there is` });
        }
      }
    }
  },
});

/** A slash stands in a network, and in the ARN of a cluster; whatever else has one matches nothing. */
function isNoHost(pattern: string): boolean {
  const isCluster = /^arn:|(^|[:*])cluster\//.test(pattern);
  return pattern.includes("/") && !isCluster && parseNetwork(pattern) === null;
}

/** The host of what looks like a URL, or a part of one. */
function hostOf(pattern: string): string | undefined {
  const host = /^(?:\w+:\/\/)?([^/\s]+)\//.exec(`${pattern}/`)?.[1];
  return pattern.includes("/") && host !== undefined && /[g-z*]/i.test(host) ? `write ${host}` : undefined;
}
