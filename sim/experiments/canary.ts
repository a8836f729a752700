import { minute } from "../../scenarios/language/units/time.js";
import { loadsOn } from "../../workload/calls.js";
import { integral } from "../../workload/curves/index.js";
import { createDemands } from "../../workload/demands.js";
import { type CanaryStudy, canaryOutcome } from "../outcome/canary/index.js";
import type { CanaryOutcome, CanaryQuestion } from "../outcome/canary/outcome.js";
import { stepQuestions } from "../outcome/canary/questions.js";
import { Traffic } from "../outcome/canary/traffic.js";
import type { DecidingUnknowns } from "../outcome/deciding-unknowns.js";
import type { Sample } from "../outcome/sample.js";
import { demandContext } from "../scenario/demand-context.js";
import type { ReadScenario } from "../scenario/index.js";
import { shareOfWork, sourcesOf } from "../services/links.js";
import type { Alternative } from "./alternative.js";
import { decidingUnknowns, type SensitivityAsked } from "./deciding-unknowns.js";
import type { Laboratory } from "./laboratory.js";
import type { PlannedRelease } from "./release.js";
import type { TrialWatch } from "./trial.js";

/** Rises of p99 that rules and steps are told of. */
const usualRegressions = [0.05, 0.1, 0.15, 0.25, 0.5] as const;
/** Pairs of runs that tell what a rollout costs. */
const pairsMost = 10;

/** The usual regressions, and the one that is asked for. */
export function regressionsFor({ regression }: CanaryQuestion): readonly number[] {
  return [...new Set([...usualRegressions, regression])].sort((a, b) => a - b);
}

/** A way to bring the release, each alternative observed and not ended. */
export interface RolloutAlternatives {
  readonly name: string;
  readonly release: PlannedRelease;
  /**
   * The rollout with an equal revision; `spiked`: the same with twice the traffic in each step; `own`: with the
   * scenario's own revision, where that differs.
   */
  readonly equal: Alternative;
  readonly spiked: Alternative | null;
  readonly own: Alternative | null;
}

/** A canary to judge. */
export interface CanaryRequest extends TrialWatch {
  readonly read: Pick<ReadScenario, "scenario" | "variant" | "data">;
  readonly version: string;
  readonly replications: number;
  readonly question: CanaryQuestion;
  readonly rollouts: readonly RolloutAlternatives[];
  /** The scenario without the release. */
  readonly without: Alternative;
  readonly assumptions: readonly string[];
  readonly laboratory: Laboratory;
  /** Left out where it is not asked which verdicts depend on what nobody knows. */
  readonly sensitivity?: SensitivityAsked | undefined;
}

/** Simulates rollouts of equal revisions that nothing ends, and judges steps and rules by them. Null where samples are missing. */
export async function judgeCanary(request: CanaryRequest): Promise<CanaryOutcome | null> {
  const { read, replications, rollouts, without, question } = request;
  const pairs = Math.min(replications, pairsMost);
  const asked = [
    ...rollouts.flatMap(({ equal, spiked, own }) => [equal, spiked, own]).filter((each) => each !== null),
    without,
  ];
  const orders = asked.flatMap((alternative) =>
    Array.from({ length: alternative === without ? pairs : replications }, (_, index) => ({ alternative, index })),
  );
  const found = new Map<Alternative, Sample[]>(asked.map((alternative) => [alternative, []]));
  let isWhole = true;
  for await (const { place, sample } of request.laboratory.samples(orders, request)) {
    const { alternative, index } = orders[place];
    if (sample === null || sample.aborted !== null) isWhole = false;
    else found.get(alternative)![index] = sample;
  }
  if (!isWhole) return null;
  const { service } = rollouts[0].release;
  const told = (alternative: Alternative | null) =>
    alternative && found.get(alternative)!.map(({ rollouts }) => rollouts![service]);
  const studies = rollouts.map(({ name, release, equal, spiked, own }): CanaryStudy => {
    return {
      name,
      planned: release.steps,
      since: release.at / minute,
      ownRules: release.rules.length,
      errorLimit: release.errorLimit,
      equal: told(equal)!,
      spiked: told(spiked),
      release: told(own),
    };
  });
  const { scenario, variant } = read;
  const traffic = trafficOf(read, service);
  const outcome = canaryOutcome({
    scenario: scenario.name,
    variant,
    service,
    version: request.version,
    seed: scenario.seed,
    replications,
    question,
    regressions: regressionsFor(question),
    traffic,
    studies,
    costsUsd: found.get(without)!.map((sample, index) => costOf(found.get(rollouts[0].equal)![index]) - costOf(sample)),
    assumptions: request.assumptions,
  });
  if (request.sensitivity === undefined) return outcome;
  return { ...outcome, unknowns: await examined(request, traffic, studies[0], found.get(rollouts[0].equal)!) };
}

/** Whether each step of the planned rollout can decide too where what nobody knows is another. */
function examined(
  request: CanaryRequest,
  traffic: Traffic,
  { planned, since, errorLimit }: CanaryStudy,
  samples: readonly Sample[],
): Promise<DecidingUnknowns> {
  const { question, replications, laboratory, onProgress, signal } = request;
  const [{ equal, release }] = request.rollouts;
  const steps = { planned, since, errorLimit, traffic, question, regressions: regressionsFor(question) };
  return decidingUnknowns({
    configurations: [{ alternative: equal, samples }],
    questions: stepQuestions(release.service, steps),
    ...{ replications, asked: request.sensitivity!, laboratory, onProgress, signal },
  });
}

function costOf({ readings }: Sample): number {
  return Number(readings["cost.totalUsd"][0]);
}

/** Expected traffic of a service in each minute of the run. */
function trafficOf({ scenario, data }: Pick<ReadScenario, "scenario" | "data">, service: string): Traffic {
  const demands = createDemands(scenario.demand, demandContext(scenario, scenario.seed, data.tables));
  const { own } = sourcesOf(service, scenario.services);
  const loads = loadsOn(own, demands, shareOfWork(service, scenario.services));
  const { duration } = scenario.clock;
  const count = Math.ceil(duration / minute);
  const of = (at: number) => {
    const [from, to] = [at * minute, Math.min(duration, (at + 1) * minute)];
    return (loads.reduce((sum, { rates }) => sum + integral(rates, from, to), 0) * minute) / (to - from);
  };
  return new Traffic(Float64Array.from({ length: count }, (_, at) => of(at)));
}
