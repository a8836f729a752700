import { z } from "zod";
import { plausibleWords } from "../../../scenarios/language/index.js";
import { spell } from "../../../scenarios/language/spelling.js";
import { bootByDefault, launchShape } from "../../capacity/launch.js";
import { spotEntries } from "../../capacity/strategy.js";
import { type AutoscalingConfig, tasksSampledEveryShape } from "../../scaling/autoscaling.js";
import { capacitiesSaid, cpuAimedAt } from "../../scaling/capacity.js";
import { classOf } from "../../scaling/metric.js";
import type { MetricClass } from "../../scaling/metrics/kind.js";
import { createDynamicPolicies } from "../../scaling/scaling-shape.js";
import type { ServiceView } from "../kind.js";
import { type BalancedConfig, checkedEvery } from "./balanced-shape.js";
import { ExpectedSize } from "./expected-size.js";
import type { FleetConfig } from "./fleet.js";
import { deploymentDefaults, isScaledByDefault, sizeDefaults, type TaskFleetConfig } from "./fleet-shape.js";
import { instanceAssumptions } from "./instance-assumptions.js";
import { ownScaling } from "./instances-shape.js";
import { startLoopOf } from "./start-loops.js";
import { createTaskDefinition } from "./task-definitions.js";

/** A service with tasks; what a load balancer asks of them is there where it stands behind one. */
interface AssumedFleet extends TaskFleetConfig {
  readonly healthCheck?: BalancedConfig["healthCheck"];
  readonly drain: Partial<BalancedConfig["drain"]>;
}

/** The assumptions of a prediction about the tasks of a service. */
export function fleetAssumptions(written: AssumedFleet, view: ServiceView): readonly (readonly string[])[] {
  const config = ownScaling(written);
  const isOnSpot = view.strategies.some((strategy) => spotEntries(strategy).length > 0);
  return [
    isOnSpot ? aboutSpot(config) : [],
    [...aboutTasks(config), ...aboutScaling(config, view), ...instanceAssumptions(config.instances)],
    aboutSize(config, view),
    [...aboutPace(config, view), ...aboutStarts(config, view)],
  ];
}

function aboutSpot({ drain, launchRetry, scaling }: AssumedFleet): readonly string[] {
  const { initial, max } = launchRetry.noCapacity;
  const { deregistrationLag: lag } = drain;
  return [
    ...(lag === undefined
      ? []
      : [
          `the balancer still sends requests to a task that Spot takes for ${spell.time(lag)}; users have seen up to 20s`,
        ]),
    `where Spot has no capacity, ECS tries again after ${spell.time(initial)}, later every ${spell.time(max)}; its intervals are undocumented`,
    ...(scaling.length > 0
      ? ["a scale-in stops any task of the fullest zone: no document says that it looks at the capacity provider"]
      : []),
  ];
}

function aboutTasks(service: AssumedFleet): readonly string[] {
  const { abruptFailuresPerMonth, desired, drain, launch, launchRetry, task } = service;
  const { initial, max } = launchRetry.failedStart;
  const { deregistrationDelay: delay } = drain;
  return [
    launch.failedStarts === 0
      ? "every task that is launched comes to RUNNING (launch.failedStarts)"
      : `${spell.percent(launch.failedStarts)} of starts fail before RUNNING; ECS launches again after ${spell.time(initial)}, later at most every ${spell.time(max)}; how its intervals grow is undocumented`,
    "launch times are a fit to one measurement of Fargate in ap-northeast-1 (RUNNING after 81 s with a 1.86 GiB image); no image is cached",
    ...(delay === undefined
      ? []
      : [
          `a task that its service stops drains for the whole deregistration delay (${spell.time(delay)}), busy or not, and is billed meanwhile; StopTask and Spot do not wait for it`,
        ]),
    ...(abruptFailuresPerMonth > 0
      ? [
          `${spell.percent(abruptFailuresPerMonth)} of tasks a month die without SIGTERM (crashes, host failures); no public rate exists`,
        ]
      : []),
    ...(desired === undefined
      ? ["desired is left out: a service starts with what its policies would hold at that load"]
      : []),
    ...(task.pauses === undefined
      ? []
      : [
          "in a pause a task's process does nothing for anyone and keeps one thread busy; a wait that ends in it goes on",
        ]),
    ...task.containers.map(
      ({ name, cpuUse, memoryUse, essential, failuresPerMonth }) =>
        `the sidecar ${name} uses ${spell.percent(cpuUse)} of the CPU and ${spell.percent(memoryUse)} of the memory that it reserves, whatever the load ` +
        `(cpuUse, memoryUse; measure your own); the application may use the rest, and ${essential ? `a task dies with it, ${spell.percent(failuresPerMonth)} a month, as of a crash (ECS would send SIGTERM)` : "nothing comes of its end"}`,
    ),
    ...(task.workFactor === 1
      ? []
      : [`CPU work takes ${task.workFactor} times what the steps of requests say (task.workFactor)`]),
    ...(task.architecture === "arm64"
      ? [`CPU work on ARM64 takes ${task.arm64WorkFactor} times that on x86_64; measure your own`]
      : []),
  ];
}

/** How soon a new task serves and an old one stops, where tasks come or go and the scenario does not say. */
function aboutPace(service: AssumedFleet, view: ServiceView): readonly string[] {
  const { deployment, healthCheck, launch } = service;
  const isBoot = JSON.stringify(launch.boot) === bootDecoded;
  const isInterval = healthCheck !== undefined && spell.time(healthCheck.interval) === checkedEvery;
  const starts = [
    ...(isBoot ? [`launch.boot, in the median ${bootByDefault.median}, measure your own`] : []),
    ...(isInterval ? [`healthCheck.interval, ${checkedEvery}`] : []),
  ];
  const limits = (["minimumHealthyPercent", "maximumPercent"] as const)
    .filter((key) => spell.percent(deployment[key]) === deploymentDefaults[key])
    .map((key) => `deployment.${key}, ${deploymentDefaults[key]}`);
  return [
    ...(startsTasks(service, view) && starts.length > 0
      ? [
          `a new task serves when its application has booted${healthCheck === undefined ? "" : " and passed a health check"}: how soon follows from ${byDefault(starts)}`,
        ]
      : []),
    ...(view.isDeployed && limits.length > 0
      ? [
          `how many old and new tasks a deployment holds at once, and how long it lasts, follows from ${byDefault(limits)}`,
        ]
      : []),
  ];
}

const bootDecoded = JSON.stringify(z.decode(launchShape, {}).boot);

function byDefault(values: readonly string[]): string {
  return `${values.length === 1 ? "a default" : "defaults"} (${values.join("; ")})`;
}

/** Something beside a rare crash has the service start tasks while it runs. */
function startsTasks({ scaling, bounds }: FleetConfig, view: ServiceView): boolean {
  const { strategies, isDeployed, meetsStops, meetsZoneOutage } = view;
  const scales = scaling.length > 0 && (bounds.min < bounds.max || scaling.some(({ kind }) => kind === "scheduled"));
  return (
    scales || isDeployed || meetsStops || meetsZoneOutage || strategies.some((each) => spotEntries(each).length > 0)
  );
}

/** Tasks that are there as the world begins are healthy, so that only replacements, scale-outs and deployments meet this. */
function aboutStarts(service: AssumedFleet, { name, tables }: ServiceView): readonly string[] {
  const { launch, deployment, task, healthCheck } = service;
  const { circuitBreaker } = deployment;
  const loop = healthCheck === undefined ? null : startLoopOf({ launch, task, healthCheck }, tables);
  return [
    ...(loop === null
      ? []
      : [
          `${spell.percent(loop.share)} of the tasks that ${name} starts boot for longer than its health checks allow: ECS stops them and starts others, again and again (healthCheck.gracePeriod ${spell.time(loop.gracePeriod)} would let them live)`,
        ]),
    ...(circuitBreaker.enable
      ? [
          `a deployment fails with half as many failed tasks as are wanted, at least ${circuitBreaker.minimumFailures} (3 in AWS's documents of 2026, 10 in those of 2023) and at most 200`,
        ]
      : []),
    ...(task.healthCheck === undefined
      ? []
      : [
          "a container's health check fails only while its application boots, and does not hold back the balancer's traffic",
        ]),
    ...(launch.bootCpu > 0
      ? [
          `a starting task uses ${spell.percent(launch.bootCpu)} of its vCPU until it has booted, which is in its service's CPU metric; measure your own (0 to 100 %)`,
        ]
      : []),
  ];
}

function aboutScaling(
  { scaling }: Pick<FleetConfig, "scaling">,
  { clock, autoscaling }: ServiceView,
): readonly string[] {
  const schedules = scaling.filter((policy) => policy.kind === "scheduled");
  const followsClock = clock.timezone !== "UTC" && schedules.some(({ timezone }) => timezone === undefined);
  const policies = createDynamicPolicies(scaling);
  return [
    ...policies.flatMap(({ metrics }) => metrics.map((metric) => aboutLag(classOf(metric), autoscaling))),
    ...policies.flatMap(({ assumptions }) => assumptions),
    ...(policies.length > 0 ? [aboutDraining(autoscaling), ...aboutCooldowns(autoscaling)] : []),
    ...(policies.some(({ seesTasks }) => seesTasks)
      ? [
          `the maximum and the minimum of a metric are of samples of single tasks, each of ${spell.time(autoscaling.tasksSampledEvery)}, as the ECS agent polls; ` +
            `Fargate does not document its own (${plausibleWords(tasksSampledEveryShape)} is plausible)`,
        ]
      : []),
    ...(schedules.length > 0
      ? [
          "the bounds of a service hold from its warm-up on: scheduled actions of the days before are not looked up",
          ...(followsClock
            ? [`a scheduled action without a timezone follows the clock's, ${clock.timezone}; on AWS it would be UTC`]
            : []),
          "a scheduled maximum takes tasks away during a deployment too, where policies may not scale in",
        ]
      : []),
  ];
}

/** What the size of a service is compared with where no policy says how much capacity a load needs. */
function aboutSize(
  { scaling, task }: Pick<FleetConfig, "scaling" | "task">,
  { name, demands }: ServiceView,
): readonly string[] {
  const policies = createDynamicPolicies(scaling);
  const load = new ExpectedSize(demands, scaling).load(0, createTaskDefinition(name, task));
  return policies.length > 0 && capacitiesSaid(policies, load).length === 0
    ? [
        `no policy of ${name} says what capacity a load needs: where desired is left out it starts with what ${spell.percent(cpuAimedAt)} CPU ` +
          "would need, and the lag of scale-outs is held against that",
      ]
    : [];
}

const metricsCalled: Readonly<Record<MetricClass, { readonly name: string; readonly total: string }>> = {
  standard: {
    name: "one-minute metric of AWS",
    total: "AWS's benchmark, 363 s, of which 110s to 140s may be publication",
  },
  high: { name: "twenty-second metric", total: "AWS's benchmark, 86 s" },
  custom: { name: "metric of your own", total: "one real record, some 225 s" },
};

function aboutLag(metricClass: MetricClass, { metricLags }: AutoscalingConfig): string {
  const { name, total } = metricsCalled[metricClass];
  const { age, actionDelay } = metricLags[metricClass];
  return (
    `a ${name} is published ${spell.time(age)} after its period, and ${spell.time(actionDelay)} later an alarm acts by the newest ` +
    `datapoint there is: only the total from load to decision is known (${total}), the split is inferred (autoscaling.metricLags.${metricClass})`
  );
}

function aboutDraining({ countsDraining }: AutoscalingConfig): string {
  return countsDraining
    ? "tasks that drain count in the CPU, memory and queue metrics of their service (autoscaling.countsDraining)"
    : "tasks that drain count no more in the CPU, memory and queue metrics of their service: AWS says that metrics are of tasks in the RUNNING state, and no record shows it (autoscaling.countsDraining)";
}

function aboutCooldowns({ scaleInCompletes, scaleOutCompletesWithin }: AutoscalingConfig): readonly string[] {
  return [
    "a service's policies share a cooldown, which AWS does not document; it begins when the activity is complete: a scale-in " +
      `${spell.time(scaleInCompletes)} after its decision (records fit anything under 60s), a scale-out when its tasks run`,
    `a scale-out whose tasks do not come counts as complete after ${spell.time(scaleOutCompletesWithin)} (autoscaling.` +
      "scaleOutCompletesWithin); AWS ends such activities as unfulfilled and does not say when",
  ];
}

/**
 * The default size of a fleet, where nothing in the scenario sets it; null otherwise. Without policies bounds have no
 * effect.
 */
export function sizeByDefault(name: string, fleet: FleetConfig): string | null {
  const { scaling, bounds } = ownScaling(fleet);
  const isScaling = isScaledByDefault({ scaling });
  const isBounds = bounds.min === sizeDefaults.bounds.min && bounds.max === sizeDefaults.bounds.max;
  const left = [...(isScaling ? ["scaling"] : []), ...(isBounds ? ["bounds"] : [])];
  if (left.length === 0 || scaling.length === 0) return null;
  const [{ metric, target }] = sizeDefaults.scaling;
  const follows = isScaling ? `tracks ${target} ${metric.toUpperCase()} with` : "has";
  return `${name} ${follows} ${bounds.min} to ${bounds.max} tasks (default ${left.join(" and ")})`;
}
