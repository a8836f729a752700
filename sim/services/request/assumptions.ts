import { spell } from "../../../scenarios/language/spelling.js";
import { classesOf } from "../../../workload/demand-shape.js";
import type { DecidingDefaults } from "../../outcome/index.js";
import { fleetAssumptions, sizeByDefault } from "../fleet/assumptions.js";
import { aboutBalancer, aboutOutages } from "../fleet/balanced-assumptions.js";
import type { BalancerConfig } from "../fleet/balancer-shape.js";
import { slotDefaults, type TaskConfig } from "../fleet/task-definitions.js";
import type { ServiceView } from "../kind.js";
import { aboutRollout } from "../rollout/rules.js";
import type { RequestServiceConfig } from "./shape.js";

/** The assumptions of a prediction about a request service. */
export function requestAssumptions(config: RequestServiceConfig, view: ServiceView): readonly (readonly string[])[] {
  return [
    ...fleetAssumptions(config, view),
    aboutRollout(config, view),
    aboutDegradation(config, view),
    aboutTimeouts(config, view),
    aboutDefaults(config, view),
    [...aboutBalancer(config, view), ...aboutOutages(config, view)],
  ];
}

type Defaults = DecidingDefaults[string];

/** Defaults that may make requests fail or that decide a fleet's size. */
export function requestDefaults(
  config: RequestServiceConfig,
  {
    name,
    sent,
    waitsForever,
    meetsZoneOutage,
  }: Pick<ServiceView, "name" | "sent" | "waitsForever" | "meetsZoneOutage">,
): Defaults {
  const waits = waitsForever || sent.flatMap(classesOf).some(({ timeout }) => timeout === undefined);
  return {
    failures: {
      ...failuresOfQueue(config.task, calledBy(sent, config)),
      ...(waits ? failuresOfTimeout(config.balancer, meetsZoneOutage) : {}),
    },
    size: sizeByDefault(name, config),
  };
}

/** Latencies are kept of the reported time alone, what else degradation may look at from the begin of the warm-up on. */
function aboutDegradation({ degradation }: RequestServiceConfig, { clock }: ServiceView): readonly string[] {
  return degradation?.signal === "latency" && clock.warmup > 0
    ? ["degradation by latency sees no request of the warm-up: it begins at its normal level, with an empty window"]
    : [];
}

/** Whoever does not give up is given up by the balancer. */
function aboutTimeouts({ balancer }: RequestServiceConfig, { sent }: ServiceView): readonly string[] {
  const classes = sent.flatMap(classesOf);
  const waits = classes.some(({ timeout = Number.POSITIVE_INFINITY }) => timeout > balancer.idleTimeout);
  return waits
    ? [
        `a request that its client waits longer for ends with the balancer's 504 after ${spell.time(balancer.idleTimeout)}`,
      ]
    : [];
}

function aboutDefaults(config: RequestServiceConfig, view: ServiceView): readonly string[] {
  const { failures, size } = requestDefaults(config, view);
  const of = view.isOnlyService ? "" : `${view.name}: `;
  return [
    ...(size === null ? [] : [`${size}: this decides its cost and latency as much as what is written`]),
    ...Object.values(failures).map((words) => `${of}a request may end by ${words}`),
  ];
}

/** The services that its requests call, as they come from outside or from within. */
function calledBy(sent: ServiceView["sent"], { request, classes }: RequestServiceConfig): readonly string[] {
  const all = [...sent.flatMap(classesOf), ...(request ? [request] : []), ...(classes ?? [])];
  return [...new Set(all.flatMap(({ steps }) => steps.flatMap(({ call }) => call ?? [])))];
}

/** A request fails by the cause of its call: a full queue may be that of a service behind this one. */
function failuresOfQueue({ maxConcurrent, queue }: TaskConfig, called: readonly string[]): Defaults["failures"] {
  const isDefault = maxConcurrent === slotDefaults.maxConcurrent || queue === slotDefaults.queue;
  if (!isDefault) return {};
  const both = maxConcurrent === slotDefaults.maxConcurrent && queue === slotDefaults.queue;
  const which = both
    ? "the defaults"
    : maxConcurrent === slotDefaults.maxConcurrent
      ? "the first is a default"
      : "the second is a default";
  const behind = called.length === 0 ? "" : `, or that of ${called.join(" or ")}, which it calls`;
  return { queueFull: `a full queue (task.maxConcurrent ${maxConcurrent}, task.queue ${queue}: ${which})${behind}` };
}

/** A dead zone ends connects long before the idle timeout does. */
function failuresOfTimeout({ idleTimeout, connectTimeout }: BalancerConfig, isZoneDown: boolean): Defaults["failures"] {
  const connects = isZoneDown ? `${spell.time(connectTimeout)} without a connection to a dead zone or ` : "";
  return { timeout: `the balancer's 504 after ${connects}${spell.time(idleTimeout)} (no timeout is set)` };
}
