import type { ServiceReplication } from "../../sim/outcome/replication.js";

/** What a service tells that has no tasks, and nobody asked for its demands apart. */
export const unseen: Omit<ServiceReplication, "requests" | "latency" | "minutes"> = {
  possible: { scaleOut: false, scaleIn: false, oscillation: false, degradation: false, taskHours: 0, latency: 0 },
  demands: {},
  activities: [],
  scaleOutLags: [],
  replacementLags: [],
  spot: { interruptions: 0, interruptedRequests: 0, interruptionsExpected: 0 },
  tasksLost: {},
  writes: { accepted: 0, flushed: 0, deadLettered: 0, lost: 0, lostAtMost: 0, lostAtOnce: 0 },
  degradation: { degradedMinutes: 0, activations: 0 },
  taskHours: 0,
};
