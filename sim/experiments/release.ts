import { spell } from "../../scenarios/language/spelling.js";
import { hour, minute, second } from "../../scenarios/language/units/time.js";
import { Clock } from "../../workload/clock.js";
import { momentsOf } from "../../workload/when.js";
import type { IncidentConfig } from "../incidents/index.js";
import type { PlannedStep } from "../outcome/canary/steps.js";
import { requestServices, type Scenario } from "../scenario/index.js";
import { createAbortRule, objectivesOf } from "../services/rollout/abort/index.js";
import { type RolloutPlan, rolloutPlan } from "../services/rollout/strategies/index.js";

/** A release of a service as its scenario plans it, or as it is assumed where the scenario plans none. */
export interface PlannedRelease {
  readonly service: string;
  readonly plan: RolloutPlan;
  /** Steps in which the canary answers requests; the last has all of them where it is promoted. */
  readonly steps: readonly PlannedStep[];
  /** When it begins, in microseconds since the start. */
  readonly at: number;
  /** Whether the revision that comes is another one. */
  readonly isOther: boolean;
  /** Settings that change the scenario to this release; empty where it has it already. */
  readonly settings: readonly string[];
  /** The incidents that bring new revisions of the service, by place. */
  readonly incidents: readonly number[];
  /** The scenario's abort rules, as people read them. */
  readonly rules: readonly string[];
  /** The error rate that an abort rule allows; null where none does. */
  readonly errorLimit: number | null;
  readonly assumptions: readonly string[];
}

/** Which release is meant, and how it comes, where the scenario leaves that open or somebody asks for another way. */
export interface AskedRelease {
  readonly service?: string | undefined;
  /** Shares of the traffic one after the other, and all of it at last. */
  readonly steps?: readonly AskedStep[] | undefined;
}

/** `lasts` in microseconds. */
export interface AskedStep {
  readonly share: number;
  readonly lasts: number;
}

/** Default begin of a release, in microseconds after the start. */
const beginsAt = 5 * minute;
const shares = [0.1, 0.25, 0.5] as const;
/** Additional time for launches and for what follows the last step. */
const besides = 10 * minute;

/** The release that is to be judged, or why there is none. */
export function plannedRelease(scenario: Scenario, asked: AskedRelease): PlannedRelease | { refused: string } {
  const named = releasedService(scenario, asked.service);
  if (typeof named !== "string") return named;
  const config = requestServices(scenario)[named];
  const { deployment } = config;
  const written = rolloutPlan(deployment.strategy);
  const clock = new Clock(scenario.clock);
  const brings = scenario.incidents.flatMap((incident, place) =>
    isRelease(incident, named) ? [{ incident, place }] : [],
  );
  // A switch of capacity counts as a release only where canaries are configured.
  const releases = brings.filter(({ incident }) => written !== null || incident.kind === "deployment");
  const first = releases.flatMap(({ incident }) => momentsOf(incident, clock))[0];
  const at = first ?? beginsAt;
  if (at < 0 || at >= clock.duration) {
    return {
      refused: `a release of ${named} within the run, which begins ${spell.time(Math.abs(at))} ${at < 0 ? "before" : "after"} its start`,
    };
  }
  const isAssumed = written === null && asked.steps === undefined;
  const steps = asked.steps ?? (isAssumed ? assumedSteps(clock.duration - at) : null);
  const strategy = steps === null ? null : weighted(steps);
  const plan = strategy === null ? written! : rolloutPlan(strategy)!;
  return {
    service: named,
    plan,
    steps: stepsOf(plan),
    at,
    isOther: releases.some(
      ({ incident }) => incident.kind === "strategy-switch" || ("task" in incident && incident.task !== undefined),
    ),
    settings: strategy === null ? [] : [`services.${named}.deployment.strategy=${strategyText(strategy)}`],
    incidents: brings.map(({ place }) => place),
    rules: deployment.abort.map((rule) => createAbortRule(rule).text),
    errorLimit: objectivesOf(deployment.abort).find(({ metric }) => metric === "errorRate")?.limits.max ?? null,
    assumptions: [
      ...(isAssumed
        ? [
            `the scenario plans no canary of ${named}: shares of 10, 25 and 50 %, each for ${spell.time(plan.steps[0].lasts)}, are assumed; services.${named}.deployment.strategy or --steps says others`,
          ]
        : []),
      ...(first === undefined
        ? [`the release begins ${spell.time(beginsAt)} after the start, since no incident brings one`]
        : []),
    ],
  };
}

function releasedService(scenario: Scenario, asked: string | undefined): string | { refused: string } {
  const services = requestServices(scenario);
  const names = Object.keys(services);
  if (asked !== undefined) {
    return names.includes(asked)
      ? asked
      : { refused: `--service with one of ${names.join(", ") || "no request service"}, got ${asked}` };
  }
  if (names.length === 0) return { refused: "a request service: only those have canaries" };
  const planned = names.filter((name) => rolloutPlan(services[name].deployment.strategy) !== null);
  const [chosen, ...others] = planned.length > 0 ? planned : names;
  return others.length === 0 ? chosen : { refused: `--service with one of ${[chosen, ...others].join(", ")}` };
}

function isRelease(
  incident: IncidentConfig,
  service: string,
): incident is Extract<IncidentConfig, { kind: "deployment" | "strategy-switch" }> {
  return (incident.kind === "deployment" || incident.kind === "strategy-switch") && incident.service === service;
}

function assumedSteps(time: number): readonly AskedStep[] {
  const lasts = Math.min(hour, Math.max(minute, Math.floor((time - besides) / shares.length / minute) * minute));
  return shares.map((share) => ({ share, lasts }));
}

function weighted(steps: readonly AskedStep[]) {
  return { kind: "weighted" as const, steps: [...steps], promote: true, bakeTime: 0 };
}

function strategyText({ kind, steps }: ReturnType<typeof weighted>): string {
  const each = steps.map(({ share, lasts }) => `{ share: ${spell.percent(share)}, lasts: ${lasts / second}s }`);
  return `{ kind: ${kind}, steps: [ ${each.join(", ")} ] }`;
}

function stepsOf({ steps, promotes, bakeTime }: RolloutPlan): readonly PlannedStep[] {
  const all = promotes ? [...steps, { share: 1, lasts: bakeTime }] : steps;
  return all.filter(({ share }) => share > 0).map(({ share, lasts }) => ({ share, minutes: lasts / minute }));
}
