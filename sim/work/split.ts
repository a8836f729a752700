import { keyedDraws } from "../../workload/random.js";
import type { End } from "../facts/ends.js";
import type { Recorder } from "../facts/recorder.js";
import { Flag, Row, Steps, type WorkTable } from "./row.js";

/** The parts of a service's traffic while a canary runs, by number. */
export const cohortNames = ["baseline", "canary", "shadow"] as const;
export type CohortName = (typeof cohortNames)[number];

/** Where a request can go: to the service's own revision, or to the canary's. */
export interface SplitTargets {
  take(now: number): number;
  takeCanary(now: number): number;
}

/** A canary as it would be told of, were each of its answers to take so many times as long. */
export interface SlowedCohort {
  readonly factor: number;
  readonly recorder: Recorder;
}

/**
 * Divides requests between a service's revision and a canary: one draw a request, keyed by the request, while a canary runs.
 * Those that the canary gets at one share it gets at any larger one too.
 */
export class TrafficSplit {
  /** A canary gets requests, or copies of some. */
  isOn = false;
  /** Share of requests that the canary answers. */
  share = 0;
  /** Share of requests that are copied to the canary, whose answers nobody waits for. */
  shadow = 0;
  private readonly draw: (ordinal: number, requestClass: number) => number;
  /** Recorders by number of the cohort; empty where there is never a canary. */
  private readonly cohorts: readonly Recorder[];
  private readonly slowed: readonly SlowedCohort[];
  private readonly targets: SplitTargets;

  constructor(
    seed: number,
    service: string,
    cohorts: readonly Recorder[],
    targets: SplitTargets,
    slowed: readonly SlowedCohort[] = [],
  ) {
    this.draw = keyedDraws(seed, `canary/${service}`);
    this.cohorts = cohorts;
    this.slowed = slowed;
    this.targets = targets;
  }

  set(share: number, shadow: number): void {
    this.share = share;
    this.shadow = shadow;
    this.isOn = share > 0 || shadow > 0;
  }

  /** A request arrives: it is counted in its cohort; gives the row of a copy for the canary, or -1. */
  arrive(requests: WorkTable, row: number, now: number): number {
    const draw = this.drawOf(requests, row);
    const isCanarys = draw < this.share;
    const isReported = now >= 0;
    if (isCanarys) requests.words[row + Row.FLAGS] |= Flag.CANARY;
    if (isReported) {
      requests.words[row + Row.FLAGS] |= Flag.COUNTED;
      this.cohorts[isCanarys ? 1 : 0].arrived++;
      if (isCanarys) for (const { recorder } of this.slowed) recorder.arrived++;
    }
    return draw < this.shadow ? this.copy(requests, row, isReported) : -1;
  }

  /** The target of an attempt, or -1. A retry goes where its request went, unless the traffic is divided otherwise by now. */
  take(requests: WorkTable, row: number, now: number): number {
    const isShadow = (requests.words[row + Row.FLAGS] & Flag.SHADOW) !== 0;
    const isCanarys = isShadow || this.drawOf(requests, row) < this.share;
    return isCanarys ? this.targets.takeCanary(now) : this.targets.take(now);
  }

  /** A counted request is tried again. */
  retried(flags: number): void {
    this.cohorts[cohortOf(flags)].retried++;
  }

  /** A counted request has ended. */
  end(requests: WorkTable, row: number, flags: number, end: End, now: number): void {
    const cohort = cohortOf(flags);
    const elapsed = now - requests.arrivalOf(row);
    this.cohorts[cohort].end(end, elapsed);
    if (cohort !== 1) return;
    for (const { factor, recorder } of this.slowed) recorder.end(end, Math.round(elapsed * factor));
  }

  /** Counted requests that have neither been answered nor given up, in the cohort of a recorder. */
  unfinished(requests: WorkTable, recorder: Recorder): number {
    const isIn = (row: number) => this.cohorts[cohortOf(requests.words[row + Row.FLAGS])] === recorder;
    return requests.count(Flag.OPEN | Flag.COUNTED, isIn);
  }

  /** A shadow request: the same work, with no client and no caller. */
  private copy(requests: WorkTable, row: number, isReported: boolean): number {
    const copy = requests.copy(requests, row);
    requests.words[copy + Row.FLAGS] = Flag.OPEN | Flag.SHADOW | (isReported ? Flag.COUNTED : 0);
    if (isReported) this.cohorts[2].arrived++;
    return copy;
  }

  private drawOf({ words }: WorkTable, row: number): number {
    return this.draw(words[row + Row.ORDINAL], words[row + Row.CURSOR] >> Steps.SHIFT);
  }
}

/** The traffic of a service that never runs a canary. */
export function undivided(): TrafficSplit {
  return new TrafficSplit(0, "", [], { take: () => -1, takeCanary: () => -1 });
}

/** The number of the cohort of a request that is counted in one. */
function cohortOf(flags: number): number {
  return (flags & Flag.SHADOW) !== 0 ? 2 : (flags & Flag.CANARY) !== 0 ? 1 : 0;
}
