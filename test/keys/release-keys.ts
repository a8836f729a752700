import { type Entry, release, run } from "./entry.js";

const strategy = (setting: string) => `services.web.deployment.strategy=${setting}`;
const abort = (setting: string) => `services.web.deployment.abort=${setting}`;
const canary = "{ kind: canary, lasts: 5m }";
const weighted = "{ kind: weighted, steps: [ { share: 20 %, lasts: 1m }, { share: 40 %, lasts: 1m } ] }";
const shadowed = "{ kind: weighted, shadow: { share: 20 %, lasts: 1m }, steps: [ { share: 20 %, lasts: 1m } ] }";
const soon = "[ { kind: relative, metric: p50, rise: 20 %, over: 1m, answersMin: 10 } ]";

const half = "{ kind: canary, share: 50 %, lasts: 5m }";
const exceedance = "[ { kind: exceedance, metric: p50 } ]";

const spotCanary = [
  ...release(canary, "[ { kind: interruptions, share: 1 %, within: 1m } ]"),
  "incidents=[ { kind: strategy-switch, at: 10s, service: web, capacity: { FARGATE_SPOT: { weight: 1, market: general } } }, { kind: spot-crunch, at: 3m, market: general, lasts: 10s, takes: 50 %, within: 0s } ]",
];

/** The keys of how a deployment brings a new revision. */
export const releaseKeys: Readonly<Record<string, Entry>> = {
  "services.*.deployment.strategy.<rolling>": run(strategy("{ kind: rolling }"), ...release("{ kind: blue-green }")),
  "services.*.deployment.strategy.<blue-green>.bakeTime": run(
    strategy("{ kind: blue-green, bakeTime: 2m }"),
    ...release("{ kind: blue-green }"),
  ),
  "services.*.deployment.strategy.<canary>.share": run(
    strategy("{ kind: canary, lasts: 5m, share: 20 % }"),
    ...release(canary),
  ),
  "services.*.deployment.strategy.<canary>.lasts": run(strategy("{ kind: canary, lasts: 1m }"), ...release(canary)),
  "services.*.deployment.strategy.<canary>.bakeTime": run(
    strategy("{ kind: canary, lasts: 1m, bakeTime: 1m }"),
    ...release("{ kind: canary, lasts: 1m }"),
  ),
  "services.*.deployment.strategy.<linear>.step": run(
    strategy("{ kind: linear, step: 50 %, lasts: 1m }"),
    ...release("{ kind: linear, step: 25 %, lasts: 1m }"),
  ),
  "services.*.deployment.strategy.<linear>.lasts": run(
    strategy("{ kind: linear, step: 25 %, lasts: 30s }"),
    ...release("{ kind: linear, step: 25 %, lasts: 1m }"),
  ),
  "services.*.deployment.strategy.<linear>.bakeTime": run(
    strategy("{ kind: linear, step: 50 %, lasts: 1m, bakeTime: 1m }"),
    ...release("{ kind: linear, step: 50 %, lasts: 1m }"),
  ),
  "services.*.deployment.strategy.<weighted>.steps[].share": run(
    "services.web.deployment.strategy.steps[1].share=60 %",
    ...release(weighted),
  ),
  "services.*.deployment.strategy.<weighted>.steps[].lasts": run(
    "services.web.deployment.strategy.steps[0].lasts=2m",
    ...release(weighted),
  ),
  "services.*.deployment.strategy.<weighted>.shadow.share": run(
    "services.web.deployment.strategy.shadow.share=50 %",
    ...release(shadowed),
  ),
  "services.*.deployment.strategy.<weighted>.shadow.lasts": run(
    "services.web.deployment.strategy.shadow.lasts=2m",
    ...release(shadowed),
  ),
  "services.*.deployment.strategy.<weighted>.promote": run(
    "services.web.deployment.strategy.promote=false",
    ...release(weighted),
  ),
  "services.*.deployment.strategy.<weighted>.bakeTime": run(
    "services.web.deployment.strategy.bakeTime=1m",
    ...release(weighted),
  ),
  "services.*.deployment.abort[].<absolute>.objective": run(
    abort("[ { kind: absolute, objective: p50 <= 10ms for 1m } ]"),
    ...release(canary, "[ { kind: absolute, objective: p50 <= 100s } ]"),
  ),
  "services.*.deployment.abort[].<relative>.metric": run(
    "services.web.deployment.abort[0].metric=p999",
    ...release(canary, soon),
  ),
  "services.*.deployment.abort[].<relative>.rise": run(
    "services.web.deployment.abort[0].rise=1000 %",
    ...release(canary, soon),
  ),
  "services.*.deployment.abort[].<relative>.over": run(
    "services.web.deployment.abort[0].over=3m",
    ...release(canary, soon),
  ),
  "services.*.deployment.abort[].<relative>.answersMin": run(
    "services.web.deployment.abort[0].answersMin=100000",
    ...release(canary, soon),
  ),
  "services.*.deployment.abort[].<exceedance>.metric": run(
    "services.web.deployment.abort[0].metric=p999",
    ...release(half, exceedance),
  ),
  "services.*.deployment.abort[].<exceedance>.level": run(
    "services.web.deployment.abort[0].level=0.01 %",
    ...release(half, exceedance),
  ),
  "services.*.deployment.abort[].<exceedance>.inflation": run(
    "services.web.deployment.abort[0].inflation=100",
    ...release(half, exceedance),
  ),
  "services.*.deployment.observe.slower[]": run(
    "services.web.deployment.observe.slower=[ 15 % ]",
    ...release(half),
    "services.web.deployment.observe={}",
  ),
  "services.*.deployment.abort[].<interruptions>.share": run(
    "services.web.deployment.abort[0].share=100 %",
    ...spotCanary,
  ),
  "services.*.deployment.abort[].<interruptions>.within": run(
    "services.web.deployment.abort[0].within=2m",
    ...spotCanary,
    "services.web.deployment.abort[0].share=60 %",
  ),
};
