import { minute } from "../../scenarios/language/units/time.js";
import type { Prices } from "../cost/cost-shape.js";
import type { Replication } from "../outcome/replication.js";
import { type Sample, type SampleSheet, sampleOf } from "../outcome/sample.js";
import { run } from "../run.js";
import { reviveScenario, type Scenario, ScenarioData } from "../scenario/index.js";
import { sheetOf } from "./alternative.js";
import { shippedPrices } from "./package-assets.js";
import { price } from "./price.js";
import { type Stratification, stratification } from "./replicate.js";
import { progressParts, type ThreadTask } from "./threads.js";

const stoppedByUser = "stopped by the user";

interface Opened {
  readonly key: string;
  readonly scenario: Scenario;
  readonly data: ScenarioData;
  readonly strata: Stratification;
  readonly sheet: SampleSheet;
}

/** The scenarios that this thread has read last: replications of the same ones come again and again. */
const opened: Opened[] = [];
const openedMax = 8;

/** Runs one replication on this thread; null when it was stopped before a minute of the reported time was simulated. */
export function replicationOf(task: ThreadTask): Replication | null {
  const { index, serverDraw, autoscaling, slot } = task;
  const { stop, parts, beats } = task.signals;
  if (Atomics.load(stop, 0) !== 0) return null;
  Atomics.add(beats, slot, 1);
  const { scenario, data, strata } = open(task);
  const { duration, warmup } = scenario.clock;
  let simulated = 0 - warmup;
  const watch = (now: number) => {
    simulated = now;
    Atomics.add(beats, slot, 1);
    Atomics.store(parts, slot, Math.floor((progressParts * (now + warmup)) / (duration + warmup)));
    return Atomics.load(stop, 0) === 0 ? null : stoppedByUser;
  };
  const own = autoscaling === undefined ? scenario : { ...scenario, autoscaling };
  const replication = run(own, { index, serverDraw, tables: data.tables, ...strata.of(index), watch });
  if (replication.aborted === stoppedByUser && simulated < Math.min(minute, duration)) return null;
  Atomics.store(parts, slot, progressParts);
  return index === 0 ? replication : { ...replication, events: [] };
}

/** Runs one replication on this thread and keeps of it what experiments are made of; null when it was stopped. */
export function sampleOfTrial(task: ThreadTask): Sample | null {
  const replication = replicationOf(task);
  if (replication === null || replication.aborted === stoppedByUser) return null;
  const { scenario, data, sheet } = open(task);
  const at = (prices: Prices) => sampleOf(price({ scenario: { ...scenario, prices }, data }, [replication])[0], sheet);
  const alsoPriced = (task.alsoPricedAt ?? []).map(at);
  return { ...at(scenario.prices), ...(alsoPriced.length > 0 && { alsoPriced }) };
}

function open(task: ThreadTask): Opened {
  const known = opened.findIndex(({ key }) => key === task.key);
  const [found] = known < 0 ? [read(task)] : opened.splice(known, 1);
  opened.unshift(found);
  opened.length = Math.min(opened.length, openedMax);
  return found;
}

function read({ key, text }: ThreadTask): Opened {
  const { resolved, files, replications } = JSON.parse(Buffer.from(text).toString("utf8"));
  const scenario = reviveScenario(resolved);
  const texts = new Map<string, string>(files);
  const data = new ScenarioData((path) => ({ path, text: texts.get(path)! }), "scenario.yaml", shippedPrices());
  return { key, scenario, data, strata: stratification(scenario, replications), sheet: sheetOf(scenario) };
}
