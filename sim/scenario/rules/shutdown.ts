import type { ScenarioRule } from "./rule.js";
import { spell } from "./spelling.js";

/** The final flush of a write buffer has to be over before SIGKILL. */
export const flushBeforeKill: ScenarioRule = ({ demands }) => ({
  code: "flush-timeout",
  check(scenario, report) {
    for (const [name, { drain, writeBuffer }] of Object.entries(scenario.services)) {
      const writes = demands.classesTo(name, scenario).some(({ writes }) => writes > 0);
      if (!writes || drain.stopTimeout >= writeBuffer.flushTimeout) continue;
      report(["services", name, "writeBuffer", "flushTimeout"], {
        severity: "warning",
        expected: `at most drain.stopTimeout, ${spell.time(drain.stopTimeout)}`,
        got: spell.time(writeBuffer.flushTimeout),
        hint: "SIGKILL comes first, and what is not written by then is lost: raise stopTimeout (at most 2m on Fargate) or lower flushTimeout",
      });
    }
  },
});

/** A process without a handler of SIGTERM loses its write buffer whenever it is stopped. */
export const flushAtSigterm: ScenarioRule = ({ demands }) => ({
  code: "no-flush",
  check(scenario, report) {
    for (const [name, { drain, writeBuffer }] of Object.entries(scenario.services)) {
      const writes = demands.classesTo(name, scenario).some(({ writes }) => writes > 0);
      const isHandled = drain.onSigterm === "drain" || drain.onSigterm === "serve";
      if (!writes || isHandled || writeBuffer.acknowledge === "durable") continue;
      report(["services", name, "drain", "onSigterm"], {
        severity: "warning",
        expected: "drain or serve, since its requests write",
        got: drain.onSigterm,
        hint: "every stop loses what the write buffer holds; acknowledge: durable would promise nothing that is lost",
      });
    }
  },
});

/** A balancer that lets go of requests before they are answered turns every scale-in into 502s. */
export const drainLongEnough: ScenarioRule = ({ demands }) => ({
  code: "deregistration-delay",
  check(scenario, report) {
    for (const [name, { drain }] of Object.entries(scenario.services)) {
      const means = demands.classesTo(name, scenario).map(({ meanCpu, meanWait }) => meanCpu + meanWait);
      const longest = Math.max(0, ...means);
      if (drain.deregistrationDelay >= longest) continue;
      report(["services", name, "drain", "deregistrationDelay"], {
        severity: "warning",
        expected: `at least what a request takes, ${spell.time(longest)} on average`,
        got: spell.time(drain.deregistrationDelay),
        hint: "requests in flight are cut at every scale-in and deployment",
      });
    }
  },
});
