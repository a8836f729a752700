import type { Sample } from "../outcome/sample.js";
import type { Alternative } from "./alternative.js";
import { digest, type EndedTrial, type Runner, type Trial, type TrialWatch } from "./trial.js";

/** One replication of one alternative of an experiment. */
export interface SampleOrder {
  readonly alternative: Alternative;
  readonly index: number;
}

/** Keeps samples from one call to the next, so that none is computed twice. */
export interface SampleStore {
  find(trial: string): Sample | undefined;
  add(trial: string, sample: Sample): void;
}

/** A part of an experiment: every so many-th simulation, from its number on, which counts from 0. */
export interface Shard {
  readonly number: number;
  readonly of: number;
}

/** A sample that is asked for, by its place in the list. */
export interface WantedSample extends SampleOrder {
  readonly place: number;
  readonly name: string;
  /** The number of the simulation that it comes from, among all that an experiment asks for. */
  readonly run: number;
}

/** Thrown where samples are missing that nobody computed: it was stopped, or they are the part of other machines. */
export class SamplesMissing extends Error {
  constructor(
    readonly missing: readonly WantedSample[],
    readonly asked: number,
  ) {
    super(`${missing.length} of ${asked} replications are missing`);
  }
}

/** Numbers of the samples that exist, and the reasons why others do not. */
export interface SampleCounts {
  asked: number;
  /** Samples of earlier calls; the next field: samples made in this call. */
  found: number;
  made: number;
  broken: number;
  firstError: Error | null;
}

/** Gives experiments their samples: from the store where they exist, and otherwise from the runner. */
export class Laboratory {
  readonly counts: SampleCounts = { asked: 0, found: 0, made: 0, broken: 0, firstError: null };
  /** The trials of all samples that were asked for, in that order. */
  readonly trials: string[] = [];
  readonly #runner: Runner;
  readonly #store: SampleStore | null;
  readonly #shard: Shard | null;
  /** Simulations that were asked for, those of other shards among them. */
  #runs = 0;

  /** Without a store nothing stays; with a shard the part of others is not asked for, and is missing in the end. */
  constructor(runner: Runner, store: SampleStore | null, shard: Shard | null = null) {
    this.#runner = runner;
    this.#store = store;
    this.#shard = shard;
  }

  /**
   * Gives what becomes of these orders, with its place in the list, in whatever order. Each has a sample or an error, or
   * `SamplesMissing` is thrown after the last: an experiment need not tell what is half done.
   */
  async *samples(orders: readonly SampleOrder[], { onProgress, signal }: TrialWatch): AsyncGenerator<EndedTrial> {
    const wanted = orders.map(({ alternative, index }, place): WantedSample => {
      const name = alternative.trialName(index);
      this.trials.push(name);
      return { place, name, alternative, index, run: 0 };
    });
    const missing = new Set<WantedSample>();
    const runs: (readonly WantedSample[])[] = [];
    let there = 0;
    for (const run of bySimulation(wanted)) {
      const isOurs = this.#isOurs(this.#runs);
      const unknown: WantedSample[] = [];
      for (const each of run) {
        const sample = isOurs ? this.#find(each.name) : undefined;
        if (sample !== undefined) yield { place: each.place, sample, error: null };
        else unknown.push({ ...each, run: this.#runs });
      }
      this.#runs++;
      for (const each of unknown) missing.add(each);
      if (isOurs) there += run.length - unknown.length;
      if (isOurs && unknown.length > 0) runs.push(unknown);
    }
    const left = runs.reduce((sum, { length }) => sum + length, 0);
    const shown = (done: number, of: number) => onProgress?.(there + (left * done) / of, there + left);
    if (left > 0) onProgress?.(there, there + left);
    for await (const { place, sample, error } of this.#runner.run(runs.map(trialOf), { onProgress: shown, signal })) {
      const told = sample === null ? [] : apart(sample, runs[place]);
      for (const [at, each] of runs[place].entries()) {
        if (at in told || error !== null) missing.delete(each);
        this.#count(told[at] ?? null, error);
        if (at in told) this.#store?.add(each.name, told[at]);
        yield { place: each.place, sample: told[at] ?? null, error };
      }
    }
    if (missing.size > 0) throw new SamplesMissing([...missing], orders.length);
  }

  #isOurs(run: number): boolean {
    return this.#shard === null || run % this.#shard.of === this.#shard.number;
  }

  #find(trial: string): Sample | undefined {
    const sample = this.#store?.find(trial);
    this.counts.asked++;
    if (sample !== undefined) this.counts.found++;
    return sample;
  }

  #count(sample: Sample | null, error: Error | null): void {
    if (sample !== null) this.counts.made++;
    if (error === null) return;
    this.counts.broken++;
    this.counts.firstError ??= error;
  }
}

/** Samples that one simulation gives, since they differ in their prices alone; those of one name are one sample. */
function bySimulation(wanted: readonly WantedSample[]): readonly (readonly WantedSample[])[] {
  const runs = new Map<string, WantedSample[]>();
  for (const each of wanted) {
    const run = `${each.alternative.simulation} ${each.alternative.source.replications} ${each.index}`;
    const known = runs.get(run);
    if (known === undefined) runs.set(run, [each]);
    else known.push(each);
  }
  return [...runs.values()];
}

function trialOf([first, ...others]: readonly WantedSample[]): Trial {
  const { alternative, index } = first;
  const alsoPricedAt = others.map(({ alternative }) => alternative.prices);
  const name = others.length === 0 ? first.name : digest([first, ...others].map(({ name }) => name));
  return { name, scenario: alternative.source, index, alsoPricedAt };
}

/** The samples of the orders that one simulation was for. */
function apart({ alsoPriced = [], ...first }: Sample, wanted: readonly WantedSample[]): readonly Sample[] {
  if (alsoPriced.length !== wanted.length - 1)
    throw new Error(`a trial was billed at ${alsoPriced.length + 1} prices in place of ${wanted.length}`);
  return [first, ...alsoPriced];
}
