import type { Scenario } from "../../sim/scenario/index.js";
import type { DemandConfig } from "../../workload/demand-shape.js";
import type { Subject } from "./calibration.js";

/** How a target is probed: one sort of request at a constant rate, Poisson. */
export interface ProbeLoad {
  /** Per second. */
  readonly rate: number;
  /** Of what is measured, in microseconds. */
  readonly duration: number;
}

const warmupMax = 5_000_000;

/** The scenario with nothing in it but the probe: warmed up for a tenth of its duration, never above five seconds. */
export function probeScenario(scenario: Scenario, subject: Subject, { rate, duration }: ProbeLoad): Scenario {
  const warmup = Math.min(warmupMax, Math.round(duration / 10));
  const demand = scenario.demand.find(({ name }) => name === subject.demand)!;
  return {
    ...scenario,
    clock: { ...scenario.clock, duration, warmup },
    staging: { ...scenario.staging, warmup },
    demand: [probed(demand, subject.requestClass, rate)],
    incidents: [],
    objectives: [],
  };
}

function probed(
  { request, classes, ...demand }: DemandConfig,
  requestClass: string | null,
  rate: number,
): DemandConfig {
  const steady = { ...demand, curve: { kind: "constant", rate }, arrivals: { kind: "poisson" }, keep: 1 };
  // A retry would be one more request, whose time is not that of the first.
  if (request !== undefined) return { ...steady, request: { ...request, retries: undefined } };
  const chosen = classes!.filter(({ name }) => name === requestClass);
  return { ...steady, classes: chosen.map((each) => ({ ...each, weight: 1, retries: undefined })) };
}
