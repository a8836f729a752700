import type { Rule } from "../../../scenarios/language/index.js";
import type { Scenario } from "../shape.js";
import { deploymentRoom, healthCheck, sharedBalancer, slowStart } from "./balancer.js";
import { calibratedRange } from "./calibration.js";
import { clockChange } from "./clock-changes.js";
import { csvTimes, traceTimes } from "./csv-times.js";
import { tableFiles } from "./files.js";
import { desiredWithinBounds, vcpuQuota } from "./limits.js";
import { lateTarget, overload, shortTrace, silentDemand } from "./load.js";
import { containerNames, demandNames, idleServices, oneMarket, unusedMarkets } from "./names.js";
import { pausesEnd } from "./pauses.js";
import { PlannedDemands } from "./planned-demands.js";
import { oldPrices, priceFile, regionPrices, strangePrices } from "./prices.js";
import {
  calibratedDemands,
  claimServices,
  demandReferences,
  demandTargets,
  incidentServices,
  marketReferences,
  objectiveDemands,
  objectiveServices,
  variantReferences,
} from "./references.js";
import { clientTimeout, memoryForRequests, stepsWithinTimeout } from "./requests.js";
import type { RuleContext, ScenarioRule } from "./rule.js";
import { enoughRequests, sameReplications } from "./samples.js";
import { scheduledBounds, stepBounds } from "./scaling.js";
import { idleConnections, sessionWarmup } from "./sessions.js";
import { drainLongEnough, flushAtSigterm, flushBeforeKill } from "./shutdown.js";
import { dilutedSpot, idleFallback, zonesOfAccount } from "./spot.js";
import { abortObjectives, stagingHosts } from "./staging.js";
import { startLoops } from "./start-loops.js";
import { containersOfTask, taskSize } from "./task-size.js";
import { ownHeaders, placeholders, sessionTemplates } from "./templates.js";
import {
  datedIncident,
  incidentsWithinRun,
  repeatedIncident,
  representedMonth,
  representedTime,
  runLength,
} from "./timeline.js";

/** Every check across the keys of a scenario; a new one is a function and a word here. */
const rules: readonly ScenarioRule[] = [
  demandTargets,
  incidentServices,
  objectiveDemands,
  objectiveServices,
  claimServices,
  marketReferences,
  demandReferences,
  calibratedDemands,
  variantReferences,
  demandNames,
  containerNames,
  oneMarket,
  unusedMarkets,
  idleServices,
  taskSize,
  containersOfTask,
  pausesEnd,
  desiredWithinBounds,
  scheduledBounds,
  stepBounds,
  vcpuQuota,
  dilutedSpot,
  idleFallback,
  zonesOfAccount,
  incidentsWithinRun,
  repeatedIncident,
  representedMonth,
  datedIncident,
  representedTime,
  clockChange,
  runLength,
  slowStart,
  sharedBalancer,
  healthCheck,
  deploymentRoom,
  startLoops,
  tableFiles,
  csvTimes,
  traceTimes,
  priceFile,
  regionPrices,
  oldPrices,
  strangePrices,
  flushBeforeKill,
  flushAtSigterm,
  drainLongEnough,
  clientTimeout,
  stepsWithinTimeout,
  memoryForRequests,
  overload,
  silentDemand,
  shortTrace,
  lateTarget,
  calibratedRange,
  enoughRequests,
  sameReplications,
  placeholders,
  ownHeaders,
  sessionTemplates,
  idleConnections,
  sessionWarmup,
  abortObjectives,
  stagingHosts,
];

/** The rules of a scenario, for the reader. */
export function rulesOf(context: RuleContext): readonly Rule<Scenario>[] {
  const demands = new PlannedDemands(context.data.tables);
  return rules.map((rule) => rule({ ...context, demands }));
}
