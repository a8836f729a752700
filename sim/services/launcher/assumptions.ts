import { spell } from "../../../scenarios/language/spelling.js";
import { sharesOf, spotEntries } from "../../capacity/strategy.js";
import type { ServiceView } from "../kind.js";
import { launchFailures } from "./failures.js";
import type { LauncherConfig } from "./shape.js";

/** The assumptions of a prediction about a launcher. */
export function launcherAssumptions(config: LauncherConfig, view: ServiceView): readonly (readonly string[])[] {
  return [aboutLaunches(config, view), aboutDeaths(config, view), aboutReconciler(config, view)];
}

function aboutLaunches(config: LauncherConfig, { name }: ServiceView): readonly string[] {
  const { api, capacity, dependencies, failures, split } = config;
  const possible = launchFailures.filter((cause) => failures[cause.name] > 0);
  return [
    `${name} calls RunTask ${Number(api.rate.toPrecision(3))} times a second, ${spell.count(api.burst)} at once; a throttled call is made again ${spell.count(api.attempts)} times (the SDK's way is an assumption)`,
    "RunTask's launch times are a fit to one measurement of Fargate in ap-northeast-1 (RUNNING after 51 to 56 s with a 1.86 GiB image); download, installation and import are assumptions, measure your own",
    ...(sharesOf(capacity).length > 1
      ? [
          split === "drawn"
            ? "each call for one task draws its capacity provider by weight: AWS does not say how the weights hold of single calls (split)"
            : "calls for one task are dealt out so that the counts fit the weights: AWS does not say how they hold of single calls (split)",
        ]
      : []),
    ...(dependencies.size > 0
      ? [
          dependencies.from === "start"
            ? `each run of ${name} installs ${spell.size(dependencies.size)} as it starts (dependencies)`
            : `the image of ${name} holds ${spell.size(dependencies.size)} of dependencies (dependencies)`,
        ]
      : []),
    possible.length === 0
      ? `no launch of ${name} fails for a reason of its own (failures)`
      : `launches of ${name} fail by ${possible.map((cause) => `${cause.name} ${spell.percent(failures[cause.name])}`).join(", ")}`,
  ];
}

function aboutDeaths(
  { drain, abruptFailuresPerMonth, capacity }: LauncherConfig,
  { name }: ServiceView,
): readonly string[] {
  const listens = drain.onSigterm === "drain";
  return [
    `a run of ${name} needs the same memory in each attempt, and is killed at a part of its work that is drawn evenly`,
    listens
      ? `at SIGTERM a run waits ${spell.time(drain.timeout)} for the task it is working on, then says that it has failed, even where that task was its last`
      : "a run does not listen to SIGTERM, so that nobody hears of its end",
    ...(spotEntries(capacity).length > 0 || abruptFailuresPerMonth > 0
      ? [
          `${spell.percent(abruptFailuresPerMonth)} of tasks a month die without SIGTERM (crashes, host failures); no public rate exists`,
        ]
      : []),
  ];
}

function aboutReconciler({ reconciler }: LauncherConfig, { name }: ServiceView): readonly string[] {
  const { every, staleAfter, pageSize, order } = reconciler;
  return [
    `every ${spell.time(every)} the reconciler of ${name} looks at ${spell.count(pageSize)} of the runs that began ${spell.time(staleAfter)} ago or earlier, in the order ${order}: which one a database gives decides when dead runs are found (reconciler.order)`,
    "a stopped task can be described for an hour; a run that is found later has failed by a cause that nobody knows (missing)",
  ];
}
