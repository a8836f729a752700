import type { Sample } from "../kernels/kernel.js";
import { read } from "../shipped-scenario.js";
import { measure } from "./cloud.js";

/** One replication of the night of `offpeak-70spot`. */
export function night(seed: number): Sample {
  return measure(read("extends: offpeak-70spot.yaml"), seed);
}
