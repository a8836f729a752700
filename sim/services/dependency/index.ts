import { z } from "zod";
import { duration, integer, rate } from "../../../scenarios/language/index.js";
import { spell } from "../../../scenarios/language/spelling.js";
import { createDistribution, distributionShape } from "../../../workload/distributions/index.js";
import { InputError, orInputError } from "../../../workload/input-error.js";
import { drawnDuration, requestShape } from "../../../workload/requests.js";
import { retriesShape } from "../../../workload/retries.js";
import { reportUnreadable } from "../file-rule.js";
import { type ConfigOf, defineService } from "../kind.js";
import { Dependency, dependencyAspects } from "./dependency.js";

const shape = z.strictObject({
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

export type DependencyConfig = ConfigOf<typeof shape.shape>;

/** A database pool or somebody's rate-limited API. */
export const dependency = defineService({
  kind: "dependency",
  about:
    "What services call and nobody scales, such as a database pool or a rate-limited API: slots, a queue, a latency.",
  shape,
  isDrivable: false,
  aspects: dependencyAspects,
  rules: [
    {
      code: "file",
      check(config, { at, tables }, report) {
        const made = orInputError(() => createDistribution(config.latency, tables));
        if (made instanceof InputError) reportUnreadable(made, config, at, ["latency"], report);
      },
    },
  ],
  assumptions: (config, { name }) => [
    [
      `${name} works on ${spell.count(config.maxConcurrent)} calls at once and lets ${spell.count(config.queue)} wait, in order; it never fails, slows or scales, and costs nothing`,
      `a request that a demand sends to ${name} takes what its own steps say; the latency of ${name} is that of calls`,
    ],
  ],
  serves: ({ latency, timeout, retries }) => [
    {
      name: "call",
      weight: 1,
      ...z.decode(requestShape, { steps: [{ wait: "0s" }] }),
      steps: [{ wait: latency }],
      ...(timeout !== undefined && { timeout }),
      ...(retries !== undefined && { retries }),
    },
  ],
  create: (config, context) => new Dependency(config, context),
});
