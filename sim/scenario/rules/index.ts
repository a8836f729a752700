import type { Rule } from "../../../scenarios/language/index.js";
import { serviceKinds, servicesOf } from "../../services/service-shape.js";
import { serviceView } from "../service-view.js";
import type { Scenario } from "../shape.js";
import { sharedBalancer } from "./balancer.js";
import { calendarClock, calendarDays } from "./calendar.js";
import { calibratedRange } from "./calibration.js";
import { callable, callCircles, calledClasses, calledKinds } from "./calls.js";
import { clockChange } from "./clock-changes.js";
import { reservedConcurrency } from "./concurrency.js";
import { csvTimes, traceTimes } from "./csv-times.js";
import { tableFiles } from "./files.js";
import { shortTrace, silentDemand } from "./load.js";
import { containerNames, demandNames, idleServices, oneMarket, unusedMarkets } from "./names.js";
import { overflowCircles } from "./overflow.js";
import { pausesEnd } from "./pauses.js";
import { PlannedDemands } from "./planned-demands.js";
import { oldPrices, priceFile, regionPrices, savingsPlanRate, strangePrices } from "./prices.js";
import { deadLetterCircles, linkedQueues, sentAtOnce, sentToQueues, timelyHeartbeats } from "./queues.js";
import { vcpuQuota } from "./quota.js";
import {
  calendarVariants,
  calibratedDemands,
  callTargets,
  claimLadders,
  claimParts,
  claimServices,
  claimTechniques,
  demandReferences,
  demandTargets,
  incidentFleets,
  incidentServices,
  ladderVariants,
  linkTargets,
  marketReferences,
  objectiveDemands,
  objectiveServices,
  overflowTargets,
  variantReferences,
} from "./references.js";
import type { RuleContext, ScenarioRule } from "./rule.js";
import { enoughRequests, sameReplications } from "./samples.js";
import { idleConnections, sessionWarmup } from "./sessions.js";
import { dilutedSpot, zonesOfAccount } from "./spot.js";
import { abortObjectives, stagingHosts } from "./staging.js";
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
import { toldMetrics } from "./told-metrics.js";

/** The rules that each kind of service has across the keys of one service. */
const kindRules: readonly ScenarioRule[] = serviceKinds.flatMap((kind) =>
  kind.rules.map(
    ({ code, check }): ScenarioRule =>
      ({ demands, data: { tables } }) => ({
        code,
        check(scenario, report) {
          for (const [name, config] of Object.entries(servicesOf(kind, scenario.services))) {
            check(config, serviceView(name, scenario, demands, tables), report);
          }
        },
      }),
  ),
);

/** Every check across the keys of a scenario, beside those of each kind of service; a new one is a function and a word here. */
const rules: readonly ScenarioRule[] = [
  demandTargets,
  callTargets,
  callable,
  calledKinds,
  calledClasses,
  callCircles,
  overflowTargets,
  overflowCircles,
  linkTargets,
  linkedQueues,
  sentToQueues,
  deadLetterCircles,
  sentAtOnce,
  timelyHeartbeats,
  incidentServices,
  incidentFleets,
  objectiveDemands,
  objectiveServices,
  claimServices,
  claimParts,
  claimLadders,
  claimTechniques,
  ladderVariants,
  toldMetrics,
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
  ...kindRules,
  vcpuQuota,
  reservedConcurrency,
  dilutedSpot,
  zonesOfAccount,
  incidentsWithinRun,
  repeatedIncident,
  representedMonth,
  datedIncident,
  representedTime,
  calendarDays,
  calendarClock,
  calendarVariants,
  clockChange,
  runLength,
  sharedBalancer,
  tableFiles,
  csvTimes,
  traceTimes,
  priceFile,
  regionPrices,
  savingsPlanRate,
  oldPrices,
  strangePrices,
  silentDemand,
  shortTrace,
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
