import { scheduled } from "./scheduled.js";
import { stepScaling } from "./step.js";
import { targetTracking } from "./target-tracking.js";

/** Every kind of scaling policy. A new one is a file here and a word in this list. */
export const policies = [targetTracking, stepScaling, scheduled] as const;
