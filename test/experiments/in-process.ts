import { alternativeOf } from "../../sim/experiments/alternative.js";
import { sampleOfTrial } from "../../sim/experiments/replication-worker.js";
import { parseAxis, pointsOf } from "../../sim/experiments/search-space.js";
import type { SweepPoint } from "../../sim/experiments/sweep.js";
import { threadSignals, threadTask } from "../../sim/experiments/threads.js";
import type { EndedTrial, Runner, Trial } from "../../sim/experiments/trial.js";
import type { Axis } from "../../sim/outcome/swept.js";
import { readGood } from "../scenario/reader.js";

/** Runs trials on this thread, from the last to the first, and remembers them. */
export class InProcess implements Runner {
  readonly trials: Trial[] = [];

  async *run(trials: readonly Trial[]): AsyncGenerator<EndedTrial> {
    this.trials.push(...trials);
    for (const [place, trial] of [...trials.entries()].toReversed()) {
      const sample = sampleOfTrial(threadTask(trial, threadSignals(1), 0));
      yield { place, sample, error: null };
    }
  }
}

/** Every combination of some axes, as `--vary` has them, of a scenario in YAML. */
export function pointsOfYaml(
  yaml: string,
  vary: readonly string[],
  replications: number,
): { readonly axes: readonly Axis[]; readonly points: readonly SweepPoint[] } {
  const axes = vary.map(parseAxis);
  const points = pointsOf({ axes, conditions: [], exclusions: [] }).map(({ values, set, variant }) => {
    const read = readGood(yaml, { set, ...(variant !== undefined && { variant }) });
    return { values, alternative: alternativeOf(values.join(" · "), read, replications) };
  });
  return { axes, points };
}
