import { classesOf } from "../../../workload/demand-shape.js";
import { defineService } from "../kind.js";
import { lambdaAssumptions } from "./assumptions.js";
import { LambdaService, lambdaAspects } from "./lambda-service.js";
import { lambdaRules } from "./rules.js";
import { lambdaShape } from "./shape.js";

/** A function that has an environment for each of its invocations, and no tasks. */
export const lambda = defineService({
  kind: "lambda",
  about: "An AWS Lambda function: an environment for each invocation, cold starts, throttles, provisioned concurrency.",
  shape: lambdaShape,
  isDrivable: false,
  aspects: lambdaAspects,
  rules: lambdaRules,
  assumptions: lambdaAssumptions,
  serves: classesOf,
  create: (config, context) => new LambdaService(config, context),
});
