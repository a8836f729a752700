import { spell } from "../../../scenarios/language/spelling.js";
import { createDistribution } from "../../../workload/distributions/index.js";
import { InputError, orInputError } from "../../../workload/input-error.js";
import type { RequestClass } from "../../../workload/requests.js";
import { reportUnreadable } from "../file-rule.js";
import { balancedRules } from "../fleet/balanced-rules.js";
import { fleetRules } from "../fleet/fleet-rules.js";
import { startLoops } from "../fleet/start-loops.js";
import { createTaskDefinition } from "../fleet/task-definitions.js";
import type { ServiceRule } from "../kind.js";
import { oneRequest } from "../one-request-rule.js";
import { rolloutRules } from "../rollout/rules.js";
import { lateTarget, overload } from "./load-rules.js";
import type { RequestServiceConfig } from "./shape.js";

type Rule = ServiceRule<RequestServiceConfig>;

/** The table that final flushes are drawn from is there and can be read. */
const flushFile: Rule = {
  code: "file",
  check(config, { at, tables }, report) {
    const made = orInputError(() => createDistribution(config.writeBuffer.flushTakes, tables));
    if (made instanceof InputError) reportUnreadable(made, config, at, ["writeBuffer", "flushTakes"], report);
  },
};

/** The final flush of a write buffer has to be over before SIGKILL. */
const flushBeforeKill: Rule = {
  code: "flush-timeout",
  check({ drain, writeBuffer }, { at, demands }, report) {
    if (!isWritten(demands) || drain.stopTimeout >= writeBuffer.flushTimeout) return;
    report([...at, "writeBuffer", "flushTimeout"], {
      severity: "warning",
      expected: `at most drain.stopTimeout, ${spell.time(drain.stopTimeout)}`,
      got: spell.time(writeBuffer.flushTimeout),
      hint: "SIGKILL comes first, and what is not written by then is lost: raise stopTimeout (at most 2m on Fargate) or lower flushTimeout",
    });
  },
};

/** A process without a handler of SIGTERM loses its write buffer whenever it is stopped. */
const flushAtSigterm: Rule = {
  code: "no-flush",
  check({ drain, writeBuffer }, { at, demands }, report) {
    const isHandled = drain.onSigterm === "drain" || drain.onSigterm === "serve";
    if (!isWritten(demands) || isHandled || writeBuffer.acknowledge === "durable") return;
    report([...at, "drain", "onSigterm"], {
      severity: "warning",
      expected: "drain or serve, since its requests write",
      got: drain.onSigterm,
      hint: "every stop loses what the write buffer holds; acknowledge: durable would promise nothing that is lost",
    });
  },
};

/** A balancer that lets go of requests before they are answered turns every scale-in into 502s. */
const drainLongEnough: Rule = {
  code: "deregistration-delay",
  check({ drain }, { at, demands }, report) {
    const means = classesOf(demands).map(({ meanCpu, meanWait }) => meanCpu + meanWait);
    const longest = Math.max(0, ...means);
    if (drain.deregistrationDelay >= longest) return;
    report([...at, "drain", "deregistrationDelay"], {
      severity: "warning",
      expected: `at least what a request takes, ${spell.time(longest)} on average`,
      got: spell.time(drain.deregistrationDelay),
      hint: "requests in flight are cut at every scale-in and deployment",
    });
  },
};

/** The balancer answers 504 before a client that waits longer has given up. */
const clientTimeout: Rule = {
  code: "client-timeout",
  check({ balancer: { idleTimeout } }, { name, classes }, report) {
    for (const { at, request } of classes) {
      if (request.timeout === null || request.timeout <= idleTimeout) continue;
      report([...at, "timeout"], {
        severity: "warning",
        expected: `at most the balancer's idleTimeout, ${spell.time(idleTimeout)}`,
        got: spell.time(request.timeout),
        hint: `the balancer answers 504 first: raise services.${name}.balancer.idleTimeout or lower the timeout`,
      });
    }
  },
};

/** A request that takes longer than anybody waits is seldom answered, however many tasks there are. */
const stepsWithinTimeout: Rule = {
  code: "steps-over-timeout",
  check({ balancer: { idleTimeout } }, { classes }, report) {
    for (const { at, request } of classes) {
      const limit = Math.min(request.timeout ?? idleTimeout, idleTimeout);
      const takes = request.meanCpu + request.meanWait;
      if (takes <= limit) continue;
      const hint =
        "most of these requests time out without any load: shorten the steps, or raise timeout and idleTimeout";
      report([...at, "steps"], {
        severity: "warning",
        expected: `less than the ${spell.time(limit)} after which client or balancer gives up`,
        got: `${spell.time(takes)} on average`,
        hint,
      });
    }
  },
};

/** A task with every slot taken by the request that holds most has the memory for it. */
const memoryForRequests: Rule = {
  code: "task-memory",
  check({ task }, { name, at, demands }, report) {
    const each = Math.max(0, ...classesOf(demands).map(({ memoryMb }) => memoryMb));
    const { baseMemoryMib, memoryMib } = createTaskDefinition(name, task);
    const needed = baseMemoryMib + task.maxConcurrent * each;
    if (needed <= memoryMib) return;
    const hint =
      each > 0
        ? "a busy task is killed for want of memory: raise memory, or lower maxConcurrent"
        : "the process alone takes more than that: raise memory";
    const beside = task.containers.length > 0 ? ", baseMemory and what its sidecars use" : " and baseMemory";
    report([...at, "task", "memory"], {
      severity: "warning",
      expected: `at least ${spell.memory(needed)} for ${spell.count(task.maxConcurrent)} requests${beside}`,
      got: spell.memory(memoryMib),
      hint,
    });
  },
};

/** Every check across the keys of a request service; a new one is a constant and a word here. */
export const requestRules: readonly Rule[] = [
  oneRequest,
  ...fleetRules(["requests"]),
  ...balancedRules,
  ...rolloutRules,
  startLoops,
  flushFile,
  flushBeforeKill,
  flushAtSigterm,
  drainLongEnough,
  clientTimeout,
  stepsWithinTimeout,
  memoryForRequests,
  overload,
  lateTarget,
];

type Demands = readonly { readonly classes: readonly RequestClass[] }[];

function isWritten(demands: Demands): boolean {
  return classesOf(demands).some(({ writes }) => writes > 0);
}

function classesOf(demands: Demands): readonly RequestClass[] {
  return demands.flatMap(({ classes }) => classes);
}
