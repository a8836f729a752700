import type { MetricUnit } from "../../facts/units.js";
import type { Interval } from "../../statistics/interval.js";
import type { DecidingUnknowns } from "../deciding-unknowns.js";
import type { LoadAudit } from "../measured.js";
import type { ObjectiveOutcome, Outcome } from "../outcome.js";

/** One number of a service, predicted and measured. */
export interface ComparedReading {
  /** For people: "p99", "failed by timeout". */
  readonly name: string;
  /** Its dotted place among the fields of a service in an outcome: "latencyMs.p99". */
  readonly field: string;
  readonly unit: MetricUnit;
  /** Mean over the replications; null where none has the number. */
  readonly predicted: number | null;
  /** Where one future run falls with 95 % confidence; null where the replications give no range. */
  readonly predictedRange: readonly [number, number] | null;
  /** What was simulated of the very arrivals of the measured run, as `sameArrivals` says. */
  readonly paired: number | null;
  readonly measured: number;
  /** (measured − predicted) ÷ predicted, and the same against `paired`; null where that is zero. */
  readonly error: number | null;
  readonly errorOfPaired: number | null;
  /** Whether the measured value lies in the range; null without a range. */
  readonly inside: boolean | null;
  /** How sure these are, 95 %; absent in what older versions wrote. */
  readonly intervals?: ReadingIntervals;
}

/** Of means over the replications and over the simulations of the same arrivals; null where one run has no interval. */
export type ReadingIntervals = Readonly<Record<"predicted" | "paired" | "error" | "errorOfPaired", Interval | null>>;

/** A latency that a model without queues predicts: the steps of each request and nothing else. */
export interface StepsAlone {
  readonly name: "p50" | "p95" | "p99";
  readonly valueMs: number;
  /** (measured − steps alone) ÷ steps alone; null where the measured run does not tell it. */
  readonly error: number | null;
}

export interface ServiceVerification {
  readonly measures: readonly ComparedReading[];
  /** Of each of several demands, the measures of its requests; absent where there are not several. */
  readonly demands?: Readonly<Record<string, Pick<ServiceVerification, "measures">>>;
  readonly stepsAlone: readonly StepsAlone[];
}

/** Why a measured run probably differs from its prediction. */
export interface Reason {
  readonly reason: string;
  /** Null where it concerns the load as a whole. */
  readonly service: string | null;
  /** How far off the cause was, as a share of what was planned: the order of the reasons. */
  readonly weight: number;
  /** For a person, with the numbers. */
  readonly sentence: string;
}

/** What each measure's `paired` is. */
export interface SameArrivals {
  readonly simulations: number;
  /** For a person. */
  readonly about: string;
}

type Identity = "scenario" | "about" | "variant" | "version" | "seed" | "replications" | "clock";

/** A prediction beside what was measured: `verification.json`. Field names are fixed; fields may be added. */
export interface Verification extends Pick<Outcome, Identity> {
  readonly schema: 1;
  readonly kind: "verification";
  /** Why the load ended early; null where it did not. */
  readonly aborted: string | null;
  /** How long load was driven, of `clock.durationS`. */
  readonly elapsedS: number;
  readonly targets: Readonly<Record<string, string>>;
  /** What the tasks were: "virtual vCPUs: a control-plane check"; null where nothing is to be said. */
  readonly label: string | null;
  readonly sameArrivals: SameArrivals;
  readonly services: Readonly<Record<string, ServiceVerification>>;
  /** Measures that have a range, and how many of them were measured inside it. */
  readonly ranged: number;
  readonly inside: number;
  /** The scenario's objectives judged by the measured run, errors among them. */
  readonly objectives: readonly ObjectiveOutcome[];
  /** The likeliest first; none where nothing was missed. */
  readonly reasons: readonly Reason[];
  readonly audit: LoadAudit;
  readonly notes: readonly string[];
  /** Where it was asked for: which measures lie otherwise where a parameter that no public source tells is another one. */
  readonly unknowns?: DecidingUnknowns;
}
