import { workerData } from "node:worker_threads";
import { minute } from "../../scenarios/language/units/time.js";
import { Tables } from "../../workload/tables.js";
import type { Replication } from "../outcome/replication.js";
import { run } from "../run.js";
import { reviveScenario } from "../scenario/index.js";
import { progressParts, type ReplicationJob, stratification } from "./replicate.js";

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
  readonly resolved: string;
  readonly files: ReadonlyMap<string, string>;
  readonly replications: number;
}

const { resolved, files, replications }: WorkerData = workerData.piscina?.workerData ?? workerData;
const scenario = reviveScenario(resolved);
const tables = new Tables((path) => files.get(path)!);
const strata = stratification(scenario, replications);

/** Runs one replication on this thread; null when it was stopped before a minute of the reported time was simulated. */
export default function replicateOne(task: ReplicationTask): Replication | null {
  const { index, serverDraw, autoscaling, stop, parts, part } = task;
  if (Atomics.load(stop, 0) !== 0) return null;
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
