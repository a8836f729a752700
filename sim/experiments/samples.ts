import type { Sample } from "../outcome/sample.js";
import type { Alternative } from "./alternative.js";
import type { EndedTrial, Runner, TrialWatch } from "./trial.js";

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

/** Makes the samples of these orders, those that are there first and then each as it ends; only the samples are kept. */
export async function* samples(
  orders: readonly SampleOrder[],
  { runner, store }: { readonly runner: Runner; readonly store: SampleStore | null },
  { onProgress, signal }: TrialWatch,
): AsyncGenerator<EndedTrial> {
  const missing: { readonly place: number; readonly name: string; readonly order: SampleOrder }[] = [];
  for (const [place, order] of orders.entries()) {
    const name = order.alternative.trialName(order.index);
    const sample = store?.find(name);
    if (sample === undefined) missing.push({ place, name, order });
    else yield { place, sample, error: null };
  }
  const there = orders.length - missing.length;
  const shown = (done: number) => onProgress?.(there + done, orders.length);
  const trials = missing.map(({ name, order: { alternative, index } }) => ({
    name,
    scenario: alternative.source,
    index,
  }));
  for await (const { place, sample, error } of runner.run(trials, { onProgress: shown, signal })) {
    const { name, place: own } = missing[place];
    if (sample !== null && sample.aborted === null) store?.add(name, sample);
    yield { place: own, sample, error };
  }
}
