import type { ObservedRollout } from "../../facts/aspects/observed-rollout.js";
import { Moments } from "../../statistics/index.js";
import type { CanaryOutcome, CanaryQuestion, CanaryRollout } from "./outcome.js";
import { canaryRules } from "./rules.js";
import { meanOfRuns, riseOfRuns } from "./shares.js";
import { canarySteps, type PlannedStep } from "./steps.js";
import type { Traffic } from "./traffic.js";

/** The simulations of one way to release: a rollout per replication, none of which any rule ended. */
export interface CanaryStudy {
  readonly name: string;
  readonly planned: readonly PlannedStep[];
  /** When the release begins, in minutes of the run. */
  readonly since: number;
  /** Number of rules that come from the scenario; they are the first ones. */
  readonly ownRules: number;
  readonly errorLimit: number | null;
  readonly equal: readonly ObservedRollout[];
  readonly spiked: readonly ObservedRollout[] | null;
  readonly release: readonly ObservedRollout[] | null;
}

/** The inputs of a report on a canary. */
export interface CanaryStudies
  extends Pick<
    CanaryOutcome,
    "scenario" | "variant" | "service" | "version" | "seed" | "replications" | "assumptions"
  > {
  readonly question: CanaryQuestion;
  readonly regressions: readonly number[];
  readonly traffic: Traffic;
  /** The planned way first. */
  readonly studies: readonly CanaryStudy[];
  /** For pairs of runs: additional cost of the run with the rollout. */
  readonly costsUsd: readonly number[];
}

/** Judges steps and rules. */
export function canaryOutcome(from: CanaryStudies): CanaryOutcome {
  const { question, regressions, traffic, studies, costsUsd, ...identity } = from;
  const rollouts = studies.map((study): CanaryRollout => {
    const { name, planned, since, ownRules, errorLimit, equal, spiked, release } = study;
    const steps = canarySteps({ planned, since, equal, traffic, question, regressions, errorLimit });
    const forms = steps.map(({ test }) => test);
    return {
      name,
      steps,
      rules: canaryRules({ equal, spiked, release, own: ownRules, level: question.level, forms }),
      releaseRise: release && planned.map((_, at) => riseOf(release, at)),
    };
  });
  const isDecided = rollouts[0].steps.every(({ verdict }) => verdict !== "too short");
  return {
    schema: 1,
    kind: "canary",
    ...identity,
    question,
    requestsByHour: traffic.byHour,
    ratesPerS: traffic.ratesPerS,
    p99Ms: meanOfRuns(studies[0].equal.map(({ tail }) => (tail?.quantile ?? Number.NaN) / 1_000)),
    rollouts,
    costUsd: meanOfRuns(costsUsd),
    verdict: isDecided ? "decides" : "cannot be decided",
    warnings: warningsOf(from),
  };
}

/** Rise of the release's p99 over the baseline's in a step. */
function riseOf(release: readonly ObservedRollout[], at: number) {
  return riseOfRuns(release.flatMap(({ steps }) => steps[at]?.looks.at(-1)?.logRatio ?? []));
}

function warningsOf({ studies, replications }: CanaryStudies): readonly string[] {
  const [{ equal, planned }] = studies;
  const tails = equal.filter(({ tail }) => tail !== null).length;
  const reached = Moments.of(equal.map(({ steps }) => steps.length)).mean;
  const due = planned.length;
  return [
    ...(tails === 0
      ? ["the baseline answers fewer than 200 requests in a run: its p99 is unknown; make clock.duration longer"]
      : []),
    ...(reached < due
      ? [
          `the run ends before the rollout: ${reached.toFixed(1)} of ${due} steps are simulated, the others told in closed form`,
        ]
      : []),
    ...(replications === 1 ? ["one replication has no intervals: --replications 20 gives them"] : []),
  ];
}
