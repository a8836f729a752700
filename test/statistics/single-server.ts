import { fewestReplications, halfWidthOf, nextCount } from "../../sim/experiments/precision.js";
import { findServiceMetric } from "../../sim/facts/service-metrics.js";
import { estimate } from "../../sim/outcome/estimate.js";
import { shortRunWarning } from "../../sim/outcome/pooled-latency.js";
import { serviceReading } from "../../sim/outcome/reading.js";
import type { Run } from "../../sim/outcome/runs.js";
import { Histogram, type HistogramSnapshot } from "../../sim/statistics/index.js";
import { Random, replicationSeed } from "../../workload/random.js";
import { run, service } from "../outcome/fixtures.js";

/** One server, first come first served, by Lindley's recursion (1952): what a request finds is what the one before it left. */
export class SingleServer {
  #work: number;

  /** `work` is what the first request finds, in microseconds. */
  constructor(work = 0) {
    this.#work = work;
  }

  /** How long a request stays that comes with so much work; the next comes after `gap`. All in whole microseconds. */
  sojourn(work: number, gap: number): number {
    const sojourn = this.#work + work;
    this.#work = sojourn > gap ? sojourn - gap : 0;
    return sojourn;
  }
}

/** An M/M/1 queue, and how many requests of it a run measures. */
export interface Queue {
  readonly load: number;
  readonly requests: number;
}

/** The same queue as a scenario: one slot, held by a wait; empty when its warm-up begins. */
export function mm1({ load, seconds, warmup }: { load: number; seconds: number; warmup: number }): string {
  return `
region: us-east-1
clock: { duration: ${seconds}s, warmup: ${warmup}s }
demand:
  - { name: load, to: ${station}, curve: ${100 * load}/s, request: { steps: [{ wait: { kind: exponential, mean: 10ms } }] } }
services:
  ${station}:
    task: { cpu: 1 vCPU, memory: 8 GB, maxConcurrent: 1, queue: 1000000 }
    desired: 1
    bounds: { min: 1, max: 1 }
    scaling: []
    balancer: { idleTimeout: 4000s }
    abruptFailuresPerMonth: 0 %
`;
}

const station = "station";
const meanWork = 10_000;
const batch = 256;

/** The sojourns of one run, from a stationary start: the work that the first request finds is drawn from its distribution. */
export function sojourns({ load, requests }: Queue, seed: number): HistogramSnapshot {
  const histogram = new Histogram();
  const [begin, arrivals, steps] = ["begin", "arrivals", "steps"].map((name) => Random.stream(seed, name));
  const isIdle = begin.uniform() >= load;
  const server = new SingleServer(isIdle ? 0 : Math.round((begin.exponential() * meanWork) / (1 - load)));
  const gaps = new Float64Array(batch);
  const work = new Float64Array(batch);
  const meanGap = meanWork / load;
  for (let served = 0; served < requests; ) {
    arrivals.exponentials(gaps);
    steps.exponentials(work);
    for (let i = 0; i < batch && served < requests; i++, served++) {
      histogram.record(server.sojourn((work[i] * meanWork + 0.5) | 0, (gaps[i] * meanGap + 0.5) | 0));
    }
  }
  return histogram.snapshot();
}

const readings = {
  mean: serviceReading(station, findServiceMetric("meanLatency")!),
  p99: serviceReading(station, findServiceMetric("p99")!),
};

/** Of many experiments: the share whose interval holds the truth, and the share whose report warns of its p99. */
export interface Coverage {
  readonly mean: number;
  readonly p99: number;
  readonly warned: number;
}

/** An experiment: how often it is made, of how many runs. */
interface Experiments {
  readonly runs: number;
  readonly experiments: number;
}

/**
 * Repeats an experiment of several runs of a queue, each with seeds of its own, and looks at what our estimator says of it.
 * A run is the recursion of one server, unless somebody else says how long its requests stayed.
 */
export function coverage(
  queue: Queue,
  { runs, experiments }: Experiments,
  stays: (seed: number) => HistogramSnapshot = (seed) => sojourns(queue, seed),
): Coverage {
  const counts = { mean: 0, p99: 0, warned: 0 };
  for (let experiment = 0; experiment < experiments; experiment++) {
    const ofOne = Array.from({ length: runs }, (_, index) => runOf(index, stays(replicationSeed(experiment, index))));
    judge(ofOne, queue, counts);
  }
  return {
    mean: counts.mean / experiments,
    p99: counts.p99 / experiments,
    warned: counts.warned / experiments,
  };
}

/** Of many experiments that stop by the half width of their p99: the share whose interval holds the truth, and their mean size. */
export function precisionCoverage(
  queue: Queue,
  { asked, most, experiments }: { asked: number; most: number; experiments: number },
): { readonly p99: number; readonly reached: number; readonly runs: number } {
  const sums = { covered: 0, reached: 0, runs: 0 };
  const { p99 } = truthOf(queue);
  for (let experiment = 0; experiment < experiments; experiment++) {
    const runs: Run[] = [];
    for (let count: number | null = fewestReplications; count !== null; ) {
      while (runs.length < count)
        runs.push(runOf(runs.length, sojourns(queue, replicationSeed(experiment, runs.length))));
      const known = estimate([{ probability: 1, runs }], readings.p99);
      count = nextCount(count, halfWidthOf(known), { asked, most });
      if (count !== null) continue;
      if (known.low! <= p99 && p99 <= known.high!) sums.covered++;
      if (halfWidthOf(known) <= asked) sums.reached++;
    }
    sums.runs += runs.length;
  }
  return { p99: sums.covered / experiments, reached: sums.reached / experiments, runs: sums.runs / experiments };
}

/** A run that told these latencies. */
export function runOf(index: number, histogram: HistogramSnapshot): Run {
  const latency = { histogram, longest: Number.POSITIVE_INFINITY, within: [] };
  return run(index, { services: { [station]: service({ latency }) } });
}

/** A sojourn is exponential with mean 1 / (µ − λ); in milliseconds. */
function truthOf({ load }: Queue): { readonly mean: number; readonly p99: number } {
  const mean = meanWork / (1 - load) / 1_000;
  return { mean, p99: mean * Math.log(100) };
}

function judge(runs: readonly Run[], queue: Queue, counts: { -readonly [Name in keyof Coverage]: number }): void {
  const groups = [{ probability: 1, runs }];
  const truth = truthOf(queue);
  for (const name of ["mean", "p99"] as const) {
    const { low, high } = estimate(groups, readings[name]);
    if (low! <= truth[name] && truth[name] <= high!) counts[name]++;
  }
  if (shortRunWarning(station, groups).length > 0) counts.warned++;
}
