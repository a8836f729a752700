import { z } from "zod";
import { duration, flag, name } from "../../../scenarios/language/index.js";
import { distributionShape } from "../../../workload/distributions/index.js";
import { requestClassesShape, requestShape } from "../../../workload/requests.js";
import { degradationShape } from "../../scaling/degradation.js";
import { balancedKeys } from "../fleet/balanced-shape.js";
import { deploymentShape, scheduleKeys, sizeKeys } from "../fleet/fleet-shape.js";
import { taskShape } from "../fleet/task-definitions.js";
import { abortShape } from "../rollout/abort/index.js";
import { observeShape } from "../rollout/observation.js";
import { strategyKindShape } from "../rollout/strategies/index.js";

const writeBufferShape = z.strictObject({
  flushEvery: duration({ min: 1_000 }).prefault("100ms"),
  flushTakes: distributionShape(duration).prefault("10ms"),
  flushTimeout: duration({ min: 1_000 }).prefault("20s"),
  deadLetter: flag().prefault(true),
  acknowledge: z.enum(["buffered", "durable"]).prefault("buffered"),
});

const releaseShape = deploymentShape.extend({
  /** How a deployment brings a new revision; a kill switch rolls all the same. */
  strategy: strategyKindShape.prefault({ kind: "rolling" }),
  /** What ends a canary: its traffic goes back at once. */
  abort: abortShape.prefault([]),
  /** Nothing ends a canary: each run tells instead when each abort rule would have, as it is and as if its answers took longer. */
  observe: observeShape.optional(),
});

/** A load-balanced ECS service of Fargate tasks that answers requests. */
export const requestServiceShape = z.strictObject({
  task: taskShape,
  /** What a call from another service asks of it; or several sorts of that. Its timeout and retries hold where the caller says nothing. */
  request: requestShape.optional(),
  classes: requestClassesShape.optional(),
  ...sizeKeys,
  ...balancedKeys,
  writeBuffer: writeBufferShape.prefault({}),
  degradation: degradationShape.optional(),
  /** Where a request goes that finds no task, or every slot and place in the queue of its task taken; left out: it fails by 503. */
  overflow: z.strictObject({ to: name(), when: z.literal("saturated").prefault("saturated") }).optional(),
  ...scheduleKeys,
  deployment: releaseShape.prefault({}),
});

export type RequestServiceConfig = z.output<typeof requestServiceShape>;
