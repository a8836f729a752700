import { everySize, type TaskSize } from "../capacity/fargate-sizes.js";
import { isWithin, withSidecars } from "./fit.js";
import { decidingState, needOf, sidecarsOf, totalOf } from "./need.js";
import type { Role, SizingConfig } from "./shape.js";

/** A number of containers of one size, and the load of a full one. */
export interface EqualContainers {
  readonly size: TaskSize;
  readonly holds: number;
  readonly containers: number;
}

/**
 * The cheapest way to serve a role's load on Fargate with containers of one size within the targets: every size with as
 * much in a container as it takes. Of equally cheap ones the smallest, of which least is lost at a time. Null where no size
 * holds one.
 */
export function cheapestFleet(
  role: Role,
  config: SizingConfig,
  usdPerHour: (size: TaskSize) => number,
): EqualContainers | null {
  const total = totalOf(config.load, role.serves);
  let best: EqualContainers | null = null;
  let bestUsd = Number.POSITIVE_INFINITY;
  for (const size of everySize) {
    const most = mostHeld(role, config, size, Math.min(total, role.holdsMax ?? total));
    if (most === 0) continue;
    const containers = Math.max(role.min, Math.ceil(total / most));
    const usd = containers * usdPerHour(size);
    if (usd >= bestUsd - 1e-9) continue;
    best = { size, holds: Math.ceil(total / containers), containers };
    bestUsd = usd;
  }
  return best;
}

/** The most of its load that a container of a size holds within the targets: needs only grow with it. */
function mostHeld(role: Role, config: SizingConfig, size: TaskSize, max: number): number {
  const state = decidingState(role);
  const beside = sidecarsOf(role, config.sidecars);
  const takes = (holds: number) =>
    isWithin(withSidecars(needOf(role, config.load, holds, state), beside), size, config.targets);
  let [least, most] = [0, max];
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (takes(middle)) least = middle;
    else most = middle - 1;
  }
  return least;
}
