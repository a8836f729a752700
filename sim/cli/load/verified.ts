import type { LoadOrder, LoadResult } from "../../../harness/generator/order.js";
import { measuredObjectives } from "../../../harness/record/measured-objectives.js";
import { hasSessions } from "../../../workload/demand-shape.js";
import type { Prediction } from "../../experiments/predict.js";
import { stepsAlone } from "../../experiments/verification.js";
import type { Run } from "../../outcome/index.js";
import { type Verification, verify } from "../../outcome/verification/index.js";
import { heldBy, lastingWarnings, type ReadScenario, requestServices } from "../../scenario/index.js";
import type { VerificationRecord } from "../results/verification-directory.js";
import { judgeLoad } from "./judged-load.js";
import type { SeenFleet } from "./staged-fleet.js";

/** A prediction, and the load that was driven to check it. */
export interface CheckedPrediction {
  readonly read: ReadScenario;
  readonly prediction: Prediction;
  /** Simulations of the arrivals that were driven. */
  readonly sameArrivals: readonly Run[];
  readonly order: LoadOrder;
  readonly result: LoadResult;
  readonly fleet: SeenFleet;
  /** The share of the traffic that `--scale` keeps; undefined for all of it. */
  readonly scale: number | undefined;
}

/** Judges what was measured, and holds the prediction against it. */
export function verified(checked: CheckedPrediction): VerificationRecord {
  const { read, prediction, sameArrivals, order, result, fleet } = checked;
  const { outcome, run } = judgeLoad({ read, order, result, label: fleet.label, fleet: fleet.seen() });
  const verification: Verification = verify({
    predicted: prediction.outcome,
    runs: prediction.runs,
    sameArrivals,
    strata: prediction.strata,
    measured: outcome.measured!,
    measuredRun: run,
    objectives: measuredObjectives(read.scenario),
    stepsAlone: stepsAlone(read),
    notes: [...sizeNotes(checked), ...fleet.notes, ...modelNotes(read), ...lastingWarnings(read)],
  });
  return {
    predicted: { outcome: prediction.outcome, events: prediction.events, read },
    measured: { outcome, events: run.replication.events, read },
    snapshot: result.measured,
    verification,
  };
}

function sizeNotes({ read, scale }: CheckedPrediction): readonly string[] {
  if (scale === undefined && read.scenario.staging.fleet === undefined) return [];
  const sizes = Object.entries(requestServices(read.scenario)).flatMap(([name, { desired }]) =>
    desired === undefined ? [] : [`${desired} of ${name}`],
  );
  const size = sizes.length === 0 ? "" : ` (tasks: ${sizes.join(", ")})`;
  return [`this verifies staging's size${size}, not production's`];
}

function modelNotes({ scenario }: ReadScenario): readonly string[] {
  const { demand, services } = scenario;
  if (!demand.some((each) => hasSessions(each) && heldBy(services[each.to]) === null)) return [];
  return ["a session's messages are balanced one by one in the prediction; a real session stays with its task"];
}
