import { RequestService } from "./request/request-service.js";
import type { RequestServiceConfig } from "./request/shape.js";
import type { Service } from "./service.js";
import type { ServiceContext } from "./service-context.js";

export type { Revision, Service } from "./service.js";

/** Gives a decoded service its behaviour; there is one kind so far. */
export function createService(config: RequestServiceConfig, context: ServiceContext): Service {
  return new RequestService(config, context);
}
