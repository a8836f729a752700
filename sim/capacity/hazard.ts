import { hour, hoursPerMonth } from "../../scenarios/language/units/time.js";
import { log } from "../../workload/exp.js";

/** The hazard per hour of what happens to a task with probability `monthly` within a month of 730 hours: −ln(1 − p)/730. */
export function hazardPerHour(monthly: number): number {
  return -log(1 - monthly) / hoursPerMonth;
}

/** The lifetime in whole microseconds under a constant hazard, by inversion of a uniform draw; Infinity without one. */
export function lifetime(hazard: number, uniform: number): number {
  return hazard === 0 ? Number.POSITIVE_INFINITY : Math.ceil((-log(uniform) / hazard) * hour);
}
