import { minute } from "../../scenarios/language/units/time.js";
import { alternativeOf } from "../experiments/alternative.js";
import { judgeCanary } from "../experiments/canary.js";
import { planCanary, requestOf } from "../experiments/canary-plan.js";
import { compare as compareIn } from "../experiments/compare.js";
import { askedOf } from "../experiments/deciding-unknowns.js";
import { Laboratory, SamplesMissing } from "../experiments/laboratory.js";
import { optimize as optimizeIn } from "../experiments/optimize.js";
import { packageVersion } from "../experiments/package-assets.js";
import { parseAxis, pointsOf } from "../experiments/search-space.js";
import { fewestPairs, planSensitivity, sensitivity as sensitivityIn } from "../experiments/sensitivity.js";
import { type SweepPoint, sweep as sweepIn } from "../experiments/sweep.js";
import { Threads } from "../experiments/threads.js";
import type { TrialWatch } from "../experiments/trial.js";
import type { CanaryOutcome } from "../outcome/canary/outcome.js";
import type { ComparisonOutcome } from "../outcome/compared.js";
import { checkGate, parseGate } from "../outcome/gate.js";
import type { OptimizationOutcome } from "../outcome/optimized.js";
import type { SensitivityOutcome } from "../outcome/sensitivity.js";
import type { Axis, SweepOutcome } from "../outcome/swept.js";
import type { ReadScenario } from "../scenario/index.js";
import { type OpenScenario, type RunCount, withRuns } from "./read.js";
import { ScenarioError } from "./scenario-error.js";

/** Options of an experiment. */
export interface ExperimentCall extends RunCount, TrialWatch {
  /** Threads; no result depends on them. Left out: as many as there are cores. */
  readonly workers?: number | undefined;
  /** Source of samples, which stays open; without one, threads are created for this experiment alone. */
  readonly laboratory?: Laboratory | undefined;
}

/** Whether to examine which verdicts depend on what nobody knows. */
export interface Examining {
  /** At most twenty replications more of each configuration that decides, at both ends of each parameter without a public source. */
  readonly sensitivity?: boolean | undefined;
}

export interface CompareOptions extends ExperimentCall, Examining {
  /** Changes from the first to the last that must not be: "cost.perMonth > +5 %". The outcome says which there are. */
  readonly failIf?: readonly string[] | undefined;
}

/** Values by the path of a setting, or variants by `variant`: a list, or a text such as "2..20 step 2". */
export type Vary = Readonly<Record<string, string | readonly (string | number | boolean)[]>>;

export interface SweepOptions extends ExperimentCall, Examining {
  readonly vary: Vary;
}

/** `replications` are those of one combination at most. */
export interface OptimizeOptions extends ExperimentCall, Examining {
  readonly vary: Vary;
  /** Replications in all; left out, eight a combination, and 200 at least. */
  readonly budget?: number | undefined;
  /** The probability of a right choice at which the search ends; 0.95 where it is left out. */
  readonly confidence?: number | undefined;
  /** A combination that is cheaper by a smaller share is as good; 0.01 where it is left out. */
  readonly indifference?: number | undefined;
}

export interface SensitivityOptions extends ExperimentCall {
  /** Also what the scenario says itself and you may have measured. */
  readonly all?: boolean | undefined;
}

/** The regression that a canary has to find, and the release. */
export interface CanaryOptions extends ExperimentCall, Examining {
  /** The rise of p99: 0.15 where it is left out. */
  readonly regression?: number | undefined;
  /** The probability with which it has to be found, 0.8, and with which a healthy release passes a test, 0.95. */
  readonly power?: number | undefined;
  readonly confidence?: number | undefined;
  /** Service whose release is meant, where several have one. */
  readonly service?: string | undefined;
  /** Shares of the traffic, and for how many minutes, in place of the scenario's. */
  readonly steps?: readonly { readonly share: number; readonly minutes: number }[] | undefined;
}

/** An experiment of which not all replications were done: a signal ended it, or some broke. */
export class IncompleteExperiment extends Error {
  override readonly name = "IncompleteExperiment";
}

/** Enough for intervals of differences, where nobody says how many. */
const fewest = 10;

/**
 * Holds configurations against each other under the same random numbers, each under its name, the first being the one that
 * the others are compared with.
 */
export async function compare(
  scenarios: Readonly<Record<string, ReadScenario>>,
  options: CompareOptions = {},
): Promise<ComparisonOutcome> {
  const named = Object.entries(scenarios);
  if (named.length < 2) throw new TypeError("expected two scenarios or more");
  const { scenario: first } = named[0][1];
  const replications = options.replications ?? Math.max(fewest, first.replications);
  const seed = options.seed ?? first.seed;
  const alternatives = named.map(([name, read]) => alternativeOf(name, withRuns(read, { replications, seed })));
  const gates = (options.failIf ?? []).map(parseGate);
  for (const gate of gates) checkGate(gate, [alternatives[0].sheet, alternatives.at(-1)!.sheet]);
  const sensitivity = options.sensitivity ? askedOf(named.map(([, read]) => read)) : undefined;
  const order = { alternatives, replications, gates, version: packageVersion(), sensitivity };
  const result = await inLaboratory(options, (laboratory, watch) => compareIn({ ...order, laboratory, ...watch }));
  if (result.comparison === null) throw new IncompleteExperiment(result.why);
  return result.comparison;
}

/** Simulates every combination of some values under the same random numbers. */
export async function sweep(scenario: OpenScenario, { vary, ...options }: SweepOptions): Promise<SweepOutcome> {
  const { axes, points } = pointsIn(scenario, vary, options);
  const { replications } = points[0].alternative.source;
  const sensitivity = options.sensitivity ? askedOf([scenario]) : undefined;
  const order = { axes, points, replications, version: packageVersion(), sensitivity };
  return inLaboratory(options, (laboratory, watch) => sweepIn({ ...order, laboratory, ...watch }));
}

/**
 * Looks for the cheapest combination whose objectives hold: a few replications of each, then many of those that may still
 * change the answer.
 */
export async function optimize(
  scenario: OpenScenario,
  { vary, budget, confidence = 0.95, indifference = 0.01, ...options }: OptimizeOptions,
): Promise<OptimizationOutcome> {
  const most = options.replications ?? mostOfOne;
  const { axes, points } = pointsIn(scenario, vary, { ...options, replications: most });
  const simulations = new Set(points.map(({ alternative }) => alternative.simulation)).size;
  const total = budget ?? Math.max(usualBudget.least, usualBudget.each * simulations);
  const sensitivity = options.sensitivity ? askedOf([scenario]) : undefined;
  const asked = { most, budget: total, confidence, indifference, sensitivity };
  const order = { axes, points, ...asked, version: packageVersion() };
  const found = await inLaboratory(options, (laboratory, watch) => optimizeIn({ ...order, laboratory, ...watch }));
  if (found === null) throw new IncompleteExperiment("a replication broke");
  return found;
}

/** Default maximum of replications of one combination: enough to tell nearly everything that can be told apart. */
const mostOfOne = 60;
/**
 * Default budget: so many replications for each combination that is simulated separately, and never fewer than `least`.
 */
const usualBudget = { each: 8, least: 200 };

/** Every combination, each with the scenario that it makes. */
function pointsIn(scenario: OpenScenario, vary: Vary, runs: RunCount) {
  const axes = Object.entries(vary).map(
    ([path, values]): Axis =>
      typeof values === "string" ? parseAxis(`${path}=${values}`) : { path, values: values.map(String) },
  );
  const points = pointsOf({ axes, conditions: [], exclusions: [] }).map(({ values, variant, set }): SweepPoint => {
    const read = withRuns(scenario.with({ set, variant }), runs);
    return { values, alternative: alternativeOf(values.join(" · "), read) };
  });
  return { axes, points };
}

/** Moves every parameter that no public source tells to both ends of what is plausible, and says what that moves. */
export async function sensitivity(
  scenario: ReadScenario,
  { all = false, ...options }: SensitivityOptions = {},
): Promise<SensitivityOutcome> {
  const replications = options.replications ?? Math.max(fewestPairs, scenario.scenario.replications);
  const plan = planSensitivity(withRuns(scenario, { replications, seed: options.seed }), all);
  const version = packageVersion();
  const result = await inLaboratory(options, (laboratory, watch) =>
    sensitivityIn(plan, { version, laboratory, ...watch }),
  );
  if (result.sensitivity === null) throw new IncompleteExperiment(result.why);
  return result.sensitivity;
}

/** Says how long each step of a release's canary has to last until a slower p99 is found, and what its abort rules do. */
export async function sizeCanary(
  scenario: OpenScenario,
  { regression = 0.15, power = 0.8, confidence = 0.95, service, steps, ...options }: CanaryOptions = {},
): Promise<CanaryOutcome> {
  const runs = { replications: options.replications ?? usualRollouts, seed: options.seed };
  const question = { regression, power, level: Number((1 - confidence).toPrecision(9)) };
  const asked = { service, steps: steps?.map(({ share, minutes }) => ({ share, lasts: minutes * minute })) };
  const plan = planCanary(withRuns(scenario, runs), question, asked, (set, isOptional) => {
    try {
      return withRuns(scenario.with({ set }), runs);
    } catch (error) {
      if (isOptional && error instanceof ScenarioError) return null;
      throw error;
    }
  });
  if ("refused" in plan) throw new TypeError(`expected ${plan.refused}`);
  const sensitivity = options.sensitivity ? askedOf([scenario]) : undefined;
  const request = { ...requestOf(plan), sensitivity };
  const judged = await inLaboratory(options, (laboratory, watch) => judgeCanary({ ...request, laboratory, ...watch }));
  if (judged === null) throw new IncompleteExperiment("some rollouts ended early");
  return judged;
}

/** Default number of rollouts: an event that none of 20 shows has a probability of at most 15 %. */
const usualRollouts = 20;

/** Gives work a laboratory and takes back what is of this experiment alone. Throws where not all samples came. */
async function inLaboratory<Result>(
  { laboratory, workers, onProgress, signal }: ExperimentCall,
  work: (laboratory: Laboratory, watch: TrialWatch) => Promise<Result>,
): Promise<Result> {
  const threads = laboratory === undefined ? new Threads(workers) : null;
  const own = laboratory ?? new Laboratory(threads!, null);
  try {
    return await work(own, { onProgress, signal });
  } catch (error) {
    if (!(error instanceof SamplesMissing)) throw error;
    throw new IncompleteExperiment(`stopped: ${error.message}`);
  } finally {
    await threads?.close();
  }
}
