import { z } from "zod";
import { spell } from "../../../scenarios/language/spelling.js";
import { createDistribution } from "../../../workload/distributions/index.js";
import { InputError, orInputError } from "../../../workload/input-error.js";
import { requestShape } from "../../../workload/requests.js";
import { reportUnreadable } from "../file-rule.js";
import { defineService } from "../kind.js";
import { Dependency, dependencyAspects } from "./dependency.js";
import { dependencyShape } from "./shape.js";

/** A database pool or somebody's rate-limited API. */
export const dependency = defineService({
  kind: "dependency",
  about:
    "What services call and nobody scales, such as a database pool or a rate-limited API: slots, a queue, a latency.",
  shape: dependencyShape,
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
