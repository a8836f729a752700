import type { Sample } from "../outcome/sample.js";
import type { Alternative } from "./alternative.js";
import type { EndedTrial, Runner, Trial, TrialWatch } from "./trial.js";

/** One replication of one alternative of an experiment. */
export interface SampleOrder {
  readonly alternative: Alternative;
  readonly index: number;
}

/** Where samples stay from one call to the next: what is there is not computed again. */
export interface SampleStore {
  find(trial: string): Sample | undefined;
  add(trial: string, sample: Sample): void;
}

/** How many of the samples that were asked for are there, and why others are not. */
export interface SampleCounts {
  asked: number;
  /** From an earlier call, and made in this one. */
  found: number;
  made: number;
  broken: number;
  firstError: Error | null;
}

/** Where experiments get their samples: those that stay in the store, and the others from who runs trials. */
export class Laboratory {
  readonly counts: SampleCounts = { asked: 0, found: 0, made: 0, broken: 0, firstError: null };
  readonly #runner: Runner;
  readonly #store: SampleStore | null;

  /** Without a store nothing stays. */
  constructor(runner: Runner, store: SampleStore | null) {
    this.#runner = runner;
    this.#store = store;
  }

  /** Gives what becomes of these orders, with its place in the list: what is stored first, then each as it ends. */
  async *samples(orders: readonly SampleOrder[], { onProgress, signal }: TrialWatch): AsyncGenerator<EndedTrial> {
    const missing: { readonly place: number; readonly trial: Trial }[] = [];
    this.counts.asked += orders.length;
    for (const [place, { alternative, index }] of orders.entries()) {
      const name = alternative.trialName(index);
      const sample = this.#store?.find(name);
      if (sample === undefined) {
        missing.push({ place, trial: { name, scenario: alternative.source, index } });
        continue;
      }
      this.counts.found++;
      yield { place, sample, error: null };
    }
    const there = orders.length - missing.length;
    const shown = (done: number) => onProgress?.(there + done, orders.length);
    const trials = missing.map(({ trial }) => trial);
    for await (const { place, sample, error } of this.#runner.run(trials, { onProgress: shown, signal })) {
      this.#count(sample, error);
      if (sample !== null) this.#store?.add(trials[place].name, sample);
      yield { place: missing[place].place, sample, error };
    }
  }

  #count(sample: Sample | null, error: Error | null): void {
    if (sample !== null) this.counts.made++;
    if (error === null) return;
    this.counts.broken++;
    this.counts.firstError ??= error;
  }
}
