import type { Path } from "../../../scenarios/language/index.js";
import { either, spell } from "../../../scenarios/language/spelling.js";
import { createDistribution } from "../../../workload/distributions/index.js";
import { InputError, orInputError } from "../../../workload/input-error.js";
import { nominalSpotShare } from "../../capacity/dilution.js";
import { LaunchTimes } from "../../capacity/launch.js";
import { providersBought } from "../../capacity/providers/by-provider.js";
import { kindOf, metricNames } from "../../scaling/metric.js";
import type { ReadingName } from "../../scaling/metrics/kind.js";
import { createDynamicPolicies } from "../../scaling/scaling-shape.js";
import { reportUnreadable } from "../file-rule.js";
import type { ServiceRule } from "../kind.js";
import type { TaskFleetConfig } from "./fleet-shape.js";
import { instanceRules } from "./instance-rules.js";
import { desiredWithinBounds, scheduledBounds, stepBounds } from "./scaling-rules.js";

type Rule = ServiceRule<TaskFleetConfig>;

/** A fallback substitutes for Spot tasks, so that there have to be some. */
const idleFallback: Rule = {
  code: "idle-fallback",
  check({ fallback }, { at, strategies }, report) {
    if (fallback === undefined || strategies.some((strategy) => nominalSpotShare(strategy) > 0)) return;
    report([...at, "fallback"], {
      severity: "warning",
      expected: "a Spot weight that it stands in for",
      got: "none",
      hint: `add ${providersBought("spot").join(" or ")} to capacity, or leave fallback out`,
    });
  },
};

/** A rolling deployment needs room to stop a task first, or to start one. */
const deploymentRoom: Rule = {
  code: "deployment-room",
  check({ bounds, deployment }, { at, isDeployed }, report) {
    const { minimumHealthyPercent, maximumPercent } = deployment;
    const least = Math.max(1, bounds.min);
    const room = Math.floor(least * maximumPercent + 1e-9) - Math.ceil(least * minimumHealthyPercent - 1e-9);
    if (room > 0 || !isDeployed) return;
    report([...at, "deployment"], {
      severity: "warning",
      expected: `room for one task more or less at ${least} tasks`,
      got: `${spell.percent(minimumHealthyPercent)} to ${spell.percent(maximumPercent)} of them`,
      hint: "raise maximumPercent or lower minimumHealthyPercent: this deployment would never end",
    });
  },
};

/** The tables that launches and pauses are drawn from are there and can be read. */
const launchFiles: Rule = {
  code: "file",
  check(config, { name, at, seed, tables }, report) {
    const { launch, task } = config;
    const made: (readonly [below: Path, made: unknown])[] = [
      [["launch"], orInputError(() => new LaunchTimes(seed, name, launch, tables))],
    ];
    for (const [key, drawn] of Object.entries(task.pauses ?? {})) {
      made.push([["task", "pauses", key], orInputError(() => createDistribution(drawn, tables))]);
    }
    for (const [below, error] of made) {
      if (error instanceof InputError) reportUnreadable(error, config, at, below, report);
    }
  },
};

/** A service is scaled by metrics that it has. */
function ownMetrics(readings: readonly ReadingName[]): Rule {
  return {
    code: "scaling-metric",
    check({ scaling }, { name, at }, report) {
      const isOwn = (metric: (typeof metricNames)[number]) =>
        kindOf(metric).asks.every((reading) => readings.includes(reading));
      for (const [index, config] of scaling.entries()) {
        const others = createDynamicPolicies([config]).flatMap(({ metrics }) => metrics.filter((one) => !isOwn(one)));
        if (others.length === 0) continue;
        report([...at, "scaling", index, "metric"], {
          severity: "error",
          expected: either(metricNames.filter(isOwn)),
          got: others.join(", "),
          hint: `a service of the kind of ${name} has no such metric`,
        });
      }
    },
  };
}

/** The checks across the keys of every kind that is an ECS service; `readings`: what its kind shows beside its tasks. */
export function fleetRules(readings: readonly ReadingName[]): readonly Rule[] {
  return [
    desiredWithinBounds,
    scheduledBounds,
    stepBounds,
    ownMetrics(readings),
    idleFallback,
    deploymentRoom,
    launchFiles,
    ...instanceRules(readings),
  ];
}
