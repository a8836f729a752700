import { canary } from "./canary.js";
import { chatbot } from "./chatbot.js";
import { ec2Workers } from "./ec2-workers.js";
import { lambda } from "./lambda.js";
import { queueWorkers } from "./queue-workers.js";
import { runLauncher } from "./run-launcher.js";
import { sizing } from "./sizing.js";
import type { Template } from "./template.js";
import { webService } from "./web-service.js";
import { websocket } from "./websocket.js";

/** What `sim init` can write; the first is the default. */
export const templates: readonly Template[] = [
  webService,
  chatbot,
  canary,
  websocket,
  lambda,
  queueWorkers,
  ec2Workers,
  runLauncher,
  sizing,
];
