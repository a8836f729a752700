import { doubled, precisionOf } from "../experiments/precision.js";
import type { Prediction } from "../experiments/predict.js";
import type { Outcome } from "../outcome/outcome.js";
import type { ReadScenario } from "../scenario/index.js";
import { openScenario } from "./open-scenario.js";
import { type RunOptions, settingsOf } from "./options.js";
import { predictShown } from "./shown-prediction.js";

/** A prediction with the scenario that it was made of; null where nothing was done. */
export interface Predicted {
  readonly read: ReadScenario;
  readonly prediction: Prediction | null;
}

/** Below so many replications an interval is too uncertain itself to stop by it. */
const fewest = 10;
const mostByDefault = 320;

/**
 * Predicts with twice as many replications each time until the intervals of p99 and cost are as narrow as asked, or
 * the most are done. Every time is a whole run: the result is that of `--replications` with the number it ended at.
 */
export async function predictPrecisely(path: string, options: RunOptions, asked: number): Promise<Predicted> {
  const most = options.replications ?? mostByDefault;
  const withCount = (count: number) =>
    openScenario(path, { ...options, set: settingsOf({ ...options, replications: count }) });
  const own = openScenario(path, { ...options, set: settingsOf({ ...options, replications: undefined }) });
  let last: Predicted = { read: own, prediction: null };
  for (const count of doubled(Math.max(fewest, own.scenario.replications), most)) {
    const read = withCount(count);
    const prediction = await predictShown(read, options);
    const aborted = prediction === null ? "stopped by the user" : prediction.outcome.aborted;
    if (prediction === null || aborted !== null) {
      return last.prediction === null ? { read, prediction } : endedEarly(last.read, last.prediction, aborted);
    }
    last = { read, prediction };
    if (precisionOf(prediction.outcome).halfWidth <= asked) break;
  }
  if (!options.quiet && last.prediction) note(last.prediction.outcome, asked);
  return last;
}

/** The last whole run, where a later one was aborted. */
function endedEarly(read: ReadScenario, prediction: Prediction, aborted: string | null): Predicted {
  return { read, prediction: { ...prediction, outcome: { ...prediction.outcome, aborted } } };
}

function note(outcome: Outcome, asked: number): void {
  const { measure, halfWidth } = precisionOf(outcome);
  const verdict = halfWidth <= asked ? "reached" : "not reached";
  const width = Number.isFinite(halfWidth) ? `± ${(100 * halfWidth).toPrecision(2)} %` : "without an interval";
  process.stderr.write(
    `precision ${verdict} with ${outcome.replications} replications: ${measure} is widest, ${width}\n`,
  );
}
