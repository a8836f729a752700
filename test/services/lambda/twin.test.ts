import fc from "fast-check";
import { expect, test } from "vitest";
import { demandContext } from "../../../sim/scenario/index.js";
import { ColdStarts, coldStartStreams } from "../../../sim/services/lambda/cold-starts.js";
import { type LambdaConfig, slowdownOf } from "../../../sim/services/lambda/shape.js";
import { createDemands } from "../../../workload/demands.js";
import { latencyOf, simulate } from "../../support/simulate.js";
import { functionScenario, told } from "./function.js";

interface Environment {
  readonly isProvisioned: boolean;
  freeAt: number;
}

/** An arrival of the demand, and the CPU work and the wait that it asks for. Microseconds. */
interface Invocation {
  readonly at: number;
  readonly cpu: number;
  readonly wait: number;
}

/** Of the run, in microseconds. */
const end = 300e6;

/**
 * The pool of a function told as simply as can be: a list of environments, all of them looked at for each arrival.
 * Gives the sums and counts that a run tells.
 */
function plainPool(invocations: readonly Invocation[], config: LambdaConfig, cold: ColdStarts) {
  const environments: Environment[] = Array.from({ length: config.provisioned.desired ?? 0 }, () => ({
    isProvisioned: true,
    freeAt: Number.NEGATIVE_INFINITY,
  }));
  const limit = (config.reservedConcurrency ?? 1_000) - environments.length;
  const told = { started: 0, coldStarts: 0, throttled: 0, latency: 0, longest: 0, billedMs: 0, inUse: 0, idle: 0 };
  let tokens = 1_000;
  let filledAt = Number.NEGATIVE_INFINITY;
  for (const { at, cpu, wait } of invocations) {
    const isFree = ({ freeAt }: Environment) => freeAt <= at;
    const onDemand = environments.filter(({ isProvisioned }) => !isProvisioned);
    const idle = onDemand.filter((each) => isFree(each) && at - each.freeAt < config.keepAlive);
    const lastUsed = idle.sort((a, b) => b.freeAt - a.freeAt)[0];
    let chosen = environments.find((each) => each.isProvisioned && isFree(each));
    let ready = 0;
    if (chosen === undefined) {
      if (onDemand.filter((each) => !isFree(each)).length >= limit) {
        told.throttled++;
        continue;
      }
      chosen = lastUsed;
      if (chosen !== undefined) told.idle += at - chosen.freeAt;
      else {
        tokens = Math.min(1_000, tokens + (at - filledAt) / 10_000);
        filledAt = at;
        if (tokens < 1) {
          told.throttled++;
          continue;
        }
        tokens--;
        const init = cold.init();
        ready = cold.placement() + init;
        told.billedMs += init / 1_000;
        told.coldStarts++;
        chosen = { isProvisioned: false, freeAt: Number.NaN };
        environments.push(chosen);
      }
    }
    const takes = Math.ceil(cpu * slowdownOf(config)) + wait; // far from the function's timeout
    const latency = ready + takes;
    chosen.freeAt = at + latency;
    told.started++;
    told.latency += latency;
    told.inUse += latency;
    told.longest = Math.max(told.longest, latency);
    told.billedMs += Math.ceil(takes / 1_000);
  }
  for (const { isProvisioned, freeAt } of environments) {
    if (!isProvisioned) told.idle += Math.min(config.keepAlive, end - freeAt);
  }
  return told;
}

const functions = fc.record({
  memory: fc.constantFrom(128, 512, 2_048),
  keepAlive: fc.constantFrom("1s", "4s", "1h"),
  reserved: fc.constantFrom(4, 9, 700),
  provisioned: fc.constantFrom(0, 2, 4),
  placement: fc.constantFrom("0s", "700ms", "{ kind: exponential, mean: 2s }"),
  rate: fc.constantFrom("0.3/s", "4/s", "60/s"),
  wait: fc.constantFrom("30ms", "{ kind: exponential, mean: 800ms }"),
});

test("the pool of environments equals a list that is searched for each arrival, to the microsecond", () => {
  fc.assert(
    fc.property(
      functions,
      fc.nat(1_000),
      ({ memory, keepAlive, reserved, provisioned, placement, rate, wait }, seed) => {
        const read = functionScenario(
          `keepAlive: ${keepAlive}, reservedConcurrency: ${reserved}, placement: ${placement}, timeout: 60s, provisioned: { desired: ${provisioned} }`,
          {
            // Nothing arrives in the last minutes, so that all that starts has ended and is billed.
            demand: `curve: { kind: steps, steps: [ { at: 0s, rate: ${rate} }, { at: 2m, rate: 0/s } ] }, request: { steps: [ { cpu: { kind: exponential, mean: 20ms } }, { wait: ${wait} } ] }`,
            clock: "duration: 5m, warmup: 0s",
            more: `seed: ${seed}`,
          },
        );
        const config = { ...(read.scenario.services.fn as unknown as LambdaConfig), memory };
        const run = simulate({
          ...read,
          scenario: { ...read.scenario, services: { fn: { ...read.scenario.services.fn, memory } } },
        });
        const [demand] = createDemands(read.scenario.demand, demandContext(read.scenario, run.seed, read.data.tables));
        const invocations: Invocation[] = [];
        for (const steps = new Int32Array(8); Number.isFinite(demand.nextAt); ) {
          const at = demand.nextAt;
          demand.take(steps, 0);
          invocations.push({ at, cpu: steps[0], wait: steps[1] });
        }
        const cold = new ColdStarts(config, read.data.tables, coldStartStreams(run.seed, "fn"));
        const plain = plainPool(invocations, config, cold);
        const { invocations: fast, requests, minutes, latency } = told(run);
        const environmentTime = (means: Float64Array) => Math.round(means.reduce((sum, each) => sum + each, 0) * 60e6);
        const latencies = latencyOf({ latency });
        expect({
          started: fast.started,
          coldStarts: fast.coldStarts,
          throttled: fast.throttled,
          latency: latencies.sum,
          longest: latencies.max,
          billedMs: (fast.billedGbMs * 1_024) / memory,
          inUse: environmentTime(minutes.busyEnvironments),
          idle: environmentTime(minutes.idleEnvironments),
        }).toEqual({ ...plain, longest: Math.max(0, plain.longest) });
        expect(requests.failedBy.throttled).toBe(plain.throttled);
      },
    ),
    { seed: 11, numRuns: 60 },
  );
});
