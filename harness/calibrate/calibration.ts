import type { DistributionConfig } from "../../workload/distributions/index.js";
import { type Fit, fitAll, fitQuantiles, isGood } from "./fit/index.js";
import { meanOf, moved, quantileOf, type Sample, sampleOf } from "./fit/sample.js";
import type { CpuPerRequest, Observation } from "./observation.js";
import { limitDoubts, type ServiceChanges, serviceChanges } from "./service-changes.js";
import { splitResponse } from "./split.js";
import type { Subject } from "./subject.js";

/** Mean, and quantiles in the order of `fitQuantiles`, of durations in microseconds. */
export interface Durations {
  readonly mean: number;
  readonly quantiles: readonly number[];
}

/** One step of a request, as the calibration found it. */
export interface FoundStep {
  readonly kind: "cpu" | "wait";
  readonly config: DistributionConfig;
}

/** The result of a calibration. */
export interface Calibration {
  readonly subject: Subject;
  readonly observation: Observation;
  /** Date of the calibration, as the caller gives it. */
  readonly at: string;
  readonly cpu: CpuPerRequest;
  readonly responses: Durations;
  readonly varies: "cpu" | "wait";
  /** The durations that the distributions were fitted to: the response times less the part that does not vary. */
  readonly fitted: Durations;
  readonly sample: Sample;
  /** The fitted distributions; the chosen one comes first. */
  readonly fits: readonly Fit[];
  /** Whether the test of fit finds no difference between the chosen family and the sample. */
  readonly isGood: boolean;
  /** Whether the varying step draws from the sample itself, because that was asked for or because no family fits. */
  readonly isEmpirical: boolean;
  /** Whether the sample has to be stored beside the overlay: a step draws from it, or no family fits. */
  readonly needsSample: boolean;
  readonly steps: readonly FoundStep[];
  /** Changes to the scenario's service that make it behave like the one that was measured. */
  readonly service: ServiceChanges;
  readonly notes: readonly string[];
}

/** The choices that the caller of a calibration makes. */
export interface CalibrationChoice {
  readonly at: string;
  /** Distribution family to use, or "empirical"; null for the likeliest. */
  readonly family: string | null;
  /** Name of the file beside the overlay that the sample is written to. */
  readonly sampleFile: string;
}

/** Name of the one column in the sample file. */
export const sampleColumn = "micros";

const empirical = "empirical";
/** Utilization below which queueing does not noticeably lengthen response times. */
const idleUtilization = 0.1;
/** Smallest share of the response time that is worth a note. */
const notableShare = 0.05;

/** Finds the steps of a request from an observation of it; null when the chosen family cannot be fitted. */
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
 * Puts the wait first. Part of it is network, which passes before the work as well as after it. Where tasks pause, the
 * wait is put between two halves of the CPU work, since a paused task can neither begin a wait nor answer after it.
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
  /** Duration of the step that does not vary, in microseconds. */
  readonly constant: number;
}

function doubts({ responses, cpu, isClear, varies, constant, observation, subject }: Doubtful): readonly string[] {
  const { isUndisturbed, busy } = observation;
  const isLoaded = busy === null || busy > idleUtilization;
  const isBesideCpu = varies === "cpu" && constant > notableShare * meanOf(responses);
  return [
    ...(cpu.micros * subject.stretch > 1.05 * meanOf(responses)
      ? ["a request uses more CPU time than it takes: it uses several vCPUs at once, or works on after its answer"]
      : []),
    ...(isClear ? [] : [`response times cannot tell which part varies; the longer one, ${varies}, is assumed to`]),
    ...(isBesideCpu
      ? [
          `the wait of ${(constant / 1_000).toPrecision(3)} ms is everything that is not CPU: the part of it that is network and load balancer, and not the task's own waiting, belongs in services.${subject.service}.balancer.latency`,
        ]
      : []),
    ...(isUndisturbed || !isLoaded
      ? []
      : [
          "the response times include the time that requests waited for each other: measure at less than 10 % CPU, or from a log with exact times",
        ]),
    ...(isUndisturbed && isLoaded && !subject.isFirstComeFirstServed && !observation.server?.limit
      ? ["requests that came later shared the CPU: the response times are a little long; measure at less than 10 % CPU"]
      : []),
  ];
}

function describe(sample: Sample): Durations {
  return { mean: meanOf(sample), quantiles: fitQuantiles.map((p) => quantileOf(sample, p)) };
}
