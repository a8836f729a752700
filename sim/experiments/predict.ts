import { Clock } from "../../workload/clock.js";
import { type DayRuns, dayOutcome, withCalendar } from "../outcome/calendar.js";
import { aggregate, clockOutcome, type Run, type StratumDefinition } from "../outcome/index.js";
import type { Outcome } from "../outcome/outcome.js";
import type { Replication, RunEvent } from "../outcome/replication.js";
import { assumptionsOf, daysOf, decidingDefaults, lastingWarnings, type ReadScenario } from "../scenario/index.js";
import { aspectsOf } from "../services/service-shape.js";
import { daysByType, simulateMonths } from "./calendar.js";
import { price } from "./price.js";
import { replicate, stratification } from "./replicate.js";
import type { Workers } from "./trial.js";

/** A prediction to be made of a scenario that was read. */
export interface PredictionRequest {
  readonly read: ReadScenario;
  /** Version of this program, for the result. */
  readonly version: string;
  readonly workers?: Workers | undefined;
  /** `done` may be a fraction: replications under way count by their simulated time. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Replications that are there already, of fewer of them: only those that are missing are simulated. */
  readonly made?: readonly Replication[] | undefined;
}

export interface Prediction {
  readonly outcome: Outcome;
  /** Events of the first replication. */
  readonly events: readonly RunEvent[];
  /** The replications behind the outcome, each with its bill, and the strata they belong to. */
  readonly runs: readonly Run[];
  readonly strata: readonly StratumDefinition[];
}

/** Simulates all replications of a scenario and makes one outcome of them. Null when it was aborted before any had run. */
export async function predict(request: PredictionRequest): Promise<Prediction | null> {
  const { read, workers, onProgress, signal, made = [] } = request;
  if (read.days.length > 0) return predictMonth(request);
  const { replications } = read.scenario;
  const classes = stratification(read.scenario, replications);
  const indices = Array.from({ length: replications }, (_, index) => index);
  // Another number of replications may be drawn from other classes of nights: then what was made is of no use.
  const isMade = new Map(
    made
      .filter(({ index, stratum, aborted }) => aborted === null && stratum === classes.of(index).stratum)
      .map((each) => [each.index, each]),
  );
  const jobs = indices.filter((index) => !isMade.has(index)).map((index) => ({ index }));
  const order = { resolved: read.resolved, files: read.data.texts, replications, jobs, workers, onProgress, signal };
  const results = [...isMade.values(), ...(await replicate(order))].sort((a, b) => a.index - b.index);
  if (results.length === 0) return null;
  const runs = price(read, results);
  return { outcome: outcomeOf(request, runs, classes.strata), events: results[0].events, runs, strata: classes.strata };
}

/** The same of the month of a scenario's calendar: a replication is a month, put together from days. */
async function predictMonth(request: PredictionRequest): Promise<Prediction | null> {
  const { read, workers, onProgress, signal, made = [] } = request;
  return monthPrediction(request, await simulateMonths(read, made, { workers, onProgress, signal }));
}

/** The prediction that simulated months make; null without any. */
export function monthPrediction(
  request: Pick<PredictionRequest, "read" | "version">,
  months: readonly Replication[],
): Prediction | null {
  const { read } = request;
  if (months.length === 0) return null;
  const runs = price(read, months);
  const types = daysByType(read, months);
  const told = types.map(({ day: { name, days, read }, runs, strata }) =>
    dayOutcome(name, days, outcomeOf({ ...request, read }, runs, strata)),
  );
  const month = outcomeOf(request, runs, [], types);
  const calendar = { days: daysOf(read.scenario.calendar!), simulatedDays: months[0].days!.length, types: told };
  const events = types.flatMap(({ day: { name }, runs: [first] }) =>
    first.replication.events.map((event) => ({ ...event, day: name })),
  );
  return { outcome: withCalendar(month, calendar, types), events, runs, strata: [] };
}

/** The outcome of a scenario's runs; `days`: the days that months were composed of. */
export function outcomeOf(
  { read, version }: Pick<PredictionRequest, "read" | "version">,
  runs: readonly Run[],
  strata: readonly StratumDefinition[],
  days?: readonly DayRuns[],
): Outcome {
  const { scenario, variant } = read;
  const experiment = {
    kind: "predicted" as const,
    scenario: scenario.name,
    about: scenario.about,
    variant,
    version,
    seed: scenario.seed,
    replicationsAsked: scenario.replications,
    clock: clockOutcome(new Clock(scenario.clock)),
    assumptions: [...assumptionsOf(read), ...runs[0].bill.notes],
    ...warningsOf(read),
    services: aspectsOf(scenario.services),
    strata,
    objectives: scenario.objectives,
    defaults: decidingDefaults(scenario),
    claims: scenario.claims,
    ...(days && { days }),
  };
  return aggregate(experiment, runs);
}

function warningsOf(read: ReadScenario): Pick<Outcome, "warnings"> {
  const warnings = lastingWarnings(read);
  return warnings.length === 0 ? {} : { warnings };
}
