import { availableParallelism } from "node:os";
import { applicationVcpu, requestService, type Scenario } from "../../sim/scenario/index.js";
import type { LocalFleet } from "./local-fleet.js";

/** One core is for the balancer and the load. */
const coresBeside = 1;

/** Whether tasks burn CPU or serve it by timers, and why: `auto` burns it where every vCPU of the start has a core. */
export function chooseCpu(scenario: Scenario, desired: ReadonlyMap<string, number>): LocalFleet["cpu"] {
  const { cpu } = scenario.staging.local;
  if (cpu === "real") return { kind: "real", why: "real CPU, as the scenario asks" };
  if (cpu === "virtual") return { kind: "virtual", why: "virtual vCPUs, as the scenario asks: a control-plane check" };
  const vcpus = [...desired].reduce(
    (sum, [service, tasks]) => sum + tasks * applicationVcpu(requestService(service, scenario).task),
    0,
  );
  const cores = availableParallelism();
  const facts = `${vcpus} vCPUs and ${coresBeside} core beside them, on ${cores} cores`;
  if (vcpus + coresBeside <= cores) return { kind: "real", why: `real CPU: ${facts}` };
  return { kind: "virtual", why: `virtual vCPUs: ${facts}: a control-plane check` };
}
