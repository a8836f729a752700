import type { Load } from "../../../workload/calls.js";
import { rateAt } from "../../../workload/curves/index.js";
import { Degradation } from "../../scaling/degradation.js";
import { formatMetric, kindOf, metricOf } from "../../scaling/metric.js";
import type { ExpectedLoad } from "../../scaling/metrics/kind.js";
import { trackedMetric } from "../../scaling/policies/target-tracking.js";
import { createDynamicPolicies, type PolicyConfig } from "../../scaling/scaling-shape.js";
import { ExpectedSize, mostTasks } from "../fleet/expected-size.js";
import { applicationVcpu } from "../fleet/sidecars.js";
import { createTaskDefinition } from "../fleet/task-definitions.js";
import type { ServiceRule } from "../kind.js";
import type { RequestServiceConfig } from "./shape.js";

/** The expected load fits into the most tasks that a service may have, were they all busy all the time. */
export const overload: ServiceRule<RequestServiceConfig> = {
  code: "overload",
  check(service, { name, at, demands }, report) {
    const cpu = tasksForCpu(name, service, demands);
    const slots = tasksForSlots(name, service, demands);
    const { most, path } = limitOf(service);
    const needed = Math.max(cpu, slots);
    if (needed <= most || !Number.isFinite(needed)) return; // without a task size, another rule speaks
    const what = cpu >= slots ? "at 100 % CPU" : "with every slot taken";
    report([...at, ...path], {
      severity: "warning",
      expected: `at least ${Math.ceil(needed)} tasks, which the expected peak needs ${what}`,
      got: String(most),
      hint: `unstable: queues grow as long as that lasts; raise ${path.join(".")}, ${cpu >= slots ? "give tasks more vCPU" : "raise task.maxConcurrent"} or lower the demand`,
    });
  },
};

/** The most tasks that a service may have, and what sets it: a fleet that nothing scales stays as large as it begins. */
function limitOf(service: RequestServiceConfig): { readonly most: number; readonly path: readonly string[] } {
  const { desired, scaling } = service;
  if (desired === undefined || scaling.length > 0) return { most: mostTasks(service), path: ["bounds", "max"] };
  return { most: desired, path: ["desired"] };
}

/** Some policy has to ask for more tasks before the CPU of the present ones is used up. */
export const lateTarget: ServiceRule<RequestServiceConfig> = {
  code: "late-target",
  check(service, { name, at, demands }, report) {
    const load = busiest(name, service, demands);
    if (load === null) return;
    const busy = load.vcpus / cpuSpeed(service); // tasks, each at 100 %
    const held = service.scaling.map((config) => createDynamicPolicies([config])[0]?.capacityFor(load) ?? null);
    if (held.some((tasks) => tasks !== null && tasks >= busy * (1 - 1e-9))) return;
    for (const [index, config] of service.scaling.entries()) {
      const tasks = held[index];
      if (tasks === null) continue;
      const hint = "tasks are overloaded before this policy asks for more";
      const path = [...at, "scaling", index];
      const aim = aimOf(config);
      if (aim === null) {
        const expected = `at least ${Math.ceil(busy)} tasks at the expected peak, which needs them at 100 % CPU`;
        report(path, { severity: "warning", expected, got: tasks.toFixed(1), hint });
      } else {
        const { metric, key, value } = aim;
        const expected = `at most ${formatMetric(metric, kindOf(metric).expected(load, busy))}, which take all CPU of a task`;
        report([...path, key], { severity: "warning", expected, got: formatMetric(metric, value), hint });
      }
    }
  },
};

/** The key in which a policy states the value it holds a metric at; null for a policy that states it otherwise. */
function aimOf(config: PolicyConfig) {
  if (config.kind === "step") return { metric: metricOf(config.metric), key: "threshold", value: config.threshold };
  if (config.kind === "target-tracking") return { metric: trackedMetric(config), key: "target", value: config.target };
  return null;
}

/** The expected load when most CPU is needed; null where none is needed. */
function busiest(name: string, service: RequestServiceConfig, demands: readonly Load[]): ExpectedLoad | null {
  const definition = createTaskDefinition(name, service.task);
  const expected = new ExpectedSize(demands, []);
  const loads = instantsOf(demands).map((instant) => expected.load(instant, definition));
  return loads.reduce<ExpectedLoad | null>((a, b) => (b.vcpus > (a?.vcpus ?? 0) ? b : a), null);
}

/** Tasks that are busy all the time at the highest expected load; what degradation spares at its highest level is off. */
function tasksForCpu(name: string, service: RequestServiceConfig, demands: readonly Load[]): number {
  const peak = busiest(name, service, demands)?.vcpus ?? 0;
  return (peak * leastShare(service, "cpu")) / cpuSpeed(service);
}

/** Tasks whose slots are all taken at the highest expected load, by Little's law: rate × mean duration requests are in work. */
function tasksForSlots(name: string, service: RequestServiceConfig, demands: readonly Load[]): number {
  const { slots } = createTaskDefinition(name, service.task);
  const parts = demands.map((demand) => ({ rates: demand.rates, meanS: meanSeconds(demand) }));
  const inWork = instantsOf(demands).map((instant) =>
    parts.reduce((sum, { rates, meanS }) => sum + rateAt(rates, instant) * meanS, 0),
  );
  const most = inWork.reduce((a, b) => Math.max(a, b), 0);
  return (most * leastShare(service, "slots")) / slots;
}

/** When the expected load changes, which is only where a rate does. */
function instantsOf(demands: readonly Load[]): readonly number[] {
  return [...new Set(demands.flatMap(({ rates }) => [...rates.from]))];
}

/** The share of the work that is left where degradation does all it can. */
function leastShare({ degradation }: RequestServiceConfig, of: "cpu" | "slots"): number {
  const strongest = degradation && new Degradation(degradation).levels.at(-1);
  if (!strongest) return 1;
  return (1 - strongest.shed) * (of === "cpu" ? strongest.cpuFactor : 1);
}

/** vCPUs that a task can put to work: an event loop uses one at most. */
function cpuSpeed({ task }: RequestServiceConfig): number {
  const vcpus = applicationVcpu(task);
  return task.discipline.kind === "event-loop" ? Math.min(1, vcpus) : vcpus;
}

function meanSeconds({ classes }: Load): number {
  return classes.reduce((sum, { share, meanCpu, meanWait }) => sum + share * (meanCpu + meanWait), 0) / 1e6;
}
