import { parseIp, parseNetwork } from "../../../workload/ip-address.js";
import { parseWatched } from "../../outcome/index.js";
import { Refusal } from "../../outcome/refusal.js";
import type { ScenarioRule } from "./rule.js";

/**
 * Objectives that abort a load name a service or demand of the scenario, and a metric that is known while load runs.
 */
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
          report(at, { severity: "error", expected, got, hint: remedyOf(pattern) });
        } else if (key === "allow" && (/^[*.]+$/.test(pattern) || parseNetwork(pattern)?.length === 0)) {
          report(at, { severity: "warning", expected: "hosts of your own", got: `${got}, which is any host there is` });
        }
      }
    }
  },
});

/**
 * Patterns that match no host and no cluster: a range of addresses or ports, a port that is no number, a part of a URL.
 */
function isNoHost(pattern: string): boolean {
  if (/^arn:|(^|[:*])cluster\//.test(pattern)) return false; // a cluster
  if (pattern.includes("/")) return parseNetwork(pattern) === null;
  const colons = pattern.split(":").length - 1;
  if (pattern.startsWith("[") || colons > 1) return isNoAddress(pattern.replace(/^\[(.*)\](:\d+)?$/, "$1"));
  if (!/^[^:@?#\\]+(:\d+)?$/.test(pattern)) return true;
  return ["1", "x"].every((part) => !URL.canParse(`http://${pattern.replaceAll("*", part)}/`));
}

/** Whether it is neither an IPv6 address nor, with a `*`, digits of one or of the ARN of a cluster. */
function isNoAddress(written: string): boolean {
  const address = written.replace(/%.*$/, "");
  return address.includes("*") ? !/^[\w:.*-]+$/.test(address) : parseIp(address) === null;
}

/** What to write instead. */
function remedyOf(pattern: string): string | undefined {
  if (/:\d+[-,]\d*$/.test(pattern)) return "write an entry for each port, or leave the port out for all of them";
  if (/^[\d.:a-f*]+-[\d.:a-f*]+$/i.test(pattern))
    return "write an entry for each address, or a network such as 10.0.0.0/28";
  return hostOf(pattern);
}

/** The host of what looks like a URL, or a part of one. */
function hostOf(pattern: string): string | undefined {
  const host = /^(?:\w+:\/\/)?([^/\s]+)\//.exec(`${pattern}/`)?.[1];
  return pattern.includes("/") && host !== undefined && /[g-z*]/i.test(host) ? `write ${host}` : undefined;
}
