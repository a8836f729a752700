import { type BracketEnd, type BracketRuns, bracketEnds, withBrackets } from "../outcome/index.js";
import type { Replication } from "../outcome/replication.js";
import type { AutoscalingConfig } from "../scaling/index.js";
import type { ReadScenario } from "../scenario/index.js";
import { dayJobs, daysByType, monthsOf, plannedMonths } from "./calendar.js";
import type { Prediction, PredictionRequest } from "./predict.js";
import { price } from "./price.js";
import { replicateAll } from "./replicate.js";
import type { ThreadJob } from "./threads.js";

/** Pairs at each end: enough to tell a move from chance, and little beside the twenty of a usual run. */
const pairsMax = 4;
/** Least age of a datapoint of one-minute metrics, in microseconds; other metrics may be available at once. */
const freshest = 8_000_000;

/** Number of replications to simulate again with other splits of the metric lag; 0 where the split changes nothing. */
export function replicationsAtEnds({ outcome, runs }: Prediction): number {
  const isWhole = outcome.aborted === null && outcome.replications === outcome.replicationsAsked;
  const hasScaled = runs.some(({ replication: { services } }) =>
    Object.values(services).some(({ scaling }) => scaling?.activities.some(({ dynamic }) => dynamic)),
  );
  return isWhole && hasScaled ? Math.min(pairsMax, runs.length) : 0;
}

/**
 * A prediction with what changes where all of the lag between a metric and the action on it is age of the metric, and
 * where next to none is: of AWS only the sum is known. Without a scaling activity the split cannot matter, since an alarm
 * goes up at the same instant. Where `signal` or a ceiling ends this, the prediction says so and has no brackets.
 */
export async function withMetricLags(request: PredictionRequest, prediction: Prediction): Promise<Prediction> {
  const pairs = replicationsAtEnds(prediction);
  const { read, workers, onProgress, signal } = request;
  if (pairs === 0) return prediction;
  const jobs = bracketEnds.map((end) => jobsAt(end, read, pairs));
  const results = await replicateAll(jobs.flat(), { workers, onProgress, signal });
  const aborted = results.find((result) => result.aborted !== null)?.aborted ?? null;
  if (results.length < jobs.flat().length || aborted !== null)
    return unbracketed(prediction, aborted ?? "stopped by the user");
  const { outcome, runs, strata } = prediction;
  const ends = {
    allAge: endOf(read, pairs, results.slice(0, jobs[0].length)),
    fresh: endOf(read, pairs, results.slice(jobs[0].length)),
  };
  return {
    ...prediction,
    outcome: withBrackets({ outcome, runs, strata, objectives: read.scenario.objectives, ends }),
  };
}

/** Jobs that simulate the first replications again; for a calendar, the days of its first months. */
function jobsAt(end: BracketEnd, read: ReadScenario, pairs: number): readonly ThreadJob[] {
  const scaledBy = (own: AutoscalingConfig) => atEnd(end, own);
  if (read.days.length > 0) return dayJobs(read, plannedMonths(read).slice(0, pairs), scaledBy);
  const { resolved, data, scenario } = read;
  const source = { resolved, files: data.texts, replications: scenario.replications };
  const autoscaling = scaledBy(scenario.autoscaling);
  return Array.from({ length: pairs }, (_, index) => ({ index, autoscaling, scenario: source }));
}

function endOf(read: ReadScenario, pairs: number, results: readonly Replication[]): BracketRuns {
  if (read.days.length === 0) return { runs: price(read, results) };
  const months = monthsOf(read, plannedMonths(read).slice(0, pairs), results);
  return { runs: price(read, months), days: daysByType(read, months) };
}

/**
 * Notes in the prediction why the brackets are missing, since a report without brackets would mean that nothing
 * changes.
 */
function unbracketed(prediction: Prediction, why: string): Prediction {
  const { outcome } = prediction;
  const sentence = `what depends on how old the metric is that scaling acts on was not looked at: ${why}`;
  return { ...prediction, outcome: { ...outcome, assumptions: [...outcome.assumptions, sentence] } };
}

function atEnd(end: BracketEnd, autoscaling: AutoscalingConfig): AutoscalingConfig {
  const { standard, high, custom } = autoscaling.metricLags;
  const split = ({ age, actionDelay }: typeof standard, least: number) => {
    const sum = age + actionDelay;
    const own = end === "allAge" ? sum : Math.min(least, sum);
    return { age: own, actionDelay: sum - own };
  };
  const metricLags = { standard: split(standard, freshest), high: split(high, 0), custom: split(custom, 0) };
  return { ...autoscaling, metricLags };
}
