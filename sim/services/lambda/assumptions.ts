import { plausibleWords } from "../../../scenarios/language/index.js";
import { spell } from "../../../scenarios/language/spelling.js";
import { createDistribution } from "../../../workload/distributions/index.js";
import type { ServiceView } from "../kind.js";
import { initOf } from "./cold-starts.js";
import { type LambdaConfig, lambdaShape, vcpuOf } from "./shape.js";

/** The assumptions of a prediction about a function. */
export function lambdaAssumptions(config: LambdaConfig, view: ServiceView): readonly (readonly string[])[] {
  return [
    [...aboutEnvironments(config, view), ...aboutColdStarts(config, view), ...aboutEvents(config), ...aboutBilling()],
    aboutProvisioned(config),
  ];
}

function aboutEnvironments(
  { memory, keepAlive, reservedConcurrency }: LambdaConfig,
  view: ServiceView,
): readonly string[] {
  const { name, account } = view;
  const vcpu = vcpuOf(memory);
  return [
    `an environment of ${name} has ${vcpu.toFixed(2)} vCPU, by its memory: a CPU step runs on one at most${vcpu < 1 ? `, and takes ${(1 / vcpu).toFixed(2)} times its work` : ""}`,
    `an idle environment is kept for ${spell.time(keepAlive)} (keepAlive), and the one used last is used next; AWS documents neither (${plausibleWords(lambdaShape.shape.keepAlive)} is plausible)`,
    reservedConcurrency === undefined
      ? `all functions without reservedConcurrency run ${spell.count(account.lambdaConcurrency)} invocations at once less what others have reserved (account.lambdaConcurrency; a new account may have less)`
      : `${name} runs ${spell.count(reservedConcurrency)} invocations at once at most (reservedConcurrency)`,
    "a function gets 1,000 new environments at once and 100 a second; its limit of ten requests a second for each unit of concurrency is left out",
    "writes, memory and sizes of its requests count for nothing: it writes at once, and what leaves it is not billed",
    "Lambda does not hear of a client that gives up, and ends what it has begun",
  ];
}

function aboutColdStarts(config: LambdaConfig, { tables }: ServiceView): readonly string[] {
  const { runtime, packaging, architecture, placement, downloadPerMb, init } = config;
  const mean = (drawn: LambdaConfig["init"]) =>
    spell.time(Math.round(createDistribution(drawn, tables).mean / 1_000) * 1_000);
  const download =
    packaging === "zip"
      ? `, and ${spell.time(downloadPerMb)} for each MB of code beyond 5 MB`
      : " whatever the image's size";
  return [
    `a cold start is ${mean(placement)} for a place${download} (placement, downloadPerMb: measured elsewhere as about 100 ms and 4 ms to 8 ms), ` +
      `${mean(initOf(runtime, packaging, architecture))} for ${runtime} as ${packaging} (measured for an empty function, 2026-08), and ${mean(init)} of its own (init; measure yours)`,
  ];
}

function aboutEvents({ invocation, asynchronous }: LambdaConfig): readonly string[] {
  if (invocation === "synchronous") return [];
  const { maximumRetryAttempts, maximumEventAge } = asynchronous;
  return [
    `an asynchronous event is answered at once; Lambda invokes again after a throttle from 1s up to 5m later until it is ${spell.time(maximumEventAge)} old, ` +
      `and up to ${spell.count(maximumRetryAttempts)} times after an error, 1m and 2m later; events are delivered once`,
  ];
}

function aboutBilling(): readonly string[] {
  return [
    "Lambda bills each invocation by the millisecond, init included (since August 2025); the free tier is not taken off, and a Savings Plan pays for none of it: its discount for Lambda is another than for Fargate",
  ];
}

function aboutProvisioned({ provisioned, scaling }: LambdaConfig): readonly string[] {
  const { desired, bounds, allocationRate, billedIn } = provisioned;
  if ((desired ?? bounds.min) === 0 && scaling.length === 0) return [];
  return [
    `a change of provisioned concurrency begins after one to two minutes (allocationDelay), at ${spell.count(allocationRate)} a minute, and none of what it adds is used before all of it is ready; a further change begins anew`,
    `provisioned concurrency is paid for from the decision on, in steps of ${spell.time(billedIn)} until it is switched off (billedIn, from memory); what is invoked beyond it starts on demand`,
  ];
}
