import type { Measured } from "../measured.js";
import { evaluateObjectives, type Objective, unjudged } from "../objectives/index.js";
import type { Outcome } from "../outcome.js";
import { groupRuns, type Run, type StratumDefinition } from "../runs.js";
import { timeOfDay } from "../wall-clock.js";
import { compareService, type StepLatencies } from "./compare.js";
import { likelyReasons } from "./reasons/index.js";
import type { Verification } from "./verification.js";

/** A prediction and the measured run that it is held against. */
export interface VerificationRequest {
  readonly predicted: Outcome;
  /** Every replication of the prediction; that of index 0 met the arrivals of the measured run. */
  readonly runs: readonly Run[];
  readonly strata: readonly StratumDefinition[];
  readonly measured: Measured;
  readonly measuredRun: Run;
  readonly objectives: readonly Objective[];
  /** By service. */
  readonly stepsAlone: ReadonlyMap<string, StepLatencies>;
  /** What a reader must know before judging. */
  readonly notes: readonly string[];
}

/** Says measure by measure how far a prediction was off, judges the objectives and looks for likely reasons. */
export function verify(request: VerificationRequest): Verification {
  const { predicted, runs, measured, measuredRun, objectives, notes } = request;
  const paired = runs.find(({ replication }) => replication.index === 0)!;
  const names = Object.keys(predicted.services).filter((name) => name in measured.targets);
  const sides = { groups: groupRuns(runs, request.strata), paired, measuredRun };
  const services = Object.fromEntries(
    names.map((name) => [name, compareService(name, sides, request.stepsAlone.get(name))]),
  );
  const ranged = Object.values(services)
    .flatMap(({ measures, demands = {} }) => [measures, ...Object.values(demands).map((demand) => demand.measures)])
    .flat()
    .filter(({ inside }) => inside !== null);
  const evaluated = evaluateObjectives(objectives, {
    groups: groupRuns([measuredRun], []),
    services: names,
    timeOfDay: timeOfDay(predicted.clock),
    paired,
  });
  const judged = measured.audit.valid ? evaluated : unjudged(evaluated);
  const isMissed = ranged.some(({ inside }) => !inside) || evaluated.some(({ verdict }) => verdict === "missed");
  const { scenario, about, variant, version, seed, replications, clock } = predicted;
  return {
    ...{ schema: 1, kind: "verification", scenario, about, variant, version, seed, replications, clock },
    aborted: measuredRun.replication.aborted,
    elapsedS: measured.elapsedS,
    targets: measured.targets,
    label: measured.label,
    services,
    ranged: ranged.length,
    inside: ranged.filter(({ inside }) => inside).length,
    objectives: judged,
    reasons: isMissed ? likelyReasons({ paired, measuredRun, measured, stepsAlone: request.stepsAlone }) : [],
    audit: measured.audit,
    notes,
  };
}
