import type { Scenario } from "../../sim/scenario/index.js";
import type { DemandConfig } from "../../workload/demand-shape.js";
import type { Subject } from "./subject.js";

/** The load of a probe: one kind of request at a constant rate, with Poisson arrivals. */
export interface ProbeLoad {
  /** Requests per second. */
  readonly rate: number;
  /** Length of the measured part, in microseconds. */
  readonly duration: number;
}

const warmupMax = 5_000_000;

/**
 * A copy of the scenario with nothing but the probe in it. The warm-up is a tenth of the duration, at most five
 * seconds.
 */
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
  // A retry would be one more request, with a time that is not the first one's.
  if (request !== undefined) return { ...steady, request: { ...request, retries: undefined } };
  const chosen = classes!.filter(({ name }) => name === requestClass);
  return { ...steady, classes: chosen.map((each) => ({ ...each, weight: 1, retries: undefined })) };
}
