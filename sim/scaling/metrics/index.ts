import { activeConnections } from "./active-connections.js";
import { connectionsPerTask } from "./connections-per-task.js";
import { cpu } from "./cpu.js";
import { memory } from "./memory.js";
import { provisionedConcurrencyUtilization } from "./provisioned-concurrency-utilization.js";
import { queuePerTask } from "./queue-per-task.js";
import { requestsPerTarget } from "./requests-per-target.js";
import { backlogPerTask, visibleMessages } from "./visible-messages.js";

/** Every metric that policies may scale by. A new one is a file here and a word in this list. */
export const metrics = [
  cpu,
  memory,
  requestsPerTarget,
  queuePerTask,
  activeConnections,
  connectionsPerTask,
  visibleMessages,
  backlogPerTask,
  provisionedConcurrencyUtilization,
] as const;
