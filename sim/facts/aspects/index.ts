import type { Aspect } from "../aspect.js";
import { cohorts } from "./cohorts.js";
import { cpu } from "./cpu.js";
import { degradation } from "./degradation.js";
import { instances } from "./instances.js";
import { invocations } from "./invocations.js";
import { jobs } from "./jobs.js";
import { latency } from "./latency.js";
import { memory } from "./memory.js";
import { messages } from "./messages.js";
import { requests } from "./requests.js";
import { runs } from "./runs.js";
import { scaling } from "./scaling.js";
import { sessions } from "./sessions.js";
import { spot } from "./spot.js";
import { tasks } from "./tasks.js";
import { writes } from "./writes.js";

/** Everything that runs can tell, in the order in which pages tell it; a new aspect is a file and a word here. */
export const aspects: readonly Aspect[] = [
  latency,
  requests,
  sessions,
  runs,
  messages,
  jobs,
  tasks,
  instances,
  cpu,
  memory,
  scaling,
  spot,
  invocations,
  degradation,
  writes,
  cohorts,
];
