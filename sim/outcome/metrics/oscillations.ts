import type { ScalingActivity } from "../replication.js";

/**
 * How often a service changed its mind: pairs of opposite activities of dynamic policies at most `window` (in
 * microseconds) apart, each activity in one pair. `activities` are in order of time.
 */
export function oscillations(activities: readonly ScalingActivity[], window: number): number {
  let pairs = 0;
  let open: readonly ScalingActivity[] = []; // all of one direction: an opposite one would have closed the first
  for (const activity of activities.filter(({ dynamic, from, to }) => dynamic && from !== to)) {
    open = open.filter(({ at }) => activity.at - at <= window);
    if (open.length > 0 && isOut(open[0]) !== isOut(activity)) {
      pairs++;
      open = open.slice(1);
    } else {
      open = [...open, activity];
    }
  }
  return pairs;
}

/** Whether an activity asked for more tasks. */
export function isOut({ from, to }: ScalingActivity): boolean {
  return to > from;
}
