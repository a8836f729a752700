import { z } from "zod";
import { duration, integer, rate } from "../../../scenarios/language/index.js";
import { distributionShape } from "../../../workload/distributions/index.js";
import { drawnDuration } from "../../../workload/requests.js";
import { retriesShape } from "../../../workload/retries.js";
import type { ConfigOf } from "../kind.js";

/** The keys of a dependency. */
export const dependencyShape = z.strictObject({
  latency: distributionShape(drawnDuration).describe("How long a call is worked on, once it has a slot."),
  maxConcurrent: integer({ min: 1, max: 1_000_000 })
    .prefault(100)
    .describe("Calls that are worked on at once, as connections of a pool."),
  queue: integer({ min: 0, max: 10_000_000 })
    .prefault(1_000)
    .describe("Calls that wait for a slot before others are refused."),
  rateLimit: z
    .strictObject({
      rate: rate({ min: 0.001 }).describe("Calls a second in the long run."),
      burst: integer({ min: 1, max: 1_000_000 }).describe("Calls at once before the rate limit begins to hold."),
    })
    .optional()
    .describe("Calls beyond this rate are refused; left out, none are."),
  timeout: duration({ min: 1 })
    .optional()
    .describe("When callers give up, where their calls say nothing; left out, never."),
  retries: retriesShape.optional().describe("What callers do after a failure, where their calls say nothing."),
});

export type DependencyConfig = ConfigOf<typeof dependencyShape.shape>;
