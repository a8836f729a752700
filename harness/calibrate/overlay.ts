import { z } from "zod";
import { ratio } from "../../scenarios/language/index.js";
import { type DistributionConfig, distributionShape } from "../../workload/distributions/index.js";
import { drawnDuration } from "../../workload/requests.js";
import { type Calibration, type FoundStep, sampleColumn } from "./calibration.js";

/** A calibration as a scenario that extends the one it was made for; `from` is the path to that. */
export function overlayYaml({ subject, observation, at, steps }: Calibration, from: string): string {
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
    ...nested(subject.requestClass, found),
  ]);
}

/** The file that an empirical step draws from: the sample, in microseconds. */
export function sampleCsv({ sample }: Calibration): string {
  return lines([sampleColumn, ...Array.from(sample, (value) => String(Math.round(value)))]);
}

/** A step as a scenario writes it: `cpu: { kind: gamma, mean: 9.3ms, shape: 4.1 }`. */
export function stepYaml({ kind, config }: FoundStep): string {
  return `${kind}: ${flow(z.encode(distributionShape(drawnDuration), config as DistributionConfig))}`;
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

/** A scalar without quotes where YAML reads it as it stands. */
function plain(value: unknown): string {
  const text = String(value);
  return typeof value === "number" || /^[\w./-][\w ./-]*$/.test(text) ? text : JSON.stringify(text);
}

/** In tenths of a percent, which is more than was measured. */
function share(value: number): string {
  return String(z.encode(ratio(), Number(value.toFixed(3))));
}

function lines(all: readonly string[]): string {
  return `${all.join("\n")}\n`;
}
