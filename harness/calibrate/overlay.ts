import { z } from "zod";
import { ratio } from "../../scenarios/language/index.js";
import { type DistributionConfig, distributionShape } from "../../workload/distributions/index.js";
import { drawnDuration } from "../../workload/requests.js";
import { type Calibration, type FoundStep, sampleColumn } from "./calibration.js";

/** Writes a calibration as a scenario that extends the one it was made for; `from` is the path to that one. */
export function overlayYaml(calibration: Calibration, from: string): string {
  const { subject, observation, at, steps } = calibration;
  const { source, durations, utilization } = observation;
  const found = steps.map((step) => `- ${stepYaml(step)}`);
  return lines([
    `extends: ${plain(from)}`,
    "calibration:",
    `  ${subject.demand}:`,
    `    source: ${JSON.stringify(source)}`,
    `    at: ${JSON.stringify(at)}`,
    `    requests: ${durations.length}`,
    ...(utilization ? [`    utilization: { from: ${share(utilization.from)}, to: ${share(utilization.to)} }`] : []),
    "demand:",
    `  ${subject.demand}:`,
    ...(isOneOfSeveral(calibration) ? classesOf(calibration, found) : nested(subject.requestClass, found)),
    ...serviceLines(calibration),
  ]);
}

/** The file that an empirical step draws from: the sample in microseconds. */
export function sampleCsv({ sample }: Calibration): string {
  return lines([sampleColumn, ...Array.from(sample, (value) => String(Math.round(value)))]);
}

/** A step as a scenario spells it: `cpu: { kind: gamma, mean: 9.3ms, shape: 4.1 }`. */
export function stepYaml({ kind, config }: FoundStep): string {
  return `${kind}: ${drawnYaml(config)}`;
}

/** The keys of the service that were found, one a line, for a person: `task.maxConcurrent: 6`. */
export function serviceWords({ service }: Calibration): readonly string[] {
  const { maxConcurrent, discipline, pauses, latency } = service;
  return [
    ...(maxConcurrent === null ? [] : [`task.maxConcurrent: ${maxConcurrent}`]),
    ...(discipline === null ? [] : [`task.discipline: ${disciplineYaml(discipline)}`]),
    ...(pauses === null ? [] : [`task.pauses: ${pausesYaml(pauses)}`]),
    ...(latency === null ? [] : [`balancer.latency: ${drawnYaml({ kind: "fixed", value: latency })}`]),
  ];
}

function serviceLines(calibration: Calibration): readonly string[] {
  const { maxConcurrent, discipline, pauses, latency } = calibration.service;
  const task = [
    ...(maxConcurrent === null ? [] : [`      maxConcurrent: ${maxConcurrent}`]),
    ...(discipline === null ? [] : [`      discipline: ${disciplineYaml(discipline)}`]),
    ...(pauses === null ? [] : [`      pauses: ${pausesYaml(pauses)}`]),
  ];
  if (task.length === 0 && latency === null) return [];
  return [
    ...["services:", `  ${calibration.subject.service}:`],
    ...(task.length === 0 ? [] : ["    task:", ...task]),
    ...(latency === null ? [] : [`    balancer: { latency: ${drawnYaml({ kind: "fixed", value: latency })} }`]),
  ];
}

function disciplineYaml(discipline: NonNullable<Calibration["service"]["discipline"]>): string {
  return typeof discipline === "string" ? discipline : `{ kind: worker-pool, threads: ${discipline.threads} }`;
}

function pausesYaml({ every, lasts }: NonNullable<Calibration["service"]["pauses"]>): string {
  return `{ every: ${drawnYaml(every)}, lasts: ${drawnYaml(lasts)} }`;
}

function drawnYaml(config: DistributionConfig): string {
  return flow(z.encode(distributionShape(drawnDuration), config));
}

/**
 * Unexpected answers are part of the load: a demand with a single kind of request then gets a class for each kind of
 * answer.
 */
function isOneOfSeveral({ subject, observation: { others = [] } }: Calibration): boolean {
  return subject.requestClass === null && others.length > 0;
}

/**
 * The expected answers with their steps. Every other kind gets its mean time, of which the same share is CPU as for
 * expected answers.
 */
function classesOf({ subject, observation, cpu, responses }: Calibration, found: readonly string[]): readonly string[] {
  const { others = [], requests } = observation;
  const expected = requests - others.reduce((sum, sort) => sum + sort.requests, 0);
  const keys = Object.entries(subject.written).map(([key, value]) => `        ${key}: ${flow(value)}`);
  const sort = (name: string, count: number, steps: readonly string[]) => [
    `      - name: ${name}`,
    `        weight: ${Number((count / requests).toPrecision(4))}`,
    ...keys,
    "        steps:",
    ...steps.map((step) => `          ${step}`),
  ];
  return [
    "    request: null",
    "    classes:",
    ...sort("expected", expected, found),
    ...others.flatMap(({ name, requests: count, mean }) => {
      const work = Math.round(Math.min(1, cpu.micros / responses.mean) * mean);
      const wait = Math.max(0, Math.round(mean - work * subject.stretch));
      const steps = [...(wait > 0 ? [`- wait: ${wait}us`] : []), `- cpu: ${work}us`];
      return sort(name.replace(/[^A-Za-z0-9]+/g, "-"), count, steps);
    }),
  ];
}

function nested(requestClass: string | null, steps: readonly string[]): readonly string[] {
  if (requestClass === null) return ["    request:", "      steps:", ...steps.map((step) => `        ${step}`)];
  return ["    classes:", `      ${requestClass}:`, "        steps:", ...steps.map((step) => `          ${step}`)];
}

function flow(written: unknown): string {
  if (typeof written !== "object" || written === null) return plain(written);
  return `{ ${Object.entries(written)
    .map(([key, value]) => `${key}: ${plain(value)}`)
    .join(", ")} }`;
}

/** A scalar without quotes when YAML reads it unchanged that way, otherwise quoted. */
function plain(value: unknown): string {
  const text = String(value);
  return typeof value === "number" || /^[\w./-][\w ./-]*$/.test(text) ? text : JSON.stringify(text);
}

/** A share rounded to tenths of a percent, which is finer than the measurement. */
function share(value: number): string {
  return String(z.encode(ratio(), Number(value.toFixed(3))));
}

function lines(all: readonly string[]): string {
  return `${all.join("\n")}\n`;
}
