import { z } from "zod";
import {
  dataSize,
  duration,
  flag,
  integer,
  memory,
  name,
  number,
  type Range,
  ratio,
} from "../scenarios/language/index.js";
import { Whole } from "./distributions/distribution.js";
import { createDistribution, type Distribution, distributionShape } from "./distributions/index.js";
import { type Retries, retriesShape } from "./retries.js";
import type { Tables } from "./tables.js";

/** Largest number of steps of a request: what a packed request row has room for. */
export const stepsMax = 8;

/** A duration that a distribution can draw. */
export const drawnDuration = (range: Range = {}) => duration({ max: Whole.MAX, ...range });

const stepShape = z
  .strictObject({
    cpu: distributionShape(drawnDuration).optional().describe("CPU work of this step, as its time alone on a vCPU."),
    wait: distributionShape(drawnDuration)
      .optional()
      .describe("Time that the request waits in this step without CPU, as for a database or a model."),
    call: name()
      .optional()
      .describe(
        "Another service, which has to answer before the request continues; class, timeout and retries belong to such a call.",
      ),
    class: name().optional().describe("Which of that service's classes is called; left out, any of them by weight."),
    timeout: duration({ min: 1 })
      .optional()
      .describe("When the caller gives up this call, in place of what the called service says."),
    retries: retriesShape
      .optional()
      .describe("What the caller does after a failed call, in place of what the called service says."),
  })
  .refine(({ cpu, wait, call }) => [cpu, wait, call].filter((each) => each !== undefined).length === 1, {
    message: "one step: either cpu, wait or call",
  })
  .refine((step) => step.call !== undefined || (step.class ?? step.timeout ?? step.retries) === undefined, {
    message: "class, timeout and retries only beside call",
  });

const requestKeys = {
  steps: z.array(stepShape).min(1).max(stepsMax).describe("What a request does on its task, one step after another."),
  requestSize: distributionShape(dataSize)
    .prefault("2 KB")
    .describe("Bytes of a request, for which the load balancer is billed."),
  responseSize: distributionShape(dataSize)
    .prefault("8 KB")
    .describe("Bytes of an answer, for which the load balancer and traffic to the internet are billed."),
  writes: integer({ max: 1_000 })
    .prefault(0)
    .describe("Writes that a request makes to the store; each can be lost when its task ends."),
  timeout: duration({ min: 1 }).optional().describe("When the client gives up; left out, never."),
  cancelOnDisconnect: flag().prefault(false).describe("The task stops working on a request whose client has given up."),
  memory: memory().prefault(0).describe("Memory that a request holds on its task while it is worked on."),
  retries: retriesShape.optional().describe("What clients do after a timeout or an error; left out, nothing."),
  errors: ratio().optional().describe("Share of requests whose work itself fails, at its last step."),
};

/** What one request asks of a service. */
export const requestShape = z.strictObject(requestKeys);

const classesMax = 64;

/** One of several kinds of request in the same demand, chosen by weight. */
export const requestClassShape = z.strictObject({
  name: name().describe("The name of this kind of request in objectives and reports."),
  weight: number({ min: 0 })
    .prefault(1)
    .describe("How often this kind is drawn, relative to the weights of the others."),
  ...requestKeys,
});

/** Several kinds of request, distinguished by name. */
export const requestClassesShape = z
  .array(requestClassShape)
  .min(1)
  .max(classesMax)
  .refine((classes) => new Set(classes.map(({ name }) => name)).size === classes.length, {
    message: "classes with different names",
  })
  .refine((classes) => classes.some(({ weight }) => weight > 0), { message: "at least one weight above 0" });

export type RequestConfig = z.output<typeof requestShape>;
export type RequestClassConfig = z.output<typeof requestClassShape>;
/** A step that calls a service. */
export type CallConfig = RequestClassConfig["steps"][number] & { readonly call: string };

/**
 * One step of a request: work on the CPU or a wait for something outside, in microseconds, or a call of another
 * service.
 */
export type RequestStep =
  | { readonly kind: "cpu" | "wait"; readonly duration: Distribution }
  | { readonly kind: "call"; readonly call: Call };

/** A step that calls a service: what it may ask for, and how its caller waits. */
export interface Call {
  /** The service that is called. */
  readonly to: string;
  /** Position of the step, after which its draws are named. */
  readonly key: string;
  /**
   * What the service does for the call: classes whose shares add up to one, with the timeout and the retries of the
   * call.
   */
  readonly classes: readonly RequestClass[];
  /** Whether the caller gets an answer at once, without waiting for the work. */
  readonly isSent: boolean;
  /**
   * Set when requests are handed over unchanged: `classes` are then those of the first service's class table, in that
   * order.
   */
  readonly isHandOver?: true;
}

/** A kind of request with everything that services and bills need to know of it. */
export interface RequestClass {
  readonly name: string;
  /** The share of the demand's requests that are of this class. */
  readonly share: number;
  readonly steps: readonly RequestStep[];
  /** Mean microseconds per request without queueing: over all cpu steps, and over all wait steps and calls. */
  readonly meanCpu: number;
  readonly meanWait: number;
  /** Mean sizes, which is all that the bill needs. */
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly writes: number;
  /** When the client gives up, in microseconds; null for never. */
  readonly timeout: number | null;
  /** Whether the service stops the work when the client has given up. */
  readonly cancelOnDisconnect: boolean;
  readonly memoryMb: number;
  readonly retries: Retries | null;
  /** The share of attempts that fail at their last step. */
  readonly errors: number;
}

/** Makes a request class from its decoded configuration; `callOf` makes the call of the step at an index. */
export function createRequestClass(
  config: RequestClassConfig,
  totalWeight: number,
  tables: Tables,
  callOf: (step: CallConfig, index: number) => Call = ({ call }) => {
    throw new Error(`nobody here can call ${call}`);
  },
): RequestClass {
  const steps = config.steps.map((step, index): RequestStep => {
    const { cpu, wait, call } = step;
    if (call !== undefined) return { kind: "call", call: callOf({ ...step, call }, index) };
    return { kind: cpu ? "cpu" : "wait", duration: createDistribution((cpu ?? wait)!, tables) };
  });
  return {
    name: config.name,
    share: config.weight / totalWeight,
    steps,
    meanCpu: meanOf(steps, "cpu"),
    meanWait: meanOf(steps, "wait") + meanOfCalls(steps),
    requestBytes: createDistribution(config.requestSize, tables).mean,
    responseBytes: createDistribution(config.responseSize, tables).mean,
    writes: config.writes,
    timeout: config.timeout ?? null,
    cancelOnDisconnect: config.cancelOnDisconnect,
    memoryMb: config.memory,
    retries: config.retries ?? null,
    errors: config.errors ?? 0,
  };
}

function meanOf(steps: readonly RequestStep[], kind: "cpu" | "wait"): number {
  return steps.reduce((sum, step) => (step.kind === kind ? sum + step.duration.mean : sum), 0);
}

function meanOfCalls(steps: readonly RequestStep[]): number {
  const classes = steps.flatMap((step) => (step.kind === "call" && !step.call.isSent ? step.call.classes : []));
  return classes.reduce((sum, { share, meanCpu, meanWait }) => sum + share * (meanCpu + meanWait), 0);
}
