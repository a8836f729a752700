import type { Facts } from "../../../facts/facts.js";
import { units } from "../../../facts/units.js";
import type { Measured, MeasuredService } from "../../measured.js";
import type { Run } from "../../runs.js";
import type { StepLatencies } from "../compare.js";
import type { Reason } from "../verification.js";

/** What reasons are told from: the measured run beside the prediction of the same arrivals. */
export interface RunFacts {
  readonly paired: Run;
  readonly measuredRun: Run;
  readonly measured: Measured;
  readonly stepsAlone: ReadonlyMap<string, StepLatencies>;
}

/** The part of one service in them. */
export interface ServiceFacts {
  readonly paired: Facts;
  readonly measured: Facts;
  readonly told: MeasuredService;
  readonly stepsAlone: StepLatencies | undefined;
  /** Whether requests left when they were due: else the generator's own lag is in every time. */
  readonly sentAsAsked: boolean;
  /** The rest of the schedule was never to come. */
  readonly endedEarly: boolean;
}

export type Finding = Pick<Reason, "weight" | "sentence">;

/** A way in which a run may differ from its prediction: what it finds in a service, or null where it plays no part. */
export interface ServiceReason {
  readonly reason: string;
  readonly find: (facts: ServiceFacts) => Finding | null;
}

/** How sentences write milliseconds, shares and counts. */
export const [ms, ratio, count] = [units.ms.print, units.ratio.print, units.count.print];
