import { choiceQuestions, type DecidingUnknowns, decidingPlaces } from "../outcome/deciding-unknowns.js";
import { evidenceOf, type OptimizationOutcome, optimized, targetsHold } from "../outcome/optimized.js";
import { classProbabilities, commonStrata } from "../outcome/runs.js";
import { type Sample, scoresAlone } from "../outcome/sample.js";
import {
  type Allocation,
  allocation,
  type CandidateEvidence,
  type CandidateGroup,
  type Standing,
  standing,
} from "../outcome/selection.js";
import type { Axis, SampledPoint } from "../outcome/swept.js";
import { decidingUnknowns, type SensitivityAsked } from "./deciding-unknowns.js";
import type { Laboratory, SampleOrder } from "./laboratory.js";
import type { SweepPoint } from "./sweep.js";
import type { TrialWatch } from "./trial.js";

/** What to search for, among which combinations, and with what budget. */
export interface OptimizeOrder extends TrialWatch {
  readonly axes: readonly Axis[];
  readonly points: readonly SweepPoint[];
  /** Replications at most of one combination, and of all together. */
  readonly most: number;
  readonly budget: number;
  /** The probability of a correct choice at which the search ends. */
  readonly confidence: number;
  readonly indifference: number;
  readonly version: string;
  readonly laboratory: Laboratory;
  /** Left out where it is not asked which verdicts depend on what nobody knows. */
  readonly sensitivity?: SensitivityAsked | undefined;
}

/** Replications of every combination before any is left aside: of the most probable class of runs, and of each other one; an interval needs two. */
const firstOfUsual = 3;
const firstOfOthers = 2;

/** Replications that every combination gets before any is left aside, where runs are of so many classes. */
export function firstReplications(classes: number): number {
  return firstOfUsual + (classes - 1) * firstOfOthers;
}

/**
 * Looks for the cheapest combination that holds every target: a few replications of each at first, and from there on of
 * those alone that may still change the answer. Null where it was stopped, or one broke.
 */
export async function optimize(order: OptimizeOrder): Promise<OptimizationOutcome | null> {
  const search = new Search(order);
  for (let next = search.first(); next.length > 0; next = search.next()) if (!(await search.run(next))) return null;
  const outcome = search.outcome();
  return order.sensitivity === undefined ? outcome : { ...outcome, unknowns: await search.examined(outcome) };
}

/** A search under way: what is kept of the runs of each combination, and what they say. */
class Search {
  readonly #order: OptimizeOrder;
  readonly #classes: readonly number[];
  /** Combinations that differ in prices alone, which one run is of all together. */
  readonly #groups: readonly (CandidateGroup & { readonly counts: number[] })[];
  readonly #samples: readonly Sample[][];
  #spent = 0;

  constructor(order: OptimizeOrder) {
    this.#order = order;
    const alternatives = order.points.map(({ alternative }) => alternative);
    this.#classes = classProbabilities(commonStrata(alternatives));
    this.#samples = alternatives.map(() => []);
    const bySimulation = new Map<string, number[]>();
    for (const [at, { simulation }] of alternatives.entries())
      bySimulation.set(simulation, [...(bySimulation.get(simulation) ?? []), at]);
    this.#groups = [...bySimulation.values()].map((candidates) => ({ candidates, counts: this.#classes.map(() => 0) }));
  }

  /** A few of every combination. */
  first(): readonly Allocation[] {
    const usual = this.#classes.indexOf(Math.max(...this.#classes));
    const own = this.#classes.flatMap((_, at) => Array<number>(at === usual ? firstOfUsual : firstOfOthers).fill(at));
    return this.#groups.flatMap((_, group) => own.map((each) => ({ group, class: each })));
  }

  /**
   * Replications of combinations that may still change the answer; none where the answer is sure enough, or the budget
   * is spent.
   */
  next(): readonly Allocation[] {
    const { budget, most, confidence, indifference } = this.#order;
    const classes = this.#classes;
    const evidence = evidenceOf(this.#points);
    const found = standing(evidence, { confidence, indifference, classes });
    const left = budget - this.#spent;
    const isSure = found.probability >= confidence;
    if (!isSure) {
      const size = Math.min(Math.max(batchMin, Math.floor(budget / batchesMax)), left);
      return allocation(found, evidence, this.#groups, { size, most, classes });
    }
    return found.isFound ? this.#proof(found, evidence, Math.min(proofBatch, left)) : [];
  }

  /**
   * The best, and then those that cost as little and may hold more surely, get as many as a report would have: what one night in
   * ten shows stays unseen in ten of them. The best goes on until the verdict that any report gives of its targets is "met".
   */
  #proof(found: Standing, evidence: readonly CandidateEvidence[], size: number): readonly Allocation[] {
    const { best, choices } = found;
    const isShort = (at: number) => this.#samples[at].length < proofLeast;
    const next = [best, ...choices].find(isShort) ?? (targetsHold(this.#points[best]) ? undefined : best);
    if (next === undefined) return [];
    const group = this.#groups.findIndex(({ candidates }) => candidates.includes(next));
    const alone = {
      ...found,
      ...{ best: next, candidates: found.candidates.map((each, at) => ({ ...each, doubt: Number(at === next) })) },
    };
    const asked = { size, most: this.#order.most, classes: this.#classes };
    return allocation(alone, evidence, [this.#groups[group]], asked).map((each) => ({ ...each, group }));
  }

  /** Simulates these; false where some are missing then. */
  async run(next: readonly Allocation[]): Promise<boolean> {
    const { laboratory, onProgress, signal, budget } = this.#order;
    const orders = next.flatMap((each) => this.#ordersOf(each));
    const found: (Sample | null)[] = orders.map(() => null);
    const shown = (done: number, total: number) => onProgress?.(this.#spent + (next.length * done) / total, budget);
    for await (const { place, sample } of laboratory.samples(orders, { signal, onProgress: shown }))
      found[place] = sample && scoresAlone(sample);
    if (found.includes(null)) return false;
    this.#spent += next.length;
    for (const [place, { at }] of orders.entries()) this.#samples[at].push(found[place]!);
    return true;
  }

  outcome(): OptimizationOutcome {
    const { axes, points, confidence, indifference, budget, version } = this.#order;
    const { scenario, seed } = points[0].alternative;
    const asked = { scenario, version, seed, axes, confidence, indifference, budget };
    return optimized({ ...asked, spent: this.#spent, simulations: this.#groups.length, points: this.#points });
  }

  /** Whether what is chosen still holds its targets, and is still the cheapest, at the ends of what nobody knows. */
  examined({ best, nearest, candidates, costField }: OptimizationOutcome): Promise<DecidingUnknowns> {
    const { points, most, laboratory, onProgress, signal, sensitivity } = this.#order;
    const of = ({ values }: SweepPoint) => candidates.find((candidate) => candidate.values === values)!;
    const chosen = points.findIndex(({ values }) => values === (best?.values ?? nearest));
    const all = points.map(of).map(({ cost, feasible }) => ({ cost: cost.value, holds: feasible >= 0.5 }));
    const deciding = best === null ? [chosen] : decidingPlaces(all, chosen);
    const questions = choiceQuestions(
      deciding.map((at) => ({ name: points[at].values.join(" · "), sheet: points[at].alternative.sheet })),
      costField,
    );
    return decidingUnknowns({
      configurations: deciding.map((at) => ({ alternative: points[at].alternative, samples: this.#samples[at] })),
      ...{ questions, replications: most, asked: sensitivity!, laboratory, onProgress, signal },
    });
  }

  get #points(): readonly SampledPoint[] {
    return this.#order.points.map(({ values, alternative: { sheet, strata } }, at) => ({
      ...{ values, sheet, strata },
      samples: this.#samples[at],
    }));
  }

  /** The next replication of a class, of every combination that it is one of. */
  #ordersOf({ group, class: own }: Allocation): readonly (SampleOrder & { readonly at: number })[] {
    const { candidates, counts } = this.#groups[group];
    const index = own + this.#classes.length * counts[own]++;
    return candidates.map((at) => ({ at, alternative: this.#order.points[at].alternative, index }));
  }
}

/** Replications at least of what is chosen and of what might be in its place, and how many more at a time. */
const proofLeast = 40;
const proofBatch = 8;

/** Replications between two looks, and how many looks there are at most: fixed, so that the answer does not depend on threads. */
const batchMin = 16;
const batchesMax = 200;
