import { spell } from "../../scenarios/language/spelling.js";
import { minute, second } from "../../scenarios/language/units/time.js";
import { crunchMarketsOf, requestServices, type Scenario } from "../scenario/index.js";
import { rolloutPlan } from "../services/rollout/strategies/index.js";
import type { PlannedRelease } from "./release.js";

/** Settings that make each alternative of a rollout out of its scenario. */
export interface RolloutSettings {
  /** The release is an equal revision. */
  readonly equal: readonly string[];
  /** The same while the traffic doubles in the middle of each step. */
  readonly spiked: readonly string[];
  /** The release is the scenario's own; null where that is an equal revision. */
  readonly own: readonly string[] | null;
}

/** Traffic doubles for at most ten minutes, or a third of a step. */
const spike = { factor: 2, lasts: 10 * minute, ramp: minute } as const;
/** Approximate time until the tasks of a step are healthy. */
const launches = 90 * second;
/** Additional time for launches that take longer, and for what follows the last step. */
const besides = 15 * minute;

/**
 * The alternatives of a release, each observed and not ended. `slower`: rises of p99 that rules are judged by; `rise`: that of the
 * relative rule which is judged beside the scenario's own rules.
 */
export function rolloutSettings(
  scenario: Scenario,
  release: PlannedRelease,
  { slower, rise }: { readonly slower: readonly number[]; readonly rise: number },
): RolloutSettings {
  const { service, incidents, settings } = release;
  const deployment = `services.${service}.deployment`;
  const watched = [
    ...calmMarkets(scenario),
    ...endOf(scenario, release),
    ...settings,
    `${deployment}.observe={ slower: [ ${slower.map(spell.percent).join(", ")} ] }`,
    ...rulesBeside(scenario, release, rise).map(
      (rule, index) => `${deployment}.abort[${release.rules.length + index}]=${rule}`,
    ),
    ...incidents
      .slice(1)
      .toReversed()
      .map((place) => `incidents[${place}]=`),
  ];
  const place = incidents[0] ?? scenario.incidents.length;
  const equal = [
    ...watched,
    `incidents[${place}]={ kind: deployment, at: ${spell.time(release.at)}, service: ${service} }`,
  ];
  const next = Math.max(place + 1, scenario.incidents.length - Math.max(0, incidents.length - 1));
  return { equal, spiked: [...equal, ...spikes(release, next)], own: release.isOther ? watched : null };
}

/** The scenario without the release. */
export function withoutRelease(scenario: Scenario, release: PlannedRelease): readonly string[] {
  const removed = release.incidents.toReversed().map((place) => `incidents[${place}]=`);
  return [...calmMarkets(scenario), ...endOf(scenario, release), ...removed];
}

/** The run ends soon after the rollout. */
function endOf({ clock }: Scenario, { plan, at }: PlannedRelease): readonly string[] {
  const steps = plan.steps.reduce((sum, { lasts }) => sum + lasts + launches, 0);
  const end = at + steps + plan.bakeTime + besides;
  return end < clock.duration ? [`clock.duration=${spell.time(end)}`] : [];
}

/** ECS's own canary with its defaults in place of the planned steps, in a run that ends soon after it. */
export function ecsRelease(scenario: Scenario, release: PlannedRelease): PlannedRelease {
  const { service } = release;
  const { scaling } = requestServices(scenario)[service];
  // ECS does not scale by requests per target then: a listener rule with the same step stands in for it.
  const byRequests = scaling.some((policy) => "metric" in policy && policy.metric === "requests-per-target");
  const strategy = byRequests ? "{ kind: weighted, steps: [ { share: 5 %, lasts: 10m } ] }" : "{ kind: canary }";
  return {
    ...release,
    plan: rolloutPlan({ kind: "canary", share: 0.05, lasts: 10 * minute, bakeTime: 0 })!,
    steps: [
      { share: 0.05, minutes: 10 },
      { share: 1, minutes: 0 },
    ],
    settings: [`services.${service}.deployment.strategy=${strategy}`],
  };
}

/** Rules that are judged beside the scenario's own, as a scenario writes them. */
function rulesBeside({ objectives }: Scenario, { service, rules }: PlannedRelease, rise: number): readonly string[] {
  const limits = objectives.flatMap(({ text }) => {
    const [, limit = null] = new RegExp(`^${service} p99 <= (\\S+)$`).exec(text) ?? [];
    return limit === null ? [] : [`p99 <= ${limit} for 5m`];
  });
  const relative = {
    text: `p99 <= baseline + ${spell.percent(rise)} over 5m`,
    rule: `{ kind: relative, rise: ${spell.percent(rise)}, over: 5m }`,
  };
  const exceedance = {
    text: "share beyond the baseline's p99 <= 1 %, at a level of 5 %",
    rule: "{ kind: exceedance }",
  };
  const all = [...limits.slice(0, 1).map((text) => ({ text, rule: text })), relative, exceedance];
  return all.filter(({ text }) => !rules.includes(text)).map(({ rule }) => rule);
}

function spikes({ plan, at }: PlannedRelease, first: number): readonly string[] {
  let since = at;
  const moments = plan.steps.flatMap(({ share, lasts }) => {
    since += launches + lasts;
    return share === 0
      ? []
      : [{ from: since - lasts + Math.round(lasts / 3), lasts: Math.min(spike.lasts, Math.round(lasts / 3)) }];
  });
  return moments.map(({ from, lasts }, index) => {
    const ramp = Math.min(spike.ramp, Math.floor(lasts / 4));
    const keys = `at: ${spell.time(from)}, lasts: ${spell.time(lasts)}, factor: ${spike.factor}, ramp: ${spell.time(ramp)}`;
    return `incidents[${first + index}]={ kind: traffic-spike, ${keys} }`;
  });
}

/** A crunch that comes once a month by chance is no part of what a healthy release meets. */
function calmMarkets(scenario: Scenario): readonly string[] {
  const names = new Set(crunchMarketsOf(scenario).map(({ name }) => name));
  return Object.entries(scenario.markets).flatMap(([name, { crunch }]) =>
    names.has(name) && crunch !== undefined ? [`markets.${name}.crunch=`] : [],
  );
}
