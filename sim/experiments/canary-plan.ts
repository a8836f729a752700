import type { CanaryQuestion } from "../outcome/canary/outcome.js";
import type { ReadScenario, Scenario } from "../scenario/index.js";
import { type Alternative, alternativeOf } from "./alternative.js";
import { type CanaryRequest, type RolloutAlternatives, regressionsFor } from "./canary.js";
import { ecsRelease, rolloutSettings, withoutRelease } from "./canary-settings.js";
import type { SensitivityAsked } from "./deciding-unknowns.js";
import { packageVersion } from "./package-assets.js";
import { type ExperimentPlan, scenarioOf } from "./plan.js";
import { type AskedRelease, plannedRelease } from "./release.js";

/** Settings of the canary's plan beside its alternatives, of which the first is the scenario itself. */
export interface CanarySettings {
  readonly question: CanaryQuestion;
  readonly asked: AskedRelease;
  /** The alternatives of each way to bring the release, by place; null where there is none. */
  readonly rollouts: readonly (readonly [equal: number, spiked: number | null, own: number | null])[];
  readonly without: number;
  readonly sensitivity?: SensitivityAsked | undefined;
}

/**
 * Every alternative that tells how large and how long a canary must be, or what was expected where there is none. `configured`
 * reads the scenario again with settings, or says null where it takes none of them.
 */
export function planCanary(
  read: ReadScenario,
  question: CanaryQuestion,
  asked: AskedRelease,
  configured: (settings: readonly string[], isOptional: boolean) => ReadScenario | null,
): ExperimentPlan<CanarySettings> | { readonly refused: string } {
  if (read.days.length > 0) {
    const names = read.days.map(({ name }) => name).join(", ");
    return { refused: `--day with one of ${names}: a release is sized for a day of the calendar` };
  }
  const releases = releasesOf(read.scenario, asked);
  if ("refused" in releases) return releases;
  const { replications } = read.scenario;
  const alternatives = [alternativeOf("the scenario", read)];
  const added = (name: string, settings: readonly string[], isOptional = false): number | null => {
    const other = configured(settings, isOptional);
    return other && alternatives.push(alternativeOf(name, other, replications)) - 1;
  };
  const slower = regressionsFor(question);
  const rollouts = releases.map(({ name, release }) => {
    const { equal, spiked, own } = rolloutSettings(read.scenario, release, { slower, rise: question.regression });
    return [
      added(`${name}, an equal revision`, equal)!,
      added(`${name}, traffic that doubles`, spiked, true),
      own && added(`${name}, the scenario's own revision`, own),
    ] as const;
  });
  const without = added("without a release", withoutRelease(read.scenario, releases[0].release))!;
  return { command: "canary", replications, settings: { question, asked, rollouts, without }, alternatives };
}

/** The request that a plan stands for. */
export function requestOf({
  alternatives,
  replications,
  settings,
}: ExperimentPlan<CanarySettings>): Omit<CanaryRequest, "laboratory"> {
  const { question, asked, rollouts, without, sensitivity } = settings;
  const read = scenarioOf(alternatives[0]);
  const releases = releasesOf(read.scenario, asked);
  if ("refused" in releases) throw new Error(`a plan without a release: ${releases.refused}`);
  const at = (place: number | null): Alternative | null => (place === null ? null : alternatives[place]);
  return {
    ...{ read, version: packageVersion(), replications, question, sensitivity },
    rollouts: rollouts.map(
      ([equal, spiked, own], way): RolloutAlternatives => ({
        ...releases[way],
        equal: alternatives[equal],
        spiked: at(spiked),
        own: at(own),
      }),
    ),
    without: alternatives[without],
    assumptions: [...assumptionsOf(read.scenario), ...releases[0].release.assumptions],
  };
}

/** The release as it is planned, and as ECS's own canary would bring it. */
function releasesOf(scenario: Scenario, asked: AskedRelease) {
  const release = plannedRelease(scenario, asked);
  if ("refused" in release) return release;
  return [
    { name: "as planned", release },
    { name: "ECS's own canary, 5 % for ten minutes", release: ecsRelease(scenario, release) },
  ];
}

function assumptionsOf(scenario: Scenario): readonly string[] {
  const isShort = scenario.clock.duration < 86_400_000_000;
  return [
    "a healthy release is one of the same task as the one before; a slower one takes so much longer for every answer, without more load",
    isShort
      ? "beyond the run's end the traffic is its mean over the run"
      : "beyond the run's end the traffic of its last day comes again",
    "no step is sized below 500 answers of either revision, five of which lie beyond the p99: fewer hardly tell one",
    "Spot crunches that would come by chance are left out; those that the scenario places are in",
  ];
}
