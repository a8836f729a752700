import type { DistributionConfig } from "../../workload/distributions/index.js";
import { type Fit, fitAll, fitQuantiles, isGood } from "./fit/index.js";
import { meanOf, moved, quantileOf, type Sample, sampleOf } from "./fit/sample.js";
import type { CpuPerRequest, Observation } from "./observation.js";
import { limitDoubts, type ServiceChanges, serviceChanges } from "./service-changes.js";
import { splitResponse } from "./split.js";

/** What the scenario says of the sort of request that is calibrated, and of the tasks that serve it. */
export interface Subject {
  readonly demand: string;
  /** Null for a demand of one sort of request. */
  readonly requestClass: string | null;
  readonly service: string;
  /** What the scenario says of it beside its steps, as a scenario writes it. */
  readonly written: Readonly<Record<string, unknown>>;
  /** Mean CPU work that the scenario has for it, in microseconds. */
  readonly scenarioCpu: number;
  /** Microseconds that a lone request takes for a microsecond of CPU work. */
  readonly stretch: number;
  /** Requests are served in order of arrival, each task one at a time. */
  readonly isFirstComeFirstServed: boolean;
  /** Requests that a task works on at once, and whether its threads bound them. */
  readonly maxConcurrent: number;
  readonly isWorkerPool: boolean;
}

/** Mean and, in the order of `fitQuantiles`, quantiles of durations in microseconds. */
export interface Durations {
  readonly mean: number;
  readonly quantiles: readonly number[];
}

/** One step of a request as it was found. */
export interface FoundStep {
  readonly kind: "cpu" | "wait";
  readonly config: DistributionConfig;
}

/** What came of a calibration. */
export interface Calibration {
  readonly subject: Subject;
  readonly observation: Observation;
  /** The date that the caller gives. */
  readonly at: string;
  readonly cpu: CpuPerRequest;
  readonly responses: Durations;
  readonly varies: "cpu" | "wait";
  /** What the distributions were fitted to: the response times less the part that does not vary. */
  readonly fitted: Durations;
  readonly sample: Sample;
  /** The chosen one first. */
  readonly fits: readonly Fit[];
  /** The chosen family is not told apart from the sample. */
  readonly isGood: boolean;
  /** The varying step draws from the sample itself: it was asked for, or no family fits. */
  readonly isEmpirical: boolean;
  /** The sample is of use beside the overlay: a step draws from it, or no family fits. */
  readonly needsSample: boolean;
  readonly steps: readonly FoundStep[];
  /** What the scenario's service has to be told to be the one that was measured. */
  readonly service: ServiceChanges;
  readonly notes: readonly string[];
}

/** What the caller decides. */
export interface CalibrationChoice {
  readonly at: string;
  /** The family to take, or "empirical"; null for the likeliest. */
  readonly family: string | null;
  /** The file beside the overlay that takes the sample. */
  readonly sampleFile: string;
}

/** Of the file that takes the sample. */
export const sampleColumn = "micros";

const empirical = "empirical";
/** Load below which queueing is no part of a response time that matters. */
const idleUtilization = 0.1;
/** A part of a response time that is worth a word. */
const notableShare = 0.05;

/** Finds the steps of a request from what was observed of it; null where the chosen family does not apply. */
export function calibrate(
  observation: Observation,
  subject: Subject,
  { at, family, sampleFile }: CalibrationChoice,
): Calibration | null {
  const responses = sampleOf(observation.durations);
  const { server } = observation;
  const cpu = observation.cpu ?? { micros: subject.scenarioCpu, basis: "the scenario's own; nothing measured it" };
  const held = moved(responses, server?.outside ?? 0, meanOf(responses) - (server?.outside ?? 0));
  const { varies, sample, constant, isClear } = splitResponse(held, cpu.micros, subject);
  const fits = fitAll(sample).toSorted((a, b) => Number(b.kind === family) - Number(a.kind === family));
  if (family !== null && family !== empirical && fits[0].kind !== family) return null;
  const fitsWell = isGood(fits[0]);
  const isEmpirical = family === empirical || (family === null && !fitsWell);
  const config = isEmpirical ? { kind: empirical, file: sampleFile, column: sampleColumn, unit: 1 } : fits[0].config;
  return {
    ...{ subject, observation, at, cpu, varies, sample, fits },
    responses: describe(responses),
    fitted: describe(sample),
    isGood: fitsWell,
    isEmpirical,
    needsSample: isEmpirical || !fitsWell,
    steps: stepsOf(varies, config, constant, server?.pauses != null),
    service: serviceChanges(server, subject),
    notes: [
      ...(server ? limitDoubts(server, subject) : []),
      ...doubts({ responses: held, cpu, isClear, varies, constant, observation, subject }),
    ],
  };
}

/**
 * The wait first: what of it is network comes before the work as well as after it. A task that pauses needs CPU to begin a
 * wait as well as to answer after it.
 */
function stepsOf(
  varies: Calibration["varies"],
  config: DistributionConfig,
  constant: number,
  pauses: boolean,
): readonly FoundStep[] {
  const steady = (value: number): FoundStep => ({
    kind: varies === "cpu" ? "wait" : "cpu",
    config: { kind: "fixed", value },
  });
  const found: FoundStep = { kind: varies, config };
  if (varies === "wait" && pauses) {
    const half = Math.max(1, Math.round(constant / 2));
    return [steady(half), found, steady(half)];
  }
  return [found, ...(constant > 0 ? [steady(constant)] : [])].toSorted((a, b) => b.kind.localeCompare(a.kind));
}

interface Doubtful extends Pick<Calibration, "cpu" | "varies" | "observation" | "subject"> {
  readonly responses: Sample;
  readonly isClear: boolean;
  /** Of the step that does not vary, in microseconds. */
  readonly constant: number;
}

function doubts({ responses, cpu, isClear, varies, constant, observation, subject }: Doubtful): readonly string[] {
  const { isUndisturbed, busy } = observation;
  const isLoaded = busy === null || busy > idleUtilization;
  const isBesideCpu = varies === "cpu" && constant > notableShare * meanOf(responses);
  return [
    ...(cpu.micros * subject.stretch > 1.05 * meanOf(responses)
      ? [
          "a request uses more CPU than the time that it takes: it uses several vCPUs at once, or works on when answered",
        ]
      : []),
    ...(isClear ? [] : [`response times cannot tell which part varies; the longer one, ${varies}, is taken to`]),
    ...(isBesideCpu
      ? [
          `the wait of ${(constant / 1_000).toPrecision(3)} ms is all that is not CPU: what of it is network and load balancer, and not the task's own waiting, belongs to services.${subject.service}.balancer.latency`,
        ]
      : []),
    ...(isUndisturbed || !isLoaded
      ? []
      : [
          "the response times hold what requests waited for each other: measure at less than 10 % CPU, or with instants",
        ]),
    ...(isUndisturbed && isLoaded && !subject.isFirstComeFirstServed && !observation.server?.limit
      ? ["requests that came later shared the CPU: the response times are a little long; measure at less than 10 % CPU"]
      : []),
  ];
}

function describe(sample: Sample): Durations {
  return { mean: meanOf(sample), quantiles: fitQuantiles.map((p) => quantileOf(sample, p)) };
}
