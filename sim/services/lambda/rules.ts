import type { Path } from "../../../scenarios/language/index.js";
import { either, spell } from "../../../scenarios/language/spelling.js";
import { createDistribution } from "../../../workload/distributions/index.js";
import { InputError, orInputError } from "../../../workload/input-error.js";
import { kindOf, metricNames } from "../../scaling/metric.js";
import { createDynamicPolicies } from "../../scaling/scaling-shape.js";
import { reportUnreadable } from "../file-rule.js";
import { scheduledBounds } from "../fleet/scaling-rules.js";
import type { ServiceRule } from "../kind.js";
import { oneRequest } from "../one-request-rule.js";
import { type LambdaConfig, slowdownOf } from "./shape.js";

type Rule = ServiceRule<LambdaConfig>;

/** Application Auto Scaling moves provisioned concurrency by a target or by the clock, and by its own metric alone. */
const ownPolicies: Rule = {
  code: "scaling-metric",
  check({ scaling }, { at }, report) {
    const own = metricNames.filter((metric) => kindOf(metric).asks.some((reading) => reading === "provisioned"));
    for (const [index, config] of scaling.entries()) {
      if (config.kind === "step") {
        report([...at, "scaling", index, "kind"], {
          severity: "error",
          expected: "target-tracking or scheduled",
          got: "step",
          hint: "AWS has no step scaling of provisioned concurrency",
        });
        continue;
      }
      const others = createDynamicPolicies([config]).flatMap(({ metrics }) =>
        metrics.filter((one) => !own.includes(one)),
      );
      if (others.length === 0) continue;
      report([...at, "scaling", index, "metric"], {
        severity: "error",
        expected: either(own),
        got: others.join(", "),
        hint: "a function has no tasks: what its policies move is provisioned",
      });
    }
  },
};

/** A function starts with as many provisioned environments as its bounds allow, which count where its policies move them. */
const provisionedDesired: Rule = {
  code: "desired",
  check({ provisioned: { desired, bounds }, scaling }, { at }, report) {
    if (desired === undefined || scaling.length === 0 || (desired >= bounds.min && desired <= bounds.max)) return;
    report([...at, "provisioned", "desired"], {
      severity: "error",
      expected: `${bounds.min} to ${bounds.max}, as provisioned.bounds say`,
      got: String(desired),
      hint: "leave desired out to start with the min",
    });
  },
};

const provisionedBounds: Rule = {
  code: scheduledBounds.code,
  check: ({ provisioned: { bounds }, scaling }, view, report) =>
    scheduledBounds.check({ bounds, scaling }, view, report),
};

/** Provisioned environments are taken from the function's concurrency, or from what the account leaves. */
const provisionedWithinConcurrency: Rule = {
  code: "provisioned-concurrency",
  check({ provisioned, scaling, reservedConcurrency }, { at, account }, report) {
    const limit = reservedConcurrency ?? account.lambdaConcurrency;
    const asked: readonly (readonly [Path, number])[] = [
      [["provisioned", "desired"], provisioned.desired ?? 0],
      [["provisioned", "bounds", "min"], provisioned.bounds.min],
      ...scaling.map((policy, index): readonly [Path, number] => {
        const most = policy.kind === "scheduled" ? (policy.bounds.min ?? 0) : 0;
        return [["scaling", index, "bounds", "min"], most];
      }),
    ];
    for (const [below, count] of asked) {
      if (count <= limit) continue;
      const whose = reservedConcurrency === undefined ? "account.lambdaConcurrency" : "its reservedConcurrency";
      report([...at, ...below], {
        severity: "error",
        expected: `at most ${spell.count(limit)}, as ${whose} says`,
        got: String(count),
        hint: "AWS refuses more; raise that, or provision less",
      });
    }
  },
};

/** The tables that cold starts are drawn from are there and can be read. */
const coldStartFiles: Rule = {
  code: "file",
  check(config, { at, tables }, report) {
    for (const below of [["placement"], ["init"], ["provisioned", "allocationDelay"]] as const) {
      const drawn = below.length === 1 ? config[below[0]] : config.provisioned.allocationDelay;
      const made = orInputError(() => createDistribution(drawn, tables));
      if (made instanceof InputError) reportUnreadable(made, config, at, below, report);
    }
  },
};

/** A function that runs longer than it may is ended, however many environments there are. */
const stepsWithinTimeout: Rule = {
  code: "steps-over-timeout",
  check(config, { name, classes }, report) {
    for (const { at, request } of classes) {
      const takes = request.meanCpu * slowdownOf(config) + request.meanWait;
      if (takes <= config.timeout) continue;
      report([...at, "steps"], {
        severity: "warning",
        expected: `less than the function's timeout, ${spell.time(config.timeout)}`,
        got: spell.time(takes),
        hint: `Lambda ends most of these invocations: raise services.${name}.timeout (at most 15m), or its memory for more CPU`,
      });
    }
  },
};

/** The checks across the keys of a function. */
export const lambdaRules: readonly Rule[] = [
  oneRequest,
  ownPolicies,
  provisionedDesired,
  provisionedBounds,
  provisionedWithinConcurrency,
  coldStartFiles,
  stepsWithinTimeout,
];
