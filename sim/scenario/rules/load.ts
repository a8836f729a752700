import { followsCurve } from "../../../workload/arrivals/index.js";
import { integral } from "../../../workload/curves/index.js";
import type { Demand } from "../../../workload/demand.js";
import { InputError } from "../../../workload/input-error.js";
import { Degradation } from "../../scaling/degradation.js";
import { NeededTasks } from "../../services/needed-tasks.js";
import type { RequestServiceConfig } from "../../services/request-service-shape.js";
import { createTaskDefinition } from "../../services/task-definitions.js";
import type { Scenario } from "../shape.js";
import { mostTasks } from "./limits.js";
import type { ScenarioRule } from "./rule.js";
import { spell } from "./spelling.js";

/** The expected load fits into the most tasks that a service may have, were they all busy all the time. */
export const overload: ScenarioRule = ({ demands }) => ({
  code: "overload",
  check(scenario, report) {
    for (const [name, service] of Object.entries(scenario.services)) {
      const sent = demands.to(name, scenario);
      const cpu = tasksForCpu(name, service, sent);
      const slots = tasksForSlots(name, service, sent);
      const { most, path } = limitOf(service);
      const needed = Math.max(cpu, slots);
      if (needed <= most || !Number.isFinite(needed)) continue; // without a task size, another rule speaks
      const what = cpu >= slots ? "at 100 % CPU" : "with every slot taken";
      report(["services", name, ...path], {
        severity: "warning",
        expected: `at least ${Math.ceil(needed)} tasks, which the expected peak needs ${what}`,
        got: String(most),
        hint: `unstable: queues grow as long as that lasts; raise ${path.join(".")}, ${cpu >= slots ? "give tasks more vCPU" : "raise task.maxConcurrent"} or lower the demand`,
      });
    }
  },
});

/** The most tasks that a service may have, and what sets it: a fleet that nothing scales stays as large as it begins. */
function limitOf(service: RequestServiceConfig): { readonly most: number; readonly path: readonly string[] } {
  const { desired, scaling } = service;
  if (desired === undefined || scaling.length > 0) return { most: mostTasks(service), path: ["bounds", "max"] };
  return { most: desired, path: ["desired"] };
}

/** A demand sends something in the reported time. */
export const silentDemand: ScenarioRule = ({ demands }) => ({
  code: "silent-demand",
  check(scenario, report) {
    for (const name of Object.keys(scenario.services)) {
      if (demands.to(name, scenario).length === 0 || demands.requestsTo(name, scenario) > 0) continue;
      report(["services", name], {
        severity: "warning",
        expected: "requests in the reported time",
        got: "demands whose rate is 0 all along",
        hint: "see the curves of its demands, and when they are above 0",
      });
    }
  },
});

/** A trace that is replayed once fills at least half of the run: the rest is empty, and a month of it too cheap. */
export const shortTrace: ScenarioRule = ({ demands }) => ({
  code: "short-trace",
  check(scenario, report) {
    const { duration } = scenario.clock;
    for (const [index, demand] of demands.of(scenario).entries()) {
      if (demand instanceof InputError || followsCurve(scenario.demand[index].arrivals)) continue;
      const { from, rate } = demand.rates;
      const ends = from[rate.findLastIndex((each) => each > 0) + 1] ?? duration;
      if (ends >= duration / 2) continue;
      const got = `one that ends after ${spell.time(Math.ceil(ends / 1e6) * 1e6)}`;
      const expected = `a trace as long as the run of ${spell.time(duration)}`;
      const hint = "set clock.duration to the trace's, or atEnd: repeat";
      report(["demand", index, "arrivals"], { severity: "warning", expected, got, hint });
    }
  },
});

/** A requests-per-target policy and the CPU of a task speak of the same load. */
export const requestsTarget: ScenarioRule = ({ demands }) => ({
  code: "requests-target",
  check(scenario, report) {
    for (const [name, service] of Object.entries(scenario.services)) {
      const { cpuWorkFactor } = createTaskDefinition(name, service.task);
      const cpuPerRequest = meanVcpuSeconds(demands.to(name, scenario), scenario) * cpuWorkFactor;
      for (const [index, policy] of service.scaling.entries()) {
        if (policy.kind !== "target-tracking" || !/request/i.test(policy.metric)) continue;
        const cpu = (policy.target / 60) * (cpuPerRequest / cpuSpeed(service));
        if (cpu <= 1) continue;
        report(["services", name, "scaling", index, "target"], {
          severity: "warning",
          expected: `at most ${spell.count(policy.target / cpu)}/min, which take all CPU of a task`,
          got: `${spell.count(policy.target)}/min`,
          hint: "tasks are overloaded before this policy asks for more",
        });
      }
    }
  },
});

/** Tasks that are busy all the time at the highest expected load; what degradation spares at its highest level is off. */
function tasksForCpu(name: string, service: RequestServiceConfig, demands: readonly Demand[]): number {
  const definition = createTaskDefinition(name, service.task);
  const needed = new NeededTasks(demands, service.scaling);
  const peak = highest(demands, (instant) => needed.load(instant, definition));
  return (peak * leastShare(service, "cpu")) / cpuSpeed(service);
}

/** Tasks whose slots are all taken at the highest expected load, by Little's law: rate × mean duration requests are in work. */
function tasksForSlots(name: string, service: RequestServiceConfig, demands: readonly Demand[]): number {
  const { slots } = createTaskDefinition(name, service.task);
  const parts = demands.map((demand) => ({ needed: new NeededTasks([demand], []), meanS: meanSeconds(demand) }));
  const inWork = (instant: number) => parts.reduce((sum, { needed, meanS }) => sum + needed.rate(instant) * meanS, 0);
  return (highest(demands, inWork) * leastShare(service, "slots")) / slots;
}

/** The largest of what is expected, which changes only where a rate does. */
function highest(demands: readonly Demand[], at: (instant: number) => number): number {
  const instants = new Set(demands.flatMap(({ rates }) => [...rates.from]));
  return [...instants].reduce((most, instant) => Math.max(most, at(instant)), 0);
}

/** The share of the work that is left where degradation does all it can. */
function leastShare({ degradation }: RequestServiceConfig, of: "cpu" | "slots"): number {
  const strongest = degradation && new Degradation(degradation).levels.at(-1);
  if (!strongest) return 1;
  return (1 - strongest.shed) * (of === "cpu" ? strongest.cpuFactor : 1);
}

/** vCPUs that a task can put to work: an event loop uses one at most. */
function cpuSpeed({ task }: RequestServiceConfig): number {
  return task.discipline.kind === "event-loop" ? Math.min(1, task.cpu) : task.cpu;
}

/** Mean CPU work of the requests that are expected in the reported time, in vCPU-seconds; 0 where there are none. */
function meanVcpuSeconds(demands: readonly Demand[], { clock }: Scenario): number {
  const counts = demands.map(({ rates }) => integral(rates, 0, clock.duration));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const works = demands.map(({ classes }) => classes.reduce((sum, { share, meanCpu }) => sum + share * meanCpu, 0));
  return total === 0 ? 0 : works.reduce((sum, work, index) => sum + work * counts[index], 0) / total / 1e6;
}

function meanSeconds({ classes }: Demand): number {
  return classes.reduce((sum, { share, meanCpu, meanWait }) => sum + share * (meanCpu + meanWait), 0) / 1e6;
}
