import { z } from "zod";
import { dataSize, duration, flag, integer, memory, name, number, type Range } from "../scenarios/language/index.js";
import { Whole } from "./distributions/distribution.js";
import { createDistribution, type Distribution, distributionShape } from "./distributions/index.js";
import { type Retries, retriesShape } from "./retries.js";
import type { Tables } from "./tables.js";

/** The most steps a request can have: what a packed request row has room for. */
export const stepsMax = 8;

/** A duration that a distribution can draw. */
export const drawnDuration = (range: Range = {}) => duration({ max: Whole.MAX, ...range });

const stepShape = z
  .strictObject({
    cpu: distributionShape(drawnDuration).optional(),
    wait: distributionShape(drawnDuration).optional(),
  })
  .refine(({ cpu, wait }) => (cpu === undefined) !== (wait === undefined), { message: "one step: either cpu or wait" });

const requestKeys = {
  steps: z.array(stepShape).min(1).max(stepsMax),
  requestSize: distributionShape(dataSize).prefault("2 KB"),
  responseSize: distributionShape(dataSize).prefault("8 KB"),
  writes: integer({ max: 1_000 }).prefault(0),
  timeout: duration({ min: 1 }).optional(),
  cancelOnDisconnect: flag().prefault(false),
  memory: memory().prefault(0),
  retries: retriesShape.optional(),
};

/** What one request asks of a service. */
export const requestShape = z.strictObject(requestKeys);

/** One of several sorts of request in the same demand, chosen by weight. */
export const requestClassShape = z.strictObject({
  name: name(),
  weight: number({ min: 0 }).prefault(1),
  ...requestKeys,
});

export type RequestConfig = z.output<typeof requestShape>;
export type RequestClassConfig = z.output<typeof requestClassShape>;

/** One stage of a request: work on the CPU, or a wait for somebody else. Microseconds. */
export interface RequestStep {
  readonly kind: "cpu" | "wait";
  readonly duration: Distribution;
}

/** A sort of request with everything that services and bills need to know of it. */
export interface RequestClass {
  readonly name: string;
  /** The part of the demand's requests that are of this class. */
  readonly share: number;
  readonly steps: readonly RequestStep[];
  /** Mean microseconds per request over all cpu steps, and over all wait steps. */
  readonly meanCpu: number;
  readonly meanWait: number;
  /** Means: the bill needs no more. */
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly writes: number;
  /** When the client gives up; null for never. */
  readonly timeout: number | null;
  /** Does the service stop the work when its client has given up? */
  readonly cancelOnDisconnect: boolean;
  readonly memoryMb: number;
  readonly retries: Retries | null;
}

/** Gives a decoded request class its distributions. */
export function createRequestClass(config: RequestClassConfig, totalWeight: number, tables: Tables): RequestClass {
  const steps = config.steps.map(({ cpu, wait }): RequestStep => {
    const kind = cpu ? "cpu" : "wait";
    return { kind, duration: createDistribution((cpu ?? wait)!, tables) };
  });
  return {
    name: config.name,
    share: config.weight / totalWeight,
    steps,
    meanCpu: meanOf(steps, "cpu"),
    meanWait: meanOf(steps, "wait"),
    requestBytes: createDistribution(config.requestSize, tables).mean,
    responseBytes: createDistribution(config.responseSize, tables).mean,
    writes: config.writes,
    timeout: config.timeout ?? null,
    cancelOnDisconnect: config.cancelOnDisconnect,
    memoryMb: config.memory,
    retries: config.retries ?? null,
  };
}

function meanOf(steps: readonly RequestStep[], kind: RequestStep["kind"]): number {
  return steps.reduce((sum, step) => (step.kind === kind ? sum + step.duration.mean : sum), 0);
}
