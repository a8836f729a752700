import { workerData } from "node:worker_threads";
import { Tables } from "../../workload/tables.js";
import type { Replication } from "../outcome/replication.js";
import { run } from "../run.js";
import { reviveScenario } from "../scenario/index.js";
import { progressParts } from "./replicate.js";
import { stratification } from "./stratification.js";

/** One replication to run; `stop` and `parts` are shared with the thread that asks. */
export interface ReplicationTask {
  readonly index: number;
  /** Not 0: stop as soon as possible. */
  readonly stop: Int32Array;
  /** For each replication, how much of its time has passed. */
  readonly parts: Int32Array;
}

interface WorkerData {
  readonly resolved: string;
  readonly files: ReadonlyMap<string, string>;
  readonly replications: number;
}

const { resolved, files, replications }: WorkerData = workerData.piscina?.workerData ?? workerData;
const scenario = reviveScenario(resolved);
const tables = new Tables((path) => files.get(path)!);
const strata = stratification(scenario, replications);

/** Runs one replication on this thread; null when it was stopped before it began. */
export default function replicateOne({ index, stop, parts }: ReplicationTask): Replication | null {
  if (Atomics.load(stop, 0) !== 0) return null;
  const { duration, warmup } = scenario.clock;
  const watch = (now: number) => {
    Atomics.store(parts, index, Math.floor((progressParts * (now + warmup)) / (duration + warmup)));
    return Atomics.load(stop, 0) === 0 ? null : "stopped by the user";
  };
  const replication = run(scenario, { index, tables, ...strata.of(index), watch });
  Atomics.store(parts, index, progressParts);
  return index === 0 ? replication : { ...replication, events: [] };
}
