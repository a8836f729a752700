import { drive, GeneratorDied } from "../../../harness/generator/drive.js";
import { expectedRate } from "../../../harness/generator/expected-load.js";
import type { LoadOrder, LoadProgress, LoadResult } from "../../../harness/generator/order.js";
import { BreachWatch } from "../../../harness/live/breach-watch.js";
import { SentRate } from "../../../harness/live/sent-rate.js";
import { liveView } from "../../../harness/live/view.js";
import { drivenDemands } from "../../../harness/plan/driven.js";
import { watchedObjectives } from "../../../harness/record/load-facts.js";
import type { Outcome } from "../../outcome/outcome.js";
import type { ReadScenario, Scenario } from "../../scenario/index.js";
import { interruptible } from "../terminal.js";
import type { LivePage } from "./live-page.js";

/** Options of what is shown while load runs. */
interface LiveOptions {
  readonly read: ReadScenario;
  readonly quiet: boolean;
  /** Shown beside what is measured. */
  readonly prediction?: Outcome | undefined;
  /** Shows the same to browsers; null where nobody asked for it. */
  readonly page: LivePage | null;
  /** Tasks that run now, by service; null where nobody knows. */
  readonly running?: (() => Readonly<Record<string, number>> | null) | undefined;
  /** Given what had been measured when a generator process died, before its death is thrown. */
  readonly keep?: ((measured: LoadResult) => unknown) | undefined;
}

/** Drives load while a person looks on; Ctrl-C, or a breach of `staging.abort`, ends it with what was measured. */
export function driveLive(order: LoadOrder, options: LiveOptions): Promise<LoadResult> {
  const { read, quiet, prediction, page, running, keep } = options;
  const { scenario, data } = read;
  const demands = drivenDemands(scenario, data.tables);
  const breaches = new BreachWatch(watchedObjectives(scenario), Object.keys(scenario.services));
  const sent = new SentRate();
  const view = liveView(process.stderr, { quiet, color: !process.env.NO_COLOR });
  const watch = (progress: LoadProgress) => {
    const shown = {
      ...progress,
      title: titleOf(scenario, order),
      duration: scenario.clock.duration,
      askedRate: expectedRate(demands, progress.now) / order.share.of,
      sentRate: sent.observe(progress),
      predicted: prediction?.services ?? null,
      running: running?.() ?? null,
    };
    view.update(shown);
    page?.update(shown, prediction ?? null);
    return breaches.observe(progress);
  };
  return interruptible(async (signal) => {
    signal.addEventListener("abort", () => view.stop());
    try {
      const ends = order.signal === undefined ? signal : AbortSignal.any([signal, order.signal]);
      return await drive({ ...order, signal: ends, watch });
    } finally {
      view.stop();
    }
  }).catch(async (error: unknown) => {
    if (error instanceof GeneratorDied) await keep?.(error.partial);
    throw error;
  });
}

function titleOf({ name, seed }: Scenario, { processes, share }: LoadOrder): string {
  const part = share.of === 1 ? "" : ` · part ${share.index} of ${share.of}`;
  return `${name} · seed ${seed} · ${processes} generator ${processes === 1 ? "process" : "processes"}${part}`;
}
