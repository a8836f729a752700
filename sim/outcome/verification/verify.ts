import type { Measured } from "../measured.js";
import { evaluateObjectives, type Objective, unjudged } from "../objectives/index.js";
import type { Outcome } from "../outcome.js";
import { record } from "../record.js";
import { toldBy } from "../replication.js";
import { groupRuns, type Run, type StratumDefinition } from "../runs.js";
import { timeOfDay } from "../wall-clock.js";
import { compareService, type StepLatencies } from "./compare.js";
import { likelyReasons } from "./reasons/index.js";
import type { SameArrivals, Verification } from "./verification.js";

/** A prediction and the measured run that it is held against. */
export interface VerificationRequest {
  readonly predicted: Outcome;
  /** Every replication of the prediction. */
  readonly runs: readonly Run[];
  /** Simulations of the very arrivals of the measured run: replication 0, and others in which the servers drew anew. */
  readonly sameArrivals: readonly Run[];
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
  const { predicted, runs, sameArrivals, measured, measuredRun, objectives, notes } = request;
  const [paired] = sameArrivals;
  const names = Object.keys(predicted.services).filter((name) => name in measured.targets);
  const told = toldBy(paired.replication);
  const sides = { groups: groupRuns(runs, request.strata), sameArrivals, measuredRun };
  const services = Object.fromEntries(
    names.map((name) => [name, compareService(name, sides, request.stepsAlone.get(name))]),
  );
  const ranged = Object.values(services)
    .flatMap(({ measures, demands = {} }) => [measures, ...Object.values(demands).map((demand) => demand.measures)])
    .flat()
    .filter(({ inside }) => inside !== null);
  const evaluated = evaluateObjectives(objectives, {
    groups: groupRuns([measuredRun], []),
    services: record(names, (name) => told[name]),
    timeOfDay: timeOfDay(predicted.clock),
    sameArrivals,
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
    sameArrivals: sameArrivalsOutcome(sameArrivals),
    services,
    ranged: ranged.length,
    inside: ranged.filter(({ inside }) => inside).length,
    objectives: judged,
    reasons: isMissed ? likelyReasons({ paired, measuredRun, measured, stepsAlone: request.stepsAlone }) : [],
    audit: measured.audit,
    notes,
  };
}

function sameArrivalsOutcome({ length }: readonly Run[]): SameArrivals {
  const about =
    length === 1
      ? "one simulation of the same arrivals and the same draws of work"
      : `the mean of ${length} simulations of the same arrivals, in each of which the servers draw anew how long work takes, as the target does`;
  return { simulations: length, about };
}
