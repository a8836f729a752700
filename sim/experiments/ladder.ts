import {
  answerLadderClaims,
  type Configuration,
  configurationsOf,
  type Ladder,
  ladderOutcome,
  nameOf,
  type Run,
} from "../outcome/index.js";
import type { Outcome } from "../outcome/outcome.js";
import type { ReadScenario } from "../scenario/index.js";
import { outcomeOf, type Prediction, type PredictionRequest } from "./predict.js";
import { price } from "./price.js";
import { replicateAll, stratification } from "./replicate.js";

/** One configuration of a ladder, as it was read. */
export interface LadderConfiguration {
  readonly techniques: Configuration;
  readonly read: ReadScenario;
}

/** The configurations of a ladder but its foot, which is the scenario itself; none without a ladder. */
export function configurationsAbove({ scenario: { ladder } }: ReadScenario): readonly Configuration[] {
  return ladder === undefined ? [] : configurationsOf(namesOf(ladder)).filter(({ length }) => length > 0);
}

/**
 * A prediction with the savings ladder of its scenario: every configuration is simulated with the random numbers of the same
 * replications, so that what they differ in is what they save. Where `signal` or a ceiling ends this, the prediction
 * says so and has no ladder.
 */
export async function withLadder(
  request: PredictionRequest,
  prediction: Prediction,
  configurations: readonly LadderConfiguration[],
): Promise<Prediction> {
  const { read, workers, onProgress, signal } = request;
  const { ladder, replications, claims } = read.scenario;
  if (ladder === undefined || prediction.runs.length < replications) return prediction;
  const trials = configurations.flatMap(({ read }) => {
    const scenario = { resolved: read.resolved, files: read.data.texts, replications };
    return Array.from({ length: replications }, (_, index) => ({ index, scenario }));
  });
  const results = await replicateAll(trials, { workers, onProgress, signal });
  const aborted = results.find((result) => result.aborted !== null)?.aborted ?? null;
  if (results.length < trials.length || aborted !== null)
    return unclimbed(prediction, aborted ?? "stopped by the user");
  const climbed = configurations.map(({ techniques, read }, at) => {
    const own = results.slice(at * replications, (at + 1) * replications);
    return { techniques, read, runs: price(read, own), strata: stratification(read.scenario, replications) };
  });
  const foot = { techniques: [], read, runs: prediction.runs, strata: stratification(read.scenario, replications) };
  const found = ladderOutcome(ladder, runsOf([foot, ...climbed], request));
  const outcome = { ...prediction.outcome, ladder: found };
  return {
    ...prediction,
    outcome: { ...outcome, claims: [...outcome.claims, ...answerLadderClaims(claims, found)] },
  };
}

/** A configuration with its runs. */
interface Climbed extends LadderConfiguration {
  readonly runs: readonly Run[];
  readonly strata: ReturnType<typeof stratification>;
}

/** Runs of an index belong to one stratum: that of a configuration which has strata, such as one with Spot tasks. */
function runsOf(climbed: readonly Climbed[], request: PredictionRequest) {
  const byName = new Map(climbed.map((each) => [nameOf(each.techniques), each]));
  const of = (configuration: Configuration) => byName.get(nameOf(configuration))!;
  const stratified = climbed.find(({ strata }) => strata.strata.length > 0) ?? climbed[0];
  return {
    of: (configuration: Configuration) => of(configuration).runs,
    missed: (configuration: Configuration) => {
      const { read, runs, strata } = of(configuration);
      return missedBy(outcomeOf({ ...request, read }, runs, strata.strata));
    },
    strata: stratified.strata.strata,
    stratumOf: (index: number) => stratified.strata.of(index).stratum,
  };
}

function missedBy({ objectives }: Outcome): readonly string[] {
  return objectives
    .filter(({ severity, verdict }) => severity === "target" && verdict === "missed")
    .map(({ objective }) => objective);
}

/** Notes in the prediction why the ladder was not simulated. */
function unclimbed(prediction: Prediction, why: string): Prediction {
  const { outcome } = prediction;
  const sentence = `what the techniques of the ladder save was not looked at: ${why}`;
  return { ...prediction, outcome: { ...outcome, assumptions: [...outcome.assumptions, sentence] } };
}

function namesOf({ techniques }: Ladder): readonly string[] {
  return techniques.map(({ variant }) => variant);
}
