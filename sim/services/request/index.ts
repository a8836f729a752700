import { defineService } from "../kind.js";
import { RequestService } from "./request-service.js";
import { requestServiceShape } from "./shape.js";

/** The kind of a service that says none. */
export const request = defineService({
  kind: "request-service",
  about: "A load-balanced ECS service of Fargate tasks that answers requests.",
  shape: requestServiceShape,
  create: (config, context) => new RequestService(config, context),
});
