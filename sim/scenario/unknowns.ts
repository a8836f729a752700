import { z } from "zod";
import {
  assumedValues,
  formatPath,
  type Path,
  type PlausibleRange,
  type Written,
} from "../../scenarios/language/index.js";
import { spotEntries } from "../capacity/strategy.js";
import { classOf } from "../scaling/metric.js";
import { createDynamicPolicies } from "../scaling/scaling-shape.js";
import { groupsOf, ownScaling } from "../services/fleet/instances-shape.js";
import { fleetOf } from "../services/service-shape.js";
import { capacityUse, spotMarketsOf } from "./markets.js";
import type { ReadScenario } from "./read.js";
import { type Scenario, scenarioShape } from "./shape.js";

/** The ends of the range that a value plausibly lies in. */
export const unknownEnds = ["low", "high"] as const;
export type UnknownEnd = (typeof unknownEnds)[number];

/** A parameter of a scenario that no public source tells, and the range that it plausibly lies in. */
export interface Unknown {
  /** Path in the scenario, such as "autoscaling.scaleInCompletes". */
  readonly path: string;
  /** The scenario's value, in words. */
  readonly value: string;
  readonly because: string;
  /** Whether the scenario states it: whoever runs the system may have measured it. */
  readonly isAsWritten: boolean;
  /** Both ends of its range: in words, and as settings that replace the scenario's value. */
  readonly ends: Readonly<Record<UnknownEnd, { readonly value: string; readonly settings: readonly string[] }>>;
}

/** The parameters of a scenario that no public source gives; their shapes mark them and give the ranges. */
export function unknownsOf({ scenario, written }: Pick<ReadScenario, "scenario" | "written">): readonly Unknown[] {
  const whole = z.encode(scenarioShape, scenario) as unknown as Written;
  return assumedValues(scenarioShape, whole)
    .map(({ path, range, value }) => ({ path: named(path, whole), range, value, isWritten: written(path) }))
    .filter(({ path }) => isUsed(path, scenario))
    .map(({ path, range, value, isWritten }) => ({
      path,
      value: words(value, range),
      because: range.because,
      isAsWritten: isWritten && range.isMeasurable === true,
      ends: { low: endOf(path, range, "low"), high: endOf(path, range, "high") },
    }));
}

function endOf(path: string, range: PlausibleRange, end: UnknownEnd): Unknown["ends"][UnknownEnd] {
  const value = range[end];
  const keys = range.isOfKeys ? Object.entries(value as Readonly<Record<string, Written>>) : null;
  const set = (at: string, value: Written) => `${at}=${value === null ? "" : JSON.stringify(value)}`;
  return {
    value: words(value, range),
    settings: keys === null ? [set(path, value)] : keys.map(([key, each]) => set(`${path}.${key}`, each)),
  };
}

/** A path as settings have it: an item of a list by its name, where it has one. */
function named(path: Path, whole: Written): string {
  let at: unknown = whole;
  const steps = path.map((step) => {
    at = (at as Readonly<Record<string | number, unknown>>)[step] ?? {};
    const { name } = at as { readonly name?: unknown };
    return typeof step === "number" && typeof name === "string" ? name : step;
  });
  return formatPath(steps);
}

/** "20 %", "median 10s", "age 8s, actionDelay 145s"; of keys that are guessed together, those alone. */
function words(value: Written | undefined, { low, isOfKeys }: PlausibleRange): string {
  if (value === undefined || value === null) return "none";
  if (typeof value !== "object") return String(value);
  if ("median" in value) return `median ${value.median}`;
  const keys = isOfKeys ? Object.keys(low as object) : Object.keys(value);
  return keys.map((key) => (key === "kind" ? value[key] : `${key} ${amount(value[key])}`)).join(", ");
}

/** Middle of the distribution, for a distribution within others. */
function amount(value: Written | undefined): string {
  if (typeof value !== "object" || value === null) return String(value ?? "none");
  return String(value.median ?? value.mean ?? value.value ?? value.kind ?? "a map");
}

/** Parts of the shapes that a scenario may not use at all; every other part is in use where it is written. */
const uses: readonly { readonly path: RegExp; readonly isUsed: (scenario: Scenario, part: string) => boolean }[] = [
  {
    path: /^autoscaling\.metricLags\.(\w+)/,
    isUsed: (scenario, part) =>
      dynamicPolicies(scenario).some(({ metrics }) => metrics.some((metric) => classOf(metric) === part)),
  },
  {
    path: /^autoscaling\.(tasksSampledEvery)/,
    isUsed: (scenario) => dynamicPolicies(scenario).some(({ seesTasks }) => seesTasks),
  },
  { path: /^autoscaling\.()/, isUsed: (scenario) => dynamicPolicies(scenario).length > 0 },
  {
    path: /^markets\.([^.]+)\.(?:discount|interruptionsPerMonth)/,
    isUsed: (scenario, part) => isOfTasks(part, scenario),
  },
  { path: /^markets\.([^.]+)/, isUsed: (scenario, part) => spotMarketsOf(scenario).some(({ name }) => name === part) },
  { path: /^services\.([^.]+)\.launchRetry\.noCapacity/, isUsed: (scenario, part) => isOnSpot(part, scenario) },
  {
    path: /^services\.([^.]+)\.launchRetry\.failedStart/,
    isUsed: (scenario, part) => launchOf(part, scenario).failedStarts > 0,
  },
  {
    path: /^services\.([^.]+)\.task\.arm64WorkFactor/,
    isUsed: ({ services }, part) => fleetOf(services[part])?.task.architecture === "arm64",
  },
  {
    path: /^services\.([^.]+)\.arm64WorkFactor/,
    isUsed: ({ services }, part) => services[part].architecture === "arm64",
  },
];

function isUsed(path: string, scenario: Scenario): boolean {
  return uses.filter((use) => use.path.test(path)).every((use) => use.isUsed(scenario, use.path.exec(path)![1]));
}

/** The policies of services and of groups of instances that answer load. */
function dynamicPolicies({ services }: Scenario) {
  return Object.values(services).flatMap((config) => {
    const fleet = fleetOf(config);
    const own = fleet === null ? config : ownScaling(fleet);
    const scaling = (own as { readonly scaling?: Parameters<typeof createDynamicPolicies>[0] }).scaling ?? [];
    const ofGroups = groupsOf(fleet?.instances).flatMap(([, group]) => group.scaling ?? []);
    return createDynamicPolicies([...scaling, ...(ofGroups as typeof scaling)]);
  });
}

/** Whether the market's Spot tasks run on Fargate; tasks on instances are interrupted at the rate of their pool. */
function isOfTasks(market: string, scenario: Scenario): boolean {
  const isSpot = spotMarketsOf(scenario).some(({ name }) => name === market);
  return isSpot && !capacityUse(scenario).onInstances!.includes(market);
}

function isOnSpot(service: string, { services }: Scenario): boolean {
  const fleet = fleetOf(services[service]);
  return fleet !== null && spotEntries(fleet.capacity).length > 0;
}

function launchOf(service: string, { services }: Scenario) {
  return services[service].launch as { readonly failedStarts: number };
}
