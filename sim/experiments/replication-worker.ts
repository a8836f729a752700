import { workerData } from "node:worker_threads";
import { minute } from "../../scenarios/language/units/time.js";
import { Tables } from "../../workload/tables.js";
import type { Replication } from "../outcome/replication.js";
import { run } from "../run.js";
import { reviveScenario } from "../scenario/index.js";
import { progressParts, type ReplicationJob, type SelfContained, stratification } from "./replicate.js";

/** One replication to run; `stop` and `parts` are shared with the thread that asks. */
export interface ReplicationTask extends ReplicationJob {
  /** Not 0: stop as soon as possible. */
  readonly stop: Int32Array;
  /** For each job, how much of its time has passed; `part` is where this one tells it. */
  readonly parts: Int32Array;
  readonly part: number;
}

const stoppedByUser = "stopped by the user";

interface WorkerData {
  readonly scenarios: readonly SelfContained[];
  readonly replications: number;
}

const { scenarios, replications }: WorkerData = workerData.piscina?.workerData ?? workerData;
const opened = new Map<number, ReturnType<typeof open>>();

/** A scenario of the order, read when its first replication comes. */
function open(number: number) {
  const { resolved, files } = scenarios[number];
  const scenario = reviveScenario(resolved);
  const tables = new Tables((path) => files.get(path)!);
  const found = { scenario, tables, strata: stratification(scenario, replications) };
  opened.set(number, found);
  return found;
}

/** Runs one replication on this thread; null when it was stopped before a minute of the reported time was simulated. */
export default function replicateOne(task: ReplicationTask): Replication | null {
  const { index, serverDraw, autoscaling, stop, parts, part } = task;
  if (Atomics.load(stop, 0) !== 0) return null;
  const { scenario, tables, strata } = opened.get(task.scenario ?? 0) ?? open(task.scenario ?? 0);
  const { duration, warmup } = scenario.clock;
  let simulated = 0 - warmup;
  const watch = (now: number) => {
    simulated = now;
    Atomics.store(parts, part, Math.floor((progressParts * (now + warmup)) / (duration + warmup)));
    return Atomics.load(stop, 0) === 0 ? null : stoppedByUser;
  };
  const own = autoscaling === undefined ? scenario : { ...scenario, autoscaling };
  const replication = run(own, { index, serverDraw, tables, ...strata.of(index), watch });
  if (replication.aborted === stoppedByUser && simulated < Math.min(minute, duration)) return null;
  Atomics.store(parts, part, progressParts);
  return index === 0 ? replication : { ...replication, events: [] };
}
