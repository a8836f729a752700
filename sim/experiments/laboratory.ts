import type { Sample } from "../outcome/sample.js";
import type { Alternative } from "./alternative.js";
import { digest, type EndedTrial, type Runner, type Trial, type TrialWatch } from "./trial.js";

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
    const missing: MissingSample[] = [];
    this.counts.asked += orders.length;
    for (const [place, { alternative, index }] of orders.entries()) {
      const name = alternative.trialName(index);
      const sample = this.#store?.find(name);
      if (sample === undefined) {
        missing.push({ place, name, alternative, index });
        continue;
      }
      this.counts.found++;
      yield { place, sample, error: null };
    }
    const runs = bySimulation(missing);
    const there = orders.length - missing.length;
    const shown = (done: number, of: number) => onProgress?.(there + (missing.length * done) / of, orders.length);
    for await (const { place, sample, error } of this.#runner.run(runs.map(trialOf), { onProgress: shown, signal })) {
      const told = sample === null ? [] : apart(sample, runs[place]);
      for (const [at, { place: own, name }] of runs[place].entries()) {
        this.#count(told[at] ?? null, error);
        if (at in told) this.#store?.add(name, told[at]);
        yield { place: own, sample: told[at] ?? null, error };
      }
    }
  }

  #count(sample: Sample | null, error: Error | null): void {
    if (sample !== null) this.counts.made++;
    if (error === null) return;
    this.counts.broken++;
    this.counts.firstError ??= error;
  }
}

interface MissingSample extends SampleOrder {
  readonly place: number;
  readonly name: string;
}

/** Samples that one simulation gives, since they differ in their prices alone; those of one name are one sample. */
function bySimulation(missing: readonly MissingSample[]): readonly (readonly MissingSample[])[] {
  const runs = new Map<string, MissingSample[]>();
  for (const each of missing) {
    const run = `${each.alternative.simulation} ${each.alternative.source.replications} ${each.index}`;
    const known = runs.get(run);
    if (known === undefined) runs.set(run, [each]);
    else known.push(each);
  }
  return [...runs.values()];
}

function trialOf([first, ...others]: readonly MissingSample[]): Trial {
  const { alternative, index } = first;
  const alsoPricedAt = others.map(({ alternative }) => alternative.prices);
  const name = others.length === 0 ? first.name : digest([first, ...others].map(({ name }) => name));
  return { name, scenario: alternative.source, index, alsoPricedAt };
}

/** The samples of the orders that one simulation was for. */
function apart({ alsoPriced = [], ...first }: Sample, wanted: readonly MissingSample[]): readonly Sample[] {
  if (alsoPriced.length !== wanted.length - 1)
    throw new Error(`a trial was billed at ${alsoPriced.length + 1} prices in place of ${wanted.length}`);
  return [first, ...alsoPriced];
}
