import { canaryReporters } from "../../reports/canary/index.js";
import { comparisonReporters } from "../../reports/comparison/index.js";
import { drillReporters } from "../../reports/drill/index.js";
import { historyReporters } from "../../reports/history/index.js";
import { pageOf, type Result } from "../../reports/html/index.js";
import { reporters } from "../../reports/index.js";
import { optimizationReporters } from "../../reports/optimization/index.js";
import type { Reporter } from "../../reports/reporter.js";
import { sensitivityReporters } from "../../reports/sensitivity/index.js";
import { sweepReporters } from "../../reports/sweep/index.js";
import { verificationReporters } from "../../reports/verification/index.js";
import { Laboratory } from "../../sim/experiments/laboratory.js";
import { configurationsAbove } from "../../sim/experiments/ladder.js";
import { monthPrediction, outcomeOf } from "../../sim/experiments/predict.js";
import { price } from "../../sim/experiments/price.js";
import { compare, type OpenScenario, optimize, read, sensitivity, sizeCanary, sweep } from "../../sim/library/index.js";
import { historiesOf, nightOf } from "../../sim/outcome/history.js";
import { ladderOutcome } from "../../sim/outcome/ladder.js";
import type { Outcome } from "../../sim/outcome/outcome.js";
import type { Run } from "../../sim/outcome/runs.js";
import { predictedReplacement } from "../../sim/outcome/verification/drill.js";
import { verify } from "../../sim/outcome/verification/index.js";
import { InProcess } from "../experiments/in-process.js";
import { shortMonth, simulatedMonths } from "../experiments/months.js";
import { measured, told } from "../outcome/verification-facts.js";
import { replications } from "../support/simulate.js";
import { wordsOfPage } from "./html-words.js";

/** A page of a result, in so many columns where it is one for a terminal; of one for a browser its words. */
export type Page = (format: PageFormat, width?: number) => string;

export const pageFormats = ["text", "markdown", "html"] as const;
export type PageFormat = (typeof pageFormats)[number];

const fleet = `
name: small
region: us-east-1
clock: { start: 2026-03-02T10:00, duration: 6m, warmup: 1m, represents: 12h per day }
demand:
  - name: load
    to: web
    curve: { kind: steps, steps: [ { at: 0s, rate: 4/s }, { at: 2m, rate: 9/s } ] }
    request: { steps: [ { cpu: { kind: lognormal, mean: 150ms, p99: 700ms } } ], writes: 1, timeout: 4s }
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 8, queue: 10 }
    bounds: { min: 2, max: 8 }
    scaling: [ { kind: target-tracking, metric: cpu, target: 50 %, scaleOutCooldown: 60s } ]
incidents: [ { kind: stop-tasks, at: 3m, service: web, share: 20 % } ]
infrastructure: typical
objectives: [ web p99 <= 3s, web errorRate <= 3 %, web p99 <= 2s for 2m, cost perMonth <= $40, "web p90 <= 900ms in 60 % of replications" ]
ladder: { techniques: [ { variant: smaller, document: ~$5 }, { variant: few } ] }
variants:
  smaller: { services: { web: { task: { cpu: 0.5 vCPU, memory: 1 GB } } } }
  few: { services: { web: { bounds: { max: 3 } } } }
`;

const release = `
name: release
region: us-east-1
clock: { start: 2026-03-02T10:00, duration: 12m, warmup: 1m }
demand: [ { name: load, to: web, curve: 20/s, request: { steps: [ { wait: { kind: lognormal, mean: 150ms, p99: 700ms } } ] } } ]
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    desired: 4
    scaling: []
    deployment:
      strategy: { kind: weighted, steps: [ { share: 20 %, lasts: 8m } ] }
      abort: [ p99 <= 2s for 3m, errorRate <= 1 %, { kind: relative, metric: p99, rise: 50 %, over: 5m } ]
incidents: [ { kind: deployment, at: 1m, service: web, task: { cpu: 1 vCPU, memory: 2 GB } } ]
`;

/** What is simulated of a scenario, and its outcome. */
function predicted(scenario: OpenScenario, count = 12) {
  const runs = price(scenario, replications(scenario, count));
  return { runs, outcome: outcomeOf({ read: scenario, version: "test" }, runs, []) };
}

function climbed(scenario: OpenScenario) {
  const { runs, outcome } = predicted(scenario);
  const above = new Map<string, readonly Run[]>([["", runs]]);
  for (const techniques of configurationsAbove(scenario)) {
    const name = techniques.join("+");
    above.set(name, predicted(scenario.with({ variant: name })).runs);
  }
  const ladder = ladderOutcome(scenario.scenario.ladder!, {
    of: (techniques) => above.get(techniques.join("+"))!,
    missed: () => [],
    strata: [],
    stratumOf: () => null,
  });
  return { ...outcome, ladder };
}

/** A prediction held against simulations of other seeds, as if these had been measured, night after night. */
function verified(scenario: OpenScenario) {
  const { runs, outcome } = predicted(scenario);
  const sameArrivals = price(scenario, replications(scenario, 4));
  const targets = { web: "http://127.0.0.1:18082" };
  const nights = [99, 98, 97].map((seed) => {
    const other = scenario.with({ set: [`seed=${seed}`] });
    const [measuredRun] = price(other, replications(other, 1));
    const verification = verify({
      ...{ predicted: outcome, runs, strata: [], sameArrivals, measuredRun, objectives: scenario.scenario.objectives },
      measured: measured({ targets, elapsedS: 360, services: { web: told() } }),
      ...{ stepsAlone: new Map(), notes: [] },
    });
    return { verification, observed: outcomeOf({ read: other, version: "test" }, [measuredRun], []) };
  });
  const [{ verification, observed }] = nights;
  const drill = {
    ...{
      running: 4,
      stopped: ["6d6b968d513de7d7"],
      stoppedAtS: 180,
      replacedAfterS: 40,
      writes: null,
      unanswered: null,
    },
    ...predictedReplacement("web", runs, [], sameArrivals),
  };
  const kept = nights.map((night, at) => nightOf(night.verification, outcome, `2026-03-0${at + 2}T10:00:00Z`));
  return { verification, drill, predicted: outcome, measured: observed, histories: historiesOf(kept) };
}

/** What a reporter prints of a result, and the words of the page that a browser shows of it. */
function pagesOf<Printed>(printers: readonly Reporter<Printed>[], printed: Printed, result: Result | null): Page {
  return (format, width) => {
    if (format === "html") return result === null ? "" : wordsOfPage(pageOf(result, [], ""));
    return printers.find((each) => each.format === format)!.print(printed, { color: false, ...(width && { width }) });
  };
}

/** Of a result that a browser can show. */
function allPagesOf<Printed extends Result>(printers: readonly Reporter<Printed>[], result: Printed): Page {
  return pagesOf(printers, result, result);
}

const once = () => ({ laboratory: new Laboratory(new InProcess(), null), replications: 10 });

/** What commands say of a small scenario from a seed, page by page. */
export async function quickPages(seed: number): Promise<ReadonlyMap<string, Page>> {
  const set = [`seed=${seed}`];
  const [own, month] = [fleet, shortMonth].map((text) => read(text).with({ set }));
  const axes = { vary: { "services.web.bounds.max": [3, 5], "services.web.desired": [2, 3] } };
  const compared = await compare({ usual: own, few: own.with({ variant: "few" }) }, once());
  const months = monthPrediction({ read: month, version: "test" }, simulatedMonths(month))!;
  const { verification, drill, histories, ...both } = verified(own);
  return new Map<string, Page>([
    ["run", allPagesOf<Outcome>(reporters, predicted(own).outcome)],
    ["a ladder", allPagesOf<Outcome>(reporters, climbed(own))],
    ["a month", allPagesOf<Outcome>(reporters, months.outcome)],
    ["compare", allPagesOf(comparisonReporters, compared)],
    ["sweep", allPagesOf(sweepReporters, await sweep(own, { ...axes, ...once() }))],
    ["optimize", allPagesOf(optimizationReporters, await optimize(own, { ...axes, ...once(), budget: 40 }))],
    ["verify", pagesOf(verificationReporters, verification, { kind: "verification", verification, ...both })],
    ["drill", pagesOf(drillReporters, { ...report, drills: { web: drill }, verification }, null)],
    ["history", pagesOf(historyReporters, histories, histories[0])],
  ]);
}

const report = { schema: 1, kind: "drill", aborted: null } as const;

/** What those say that simulate more. */
export async function slowPages(seed: number): Promise<ReadonlyMap<string, Page>> {
  const [own, released] = [fleet, release].map((text) => read(text).with({ set: [`seed=${seed}`] }));
  return new Map<string, Page>([
    ["sensitivity", allPagesOf(sensitivityReporters, await sensitivity(own, once()))],
    ["canary", allPagesOf(canaryReporters, await sizeCanary(released, once()))],
  ]);
}
