import { minute } from "../../scenarios/language/units/time.js";
import { replicationSeed } from "../../workload/random.js";
import type { Prices } from "../cost/cost-shape.js";
import { monthOfDays } from "../outcome/month.js";
import type { Replication, SimulatedDay } from "../outcome/replication.js";
import { type Sample, type SampleSheet, sampleOf } from "../outcome/sample.js";
import { run } from "../run.js";
import { reviveDays, reviveScenario, type Scenario, ScenarioData } from "../scenario/index.js";
import { sheetOf } from "./alternative.js";
import { batchMsMax } from "./batches.js";
import { type DayPlan, daysOfMonth, planOf } from "./month-plan.js";
import { shippedPrices } from "./package-assets.js";
import { price } from "./price.js";
import { type Stratification, stratification } from "./replicate.js";
import {
  type EndedBatch,
  errorOf,
  type Products,
  progressParts,
  type ThreadBatch,
  type ThreadTask,
} from "./threads.js";

const stoppedByUser = "stopped by the user";

interface Opened {
  readonly key: string;
  readonly scenario: Scenario;
  readonly data: ScenarioData;
  readonly strata: Stratification;
  readonly sheet: SampleSheet;
  /** Plans of its calendar's days. */
  readonly days: readonly DayPlan[];
}

/** The scenarios that this thread has read last: replications of the same ones come again and again. */
const opened: Opened[] = [];
const openedMax = 8;

const makers = { replicationOf, sampleOfTrial };

/** Runs the jobs of a batch one by one, and no further ones once it took too long; a job that breaks ends no other. */
export function endBatch({ product, tasks }: ThreadBatch): EndedBatch<Products[keyof Products]> {
  const beganAtMs = performance.now();
  const ended: { made: Products[keyof Products] | null; error: Error | null }[] = [];
  for (const task of tasks) {
    if (ended.length > 0 && performance.now() - beganAtMs > batchMsMax) break;
    try {
      ended.push({ made: makers[product](task), error: null });
    } catch (error) {
      ended.push({ made: null, error: errorOf(error) });
    }
  }
  return { ended, tookMs: performance.now() - beganAtMs };
}

/** Runs one replication on this thread; null when it was stopped before a minute of the reported time was simulated. */
export function replicationOf(task: ThreadTask): Replication | null {
  return live(open(task), task, { from: 0, to: 1 });
}

/** Runs one replication on this thread and keeps of it what experiments are made of; null when it was stopped. */
export function sampleOfTrial(task: ThreadTask): Sample | null {
  const { scenario, data, sheet, days } = open(task);
  const replication = days.length === 0 ? replicationOf(task) : monthOf(task);
  if (replication === null || replication.aborted === stoppedByUser) return null;
  const at = (prices: Prices) => sampleOf(price({ scenario: { ...scenario, prices }, data }, [replication])[0], sheet);
  const alsoPriced = (task.alsoPricedAt ?? []).map(at);
  return { ...at(scenario.prices), ...(alsoPriced.length > 0 && { alsoPriced }) };
}

/** Runs the days of the month of one replication; null when it was stopped. */
function monthOf(task: ThreadTask): Replication | null {
  const { scenario, data, days } = open(task);
  const planned = daysOfMonth(days, task.index);
  const simulated: SimulatedDay[] = [];
  for (const [at, { type, index, times }] of planned.entries()) {
    const share = { from: at / planned.length, to: (at + 1) / planned.length };
    const replication = live({ ...days[type], data }, { ...task, index }, share);
    if (replication === null) return null;
    simulated.push({ type, replication, times });
  }
  return monthOfDays(task.index, replicationSeed(scenario.seed, task.index), simulated);
}

/** Runs a replication whose time is a part of that of its task. */
function live(
  { scenario, data, strata }: Pick<Opened, "scenario" | "data" | "strata">,
  { index, serverDraw, autoscaling, slot, signals: { stop, parts, beats } }: ThreadTask,
  share: { readonly from: number; readonly to: number },
): Replication | null {
  if (Atomics.load(stop, 0) !== 0) return null;
  const { duration, warmup } = scenario.clock;
  const tell = (done: number) => {
    Atomics.add(beats, slot, 1);
    Atomics.store(parts, slot, Math.floor(progressParts * (share.from + (share.to - share.from) * done)));
  };
  tell(0);
  let simulated = 0 - warmup;
  const watch = (now: number) => {
    simulated = now;
    tell((now + warmup) / (duration + warmup));
    return Atomics.load(stop, 0) === 0 ? null : stoppedByUser;
  };
  const own = autoscaling === undefined ? scenario : { ...scenario, autoscaling };
  const replication = run(own, { index, serverDraw, tables: data.tables, ...strata.of(index), watch });
  if (replication.aborted === stoppedByUser && simulated < Math.min(minute, duration)) return null;
  tell(1);
  return index === 0 ? replication : { ...replication, events: [] };
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
  const days = reviveDays(resolved, scenario).map(planOf);
  return { key, scenario, data, strata: stratification(scenario, replications), sheet: sheetOf(scenario), days };
}
