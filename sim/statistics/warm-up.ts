import { studentQuantile } from "./distributions.js";
import { Moments } from "./moments.js";

const batch = 5;

/** In how many series without any beginning of their own one is found all the same, at most. */
const falseAlarms = 0.01;

/** Of fewer series than this no beginning is told from chance. */
export const seriesMin = 5;

/** How many of the first values of a series to leave out so that what follows is steady. */
export interface WarmUp {
  readonly cut: number;
  /** The cut lies in the second half: the series is too short to tell what it comes to. */
  readonly isTooShort: boolean;
}

/**
 * What to leave out of the beginning of series that are alike, one of each run: MSER-5 (White, 1997) of their mean. Nothing
 * where the beginning is not surely another: of series that are steady from their start, MSER-5 cuts off something in every
 * third to second, wherever chance makes the rest look calmest. So that what lies before the cut has to differ from what
 * follows in run after run, by Student's test with Bonferroni's correction for every place where the cut might be. Null where
 * the series are shorter than fifty, of which no cut can be told. NaN is passed over, each value has to be told by some series.
 */
export function warmUpOf(series: readonly (readonly number[])[]): WarmUp | null {
  const together = Array.from(series[0].keys(), (at) => meanOf(series.map((values) => values[at])));
  const batches = Math.floor(together.length / batch);
  if (batches < 2 * batch) return null;
  const means = Array.from({ length: batches }, (_, at) => meanOf(together.slice(at * batch, (at + 1) * batch)));
  const best = bestCut(means);
  const isOther = best > 0 && beginsElsewhere(series, best * batch, places(batches));
  return isOther ? { cut: best * batch, isTooShort: best > batches / 2 } : { cut: 0, isTooShort: false };
}

/** Behind the last cut at least five batches are left: of fewer, a chance likeness would look like certainty. */
function places(batches: number): number {
  return batches - batch;
}

/** Of all points to cut at the one after which the mean is best known, Σ (x − mean)² / n². */
function bestCut(means: readonly number[]): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (let cut = 0; cut <= places(means.length); cut++) {
    const error = squaredError(means.slice(cut));
    if (error < least) [best, least] = [cut, error];
  }
  return best;
}

function squaredError(values: readonly number[]): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length ** 2;
}

function beginsElsewhere(series: readonly (readonly number[])[], cut: number, places: number): boolean {
  const differences = series.map((values) => meanOf(values.slice(0, cut)) - meanOf(values.slice(cut)));
  const { mean, standardDeviation, count } = Moments.of(differences.filter((difference) => !Number.isNaN(difference)));
  if (count < 2) return false;
  const limit = studentQuantile(1 - falseAlarms / 2 / places, count - 1);
  return Math.abs(mean) > (limit * standardDeviation) / Math.sqrt(count);
}

/** Of what is told: NaN is passed over. */
function meanOf(values: readonly number[]): number {
  return Moments.of(values.filter((value) => !Number.isNaN(value))).mean;
}
