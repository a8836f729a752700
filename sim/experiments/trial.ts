import { createHash } from "node:crypto";
import type { Prices } from "../cost/cost-shape.js";
import type { Replication } from "../outcome/replication.js";
import type { Sample } from "../outcome/sample.js";
import type { AutoscalingConfig } from "../scaling/index.js";
import { packageVersion, priceBookDigest } from "./package-assets.js";

/** A scenario as a thread or another machine gets it: the whole of it as YAML, and the files that it names, by the path it names them with. */
export interface ResolvedScenario {
  readonly resolved: string;
  readonly files: ReadonlyMap<string, string>;
  /** Total number of replications, which decides the classes of nights that are simulated separately. */
  readonly replications: number;
}

/** One replication of one scenario. */
export interface Trial {
  /** Tells it from all others: see `trialName`. */
  readonly name: string;
  readonly scenario: ResolvedScenario;
  readonly index: number;
  /** Further prices that the same run is billed at: its sample has a bill for each. */
  readonly alsoPricedAt: readonly Prices[];
}

/**
 * The end of the trial at a place in the list: its sample, null where it was stopped before it had any, or the error.
 */
export interface EndedTrial {
  readonly place: number;
  readonly sample: Sample | null;
  readonly error: Error | null;
}

/** Reports progress, and may stop the trials. */
export interface TrialWatch {
  /** `done` may be a fraction: replications under way count by their simulated time. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Ends the replications under way; those that are finished are kept. */
  readonly signal?: AbortSignal | undefined;
}

/** Turns trials into samples: on threads of this machine, or on many machines. */
export interface Runner {
  /** Gives each as it ends, in whatever order; one that breaks ends no other. */
  run(trials: readonly Trial[], watch: TrialWatch): AsyncIterable<EndedTrial>;
}

/**
 * One replication to run, with the scenario's own autoscaling or another, and with its servers' own draws or others.
 */
export interface ReplicationJob {
  readonly index: number;
  readonly serverDraw?: number;
  readonly autoscaling?: AutoscalingConfig;
}

/** The same with its scenario: a replication that is wanted whole, as predictions need it. */
export interface WholeTrial extends ReplicationJob {
  readonly scenario: ResolvedScenario;
}

/** The end of such a trial at a place in the list. */
export interface EndedWholeTrial {
  readonly place: number;
  readonly made: Replication | null;
  readonly error: Error | null;
}

/** Runs whole replications, on threads or on many machines. */
export interface WholeRunner {
  runWhole(trials: readonly WholeTrial[], watch: TrialWatch): AsyncIterable<EndedWholeTrial>;
}

/** A number of threads of this machine, or another runner of replications. No result depends on it. */
export type Workers = number | WholeRunner;

/**
 * Version of the sample format. Raise it when the content of a sample changes, so that stored samples are not reused.
 */
const sampleFormat = 3;

/**
 * Names a trial by all that decides its sample: this program and its prices, the scenario, its files, the number of the
 * replication and the class of nights that it is drawn from; not how many others there are.
 */
export function trialName(scenario: ResolvedScenario, index: number, stratum: string | null): string {
  return digest([program(), textsDigest(scenario), index, stratum]);
}

/** Names a trial that is wanted whole by all that decides its replication. */
export function wholeTrialName({ scenario, index, serverDraw, autoscaling }: WholeTrial): string {
  const classes = scenario.replications; // that of nights it is drawn from
  return digest([program(), "whole", textsDigest(scenario), classes, index, serverDraw ?? null, autoscaling ?? null]);
}

/** Tells apart what has to be simulated apart: what scenarios differ in beside their prices, which only bill what was simulated. */
export function simulationName({ resolved, files }: ResolvedScenario): string {
  return textsDigest({ resolved: resolved.replace(/^prices:.*\n(?:[ #].*\n)*/m, ""), files, replications: 0 });
}

/**
 * Identity of this program as far as samples depend on it: only programs with the same identity may compute for each
 * other.
 */
export function program(): string {
  ours ??= `${packageVersion()}-${digest([sampleFormat, priceBookDigest()]).slice(0, 8)}`;
  return ours;
}

let ours: string | null = null;

const digests = new WeakMap<ResolvedScenario, string>();

/**
 * Digest of a scenario without its number of replications, and of its files; computed once, since files may be large.
 */
function textsDigest(scenario: ResolvedScenario): string {
  const known = digests.get(scenario);
  if (known !== undefined) return known;
  const { resolved, files } = scenario;
  const byPath = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  const made = digest([resolved.replace(/^replications: .*$/m, ""), byPath]);
  digests.set(scenario, made);
  return made;
}

/** A short name of values. */
export function digest(parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 24);
}
