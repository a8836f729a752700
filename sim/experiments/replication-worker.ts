import { minute } from "../../scenarios/language/units/time.js";
import type { Prices } from "../cost/cost-shape.js";
import type { Replication } from "../outcome/replication.js";
import { type Sample, sampleOf } from "../outcome/sample.js";
import { run } from "../run.js";
import { reviveScenario, type Scenario, ScenarioData } from "../scenario/index.js";
import { sheetOf } from "./alternative.js";
import { shippedPrices } from "./package-assets.js";
import { price } from "./price.js";
import { type Stratification, stratification } from "./replicate.js";
import { progressParts, type ThreadTask } from "./threads.js";
import type { ResolvedScenario } from "./trial.js";

const stoppedByUser = "stopped by the user";

interface Opened {
  readonly source: ResolvedScenario;
  readonly scenario: Scenario;
  readonly data: ScenarioData;
  readonly strata: Stratification;
}

/** The scenarios that this thread has read last: replications of the same ones come again and again. */
const opened: Opened[] = [];
const openedMax = 8;

/** Runs one replication on this thread; null when it was stopped before a minute of the reported time was simulated. */
export function replicationOf(task: ThreadTask): Replication | null {
  const { index, serverDraw, autoscaling, stop, parts, part } = task;
  if (Atomics.load(stop, 0) !== 0) return null;
  const { scenario, data, strata } = open(task.scenario);
  const { duration, warmup } = scenario.clock;
  let simulated = 0 - warmup;
  const watch = (now: number) => {
    simulated = now;
    Atomics.store(parts, part, Math.floor((progressParts * (now + warmup)) / (duration + warmup)));
    return Atomics.load(stop, 0) === 0 ? null : stoppedByUser;
  };
  const own = autoscaling === undefined ? scenario : { ...scenario, autoscaling };
  const replication = run(own, { index, serverDraw, tables: data.tables, ...strata.of(index), watch });
  if (replication.aborted === stoppedByUser && simulated < Math.min(minute, duration)) return null;
  Atomics.store(parts, part, progressParts);
  return index === 0 ? replication : { ...replication, events: [] };
}

/** Runs one replication on this thread and keeps of it what experiments are made of; null when it was stopped. */
export function sampleOfTrial(task: ThreadTask): Sample | null {
  const replication = replicationOf(task);
  if (replication === null || replication.aborted === stoppedByUser) return null;
  const { scenario, data } = open(task.scenario);
  const sheet = sheetOf(scenario);
  const at = (prices: Prices) => sampleOf(price({ scenario: { ...scenario, prices }, data }, [replication])[0], sheet);
  const alsoPriced = (task.alsoPricedAt ?? []).map(at);
  return { ...at(scenario.prices), ...(alsoPriced.length > 0 && { alsoPriced }) };
}

function open(source: ResolvedScenario): Opened {
  const known = opened.findIndex((each) => isSame(each.source, source));
  const [found] = known < 0 ? [read(source)] : opened.splice(known, 1);
  opened.unshift(found);
  opened.length = Math.min(opened.length, openedMax);
  return found;
}

function read(source: ResolvedScenario): Opened {
  const { resolved, files, replications } = source;
  const scenario = reviveScenario(resolved);
  const data = new ScenarioData((path) => ({ path, text: files.get(path)! }), "scenario.yaml", shippedPrices());
  return { source, scenario, data, strata: stratification(scenario, replications) };
}

function isSame(a: ResolvedScenario, b: ResolvedScenario): boolean {
  if (a.resolved !== b.resolved || a.replications !== b.replications) return false;
  return a.files.size === b.files.size && [...a.files].every(([path, text]) => b.files.get(path) === text);
}
