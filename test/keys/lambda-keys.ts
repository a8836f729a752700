import {
  asynchronous,
  calling,
  type Entry,
  failingEvents,
  full,
  invoked,
  lambda,
  nightShift,
  run,
  words,
} from "./entry.js";

/** A setting of a function, and the function without it. */
const of = (change: string, ...given: readonly string[]): Entry =>
  run(lambda(`, ${change}`), invoked(), lambda(), ...given);

const classesOfFunction = lambda(
  ", classes: [ { name: a, weight: 1, steps: [ { cpu: 10ms } ] }, { name: b, steps: [ { cpu: 50ms } ] } ]",
);

/** Every key of a function, by its path. */
export const lambdaKeys: Readonly<Record<string, Entry>> = {
  "services.*.<lambda>.memory": run("services.fn.memory=256 MB", invoked(), lambda()),
  "services.*.<lambda>.architecture": of("architecture: arm64"),
  "services.*.<lambda>.arm64WorkFactor": run(
    lambda(", architecture: arm64, arm64WorkFactor: 0.5"),
    invoked(),
    lambda(", architecture: arm64"),
  ),
  "services.*.<lambda>.runtime": of("runtime: java21"),
  "services.*.<lambda>.packaging": of("packaging: image"),
  "services.*.<lambda>.codeSize": of("codeSize: 50 MB"),
  "services.*.<lambda>.placement": of("placement: 300ms"),
  "services.*.<lambda>.downloadPerMb": run(
    lambda(", codeSize: 50 MB, downloadPerMb: 8ms"),
    invoked(),
    lambda(", codeSize: 50 MB"),
  ),
  "services.*.<lambda>.init": of("init: 2s"),
  "services.*.<lambda>.keepAlive": of("keepAlive: 1s"),
  "services.*.<lambda>.timeout": of("timeout: 1s", invoked().replace("wait: 400ms", "wait: 2s")),
  "services.*.<lambda>.latency": of("latency: 20ms"),
  "services.*.<lambda>.invocation": of("invocation: asynchronous"),
  "services.*.<lambda>.asynchronous.maximumRetryAttempts": run(
    asynchronous(", asynchronous: { maximumRetryAttempts: 0 }"),
    failingEvents,
    asynchronous(),
  ),
  "services.*.<lambda>.asynchronous.maximumEventAge": run(
    asynchronous(", asynchronous: { maximumEventAge: 90s }"),
    failingEvents,
    asynchronous(),
  ),
  "services.*.<lambda>.asynchronous.deadLetter": run(
    asynchronous(", asynchronous: { deadLetter: false }"),
    failingEvents,
    asynchronous(),
  ),
  "services.*.<lambda>.reservedConcurrency": of("reservedConcurrency: 1"),
  "services.*.<lambda>.provisioned.desired": of("provisioned: { desired: 2 }"),
  "services.*.<lambda>.provisioned.bounds.max": run(
    "services.fn.provisioned.bounds.max=2",
    invoked(),
    lambda(
      ", provisioned: { bounds: { min: 1, max: 9 } }, scaling: [ { kind: target-tracking, metric: provisioned-concurrency-utilization, target: 10 % } ]",
    ),
  ),
  "services.*.<lambda>.provisioned.bounds.min": of("provisioned: { bounds: { min: 1, max: 2 } }"),
  "services.*.<lambda>.classes[].name": run(
    calling(", class: b").replaceAll("pricing", "fn"),
    classesOfFunction,
    calling().replaceAll("pricing", "fn"),
  ),
  "services.*.<lambda>.classes[].weight": run(
    "services.fn.classes[0].weight=9",
    classesOfFunction,
    calling().replaceAll("pricing", "fn"),
  ),
  "services.*.<lambda>.provisioned.allocationDelay": run(
    lambda(`${nightShift}, provisioned: { allocationDelay: 5s }`),
    invoked(),
    lambda(nightShift),
  ),
  "services.*.<lambda>.provisioned.allocationRate": run(
    lambda(`${nightShift}, provisioned: { allocationRate: 1/min }`),
    invoked(),
    lambda(nightShift),
  ),
  "services.*.<lambda>.provisioned.billedIn": run(
    lambda(`${nightShift}, provisioned: { billedIn: 1s }`),
    invoked(),
    lambda(nightShift),
  ),
  "account.lambdaConcurrency": run("account.lambdaConcurrency=1", invoked(), lambda()),
  "services.*.overflow.to": run("services.web.overflow={ to: fn }", lambda(), full),
  "services.*.overflow.when": words("there is one state so far in which a service hands over: saturated"),
};
