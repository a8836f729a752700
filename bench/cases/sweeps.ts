import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { alternativeOf } from "../../sim/experiments/alternative.js";
import { Laboratory } from "../../sim/experiments/laboratory.js";
import { sampleOfTrial } from "../../sim/experiments/replication-worker.js";
import { parseAxis, pointsOf } from "../../sim/experiments/search-space.js";
import { type SweepPoint, sweep } from "../../sim/experiments/sweep.js";
import { Threads, threadSignals, threadTask } from "../../sim/experiments/threads.js";
import type { Sample } from "../kernels/kernel.js";
import { readWhole } from "../shipped-scenario.js";

const yaml = `
name: small
region: us-east-1
clock: { duration: 5m, warmup: 0m }
demand: [ { name: calls, to: web, curve: 20/s, request: { steps: [ { cpu: 30ms }, { wait: 100ms } ], timeout: 2s } } ]
services: { web: { task: { cpu: 1 vCPU, memory: 2 GB }, desired: 2 } }
`;
const SEEDS = 125;
const axes = ["services.web.desired=2,3,4,5", `seed=${Array.from({ length: SEEDS }, (_, at) => at + 1)}`].map(
  parseAxis,
);

const combinations = pointsOf({ axes, conditions: [], exclusions: [] });

let made: readonly SweepPoint[] | undefined;

/** Five hundred configurations, each of which takes some milliseconds. */
function points(): readonly SweepPoint[] {
  made ??= combinations.map(pointOf);
  return made;
}

function pointOf({ values, set }: (typeof combinations)[number]): SweepPoint {
  return { values, alternative: alternativeOf(values.join(" · "), readWhole(yaml, set), 1) };
}

const threads = new Map<number, Threads>();

/** Time per configuration of a sweep on `workers` worker threads, which are kept from one turn to the next. */
async function swept(workers: number): Promise<Sample> {
  const runner = threads.get(workers) ?? new Threads(workers);
  threads.set(workers, runner);
  const order = { axes, points: points(), replications: 1, version: "bench", laboratory: new Laboratory(runner, null) };
  const startedAt = performance.now();
  await sweep(order);
  return configurations(startedAt);
}

export const onTwoWorkers = (): Promise<Sample> => swept(2);
export const onOneWorker = (): Promise<Sample> => swept(1);

let processes: readonly ChildProcess[] = [];

/**
 * Time per configuration of two processes that compute half of them each without passing anything on: the bound of this
 * machine.
 */
export async function inTwoProcesses(): Promise<Sample> {
  if (processes.length === 0) {
    const main = fileURLToPath(new URL("../main.js", import.meta.url));
    processes = ["0", "1"].map((half) => fork(main, ["--half", half]));
    await answers();
  }
  const startedAt = performance.now();
  for (const each of processes) each.send("begin");
  await answers();
  return configurations(startedAt);
}

/**
 * Runs one of those processes: it reports when it is ready, and then each time its half is done. It ends with its
 * parent.
 */
export function computeHalf(half: number): void {
  const own = combinations.filter((_, place) => place % 2 === half).map(pointOf);
  process.on("message", () => {
    for (const { alternative } of own) {
      const trial = { name: "", scenario: alternative.source, index: 0, alsoPricedAt: [] };
      sampleOfTrial(threadTask(trial, threadSignals(1), 0));
    }
    process.send!("done");
  });
  process.send!("ready");
}

async function answers(): Promise<void> {
  await Promise.all(processes.map((each) => once(each, "message")));
}

function configurations(startedAt: number): Sample {
  const seconds = (performance.now() - startedAt) / 1000;
  return { requests: combinations.length, seconds, mean: Number.NaN, p99: Number.NaN };
}

/** Ends the threads and processes, which would keep the bench from ending. */
export async function end(): Promise<void> {
  for (const each of processes) each.disconnect();
  await Promise.all([...threads.values()].map((each) => each.close()));
}
