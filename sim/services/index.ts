import { dependency } from "./dependency/index.js";
import { request } from "./request/index.js";

/** Every kind of service. A new one is a folder here, or a file, and a word in this list. */
export const services = [request, dependency] as const;
