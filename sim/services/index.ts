import { dependency } from "./dependency/index.js";
import { lambda } from "./lambda/index.js";
import { launcher } from "./launcher/index.js";
import { queue } from "./queue/index.js";
import { request } from "./request/index.js";
import { websocket } from "./websocket/index.js";
import { workers } from "./workers/index.js";

/** Every kind of service. A new one is a folder here, or a file, and a word in this list. */
export const services = [request, websocket, lambda, queue, workers, launcher, dependency] as const;
