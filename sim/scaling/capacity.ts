import type { ExpectedLoad } from "./metrics/kind.js";
import { type Decision, type DynamicPolicy, type FleetView, none } from "./policy.js";

/** Quotients such as 24.000000000000004 are whole numbers that floating point missed. */
const roundingTolerance = 1e-9;

/** The capacity that would bring a metric to its target, were it shared evenly: ⌈running × metric ÷ target⌉. */
export function proportionalCapacity(running: number, metric: number, target: number): number {
  return Math.ceil((running * metric) / target - roundingTolerance);
}

/** Number of whole tasks that a fractional number comes to. */
export function wholeTasks(share: number): number {
  return Math.floor(share + roundingTolerance);
}

/** CPU utilization that is aimed at where no policy says what capacity it would hold. */
export const cpuAimedAt = 0.6;

/** The tasks that a service's policies would hold at a load: the most that one of them asks for. */
export function capacityHeld(policies: readonly DynamicPolicy[], load: ExpectedLoad): number {
  const said = capacitiesSaid(policies, load);
  const held = said.length > 0 ? Math.max(...said) : load.vcpus / (load.task.applicationVcpu * cpuAimedAt);
  return Math.ceil(held - roundingTolerance);
}

/** The capacities that these policies ask for, of those that can state one. */
export function capacitiesSaid(policies: readonly DynamicPolicy[], load: ExpectedLoad): readonly number[] {
  return policies.map((policy) => policy.capacityFor(load)).filter((capacity) => capacity !== null);
}

/** Scales out to `proposed` within the bounds; never lowers desired, even where it stands above the maximum. */
export function scaleOutTo(proposed: number, { desired, bounds }: FleetView, reason: string): Decision {
  const raised = Math.max(desired, clamp(proposed, bounds));
  if (raised > desired) return { kind: "out", desired: raised, reason };
  return none(proposed > desired ? "AlreadyAtMaxCapacity" : "AlreadyAtDesiredCapacity");
}

/** Scales in to `proposed` within the bounds; never raises desired, even where it stands below the minimum. */
export function scaleInTo(proposed: number, { desired, bounds }: FleetView, reason: string): Decision {
  const lowered = Math.min(desired, clamp(proposed, bounds));
  if (lowered < desired) return { kind: "in", desired: lowered, reason };
  return none(proposed < desired ? "AlreadyAtMinCapacity" : "AlreadyAtDesiredCapacity");
}

function clamp(capacity: number, { min, max }: FleetView["bounds"]): number {
  return Math.max(min, Math.min(max, capacity));
}
