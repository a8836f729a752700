import type { Path } from "../../../scenarios/language/index.js";
import { InputError } from "../../../workload/input-error.js";
import type { RequestClass } from "../../../workload/requests.js";
import { createTaskDefinition } from "../../services/task-definitions.js";
import type { Scenario } from "../shape.js";
import type { PlannedDemands } from "./planned-demands.js";
import type { ScenarioRule } from "./rule.js";
import { spell } from "./spelling.js";

interface PlannedClass {
  readonly at: Path;
  readonly service: string;
  readonly request: RequestClass;
}

/** The balancer answers 504 before a client that waits longer has given up. */
export const clientTimeout: ScenarioRule = ({ demands }) => ({
  code: "client-timeout",
  check(scenario, report) {
    for (const { at, service, request } of classesIn(scenario, demands)) {
      const { idleTimeout } = scenario.services[service].balancer;
      if (request.timeout === null || request.timeout <= idleTimeout) continue;
      report([...at, "timeout"], {
        severity: "warning",
        expected: `at most the balancer's idleTimeout, ${spell.time(idleTimeout)}`,
        got: spell.time(request.timeout),
        hint: `the balancer answers 504 first: raise services.${service}.balancer.idleTimeout or lower the timeout`,
      });
    }
  },
});

/** A request that takes longer than anybody waits is seldom answered, however many tasks there are. */
export const stepsWithinTimeout: ScenarioRule = ({ demands }) => ({
  code: "steps-over-timeout",
  check(scenario, report) {
    for (const { at, service, request } of classesIn(scenario, demands)) {
      const { idleTimeout } = scenario.services[service].balancer;
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
});

/** A task with every slot taken by the request that holds most has the memory for it. */
export const memoryForRequests: ScenarioRule = ({ demands }) => ({
  code: "task-memory",
  check(scenario, report) {
    for (const [name, { task }] of Object.entries(scenario.services)) {
      const each = Math.max(0, ...demands.classesTo(name, scenario).map(({ memoryMb }) => memoryMb));
      const { baseMemoryMib, memoryMib } = createTaskDefinition(name, task);
      const needed = baseMemoryMib + task.maxConcurrent * each;
      if (needed <= memoryMib) continue;
      const hint =
        each > 0
          ? "a busy task is killed for want of memory: raise memory, or lower maxConcurrent"
          : "the process alone takes more than that: raise memory";
      const beside = task.containers.length > 0 ? ", baseMemory and what its sidecars use" : " and baseMemory";
      report(["services", name, "task", "memory"], {
        severity: "warning",
        expected: `at least ${spell.memory(needed)} for ${spell.count(task.maxConcurrent)} requests${beside}`,
        got: spell.memory(memoryMib),
        hint,
      });
    }
  },
});

/** The request classes of all demands that can be made and have a service, and where each is written. */
function classesIn(scenario: Scenario, demands: PlannedDemands): readonly PlannedClass[] {
  return demands.of(scenario).flatMap((demand, index): readonly PlannedClass[] => {
    if (demand instanceof InputError || !Object.hasOwn(scenario.services, demand.to)) return [];
    const { classes, session } = scenario.demand[index];
    const lone = session ? ["session", "message"] : ["request"];
    const at = (number: number): Path => ["demand", index, ...(classes ? ["classes", number] : lone)];
    return demand.classes.map((each, number) => ({ at: at(number), service: demand.to, request: each }));
  });
}
