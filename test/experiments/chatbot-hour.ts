import { readFileSync } from "node:fs";
import { openScenario } from "../../sim/cli/open-scenario.js";
import { type Alternative, alternativeOf } from "../../sim/experiments/alternative.js";
import { pointsOf } from "../../sim/experiments/search-space.js";
import type { SweepPoint } from "../../sim/experiments/sweep.js";
import type { EndedTrial, ResolvedScenario, Runner, Trial } from "../../sim/experiments/trial.js";
import { type OptimizationOutcome, targetsHold } from "../../sim/outcome/optimized.js";
import { groupSamples, judgeSamples, type Sample } from "../../sim/outcome/sample.js";
import type { Axis } from "../../sim/outcome/swept.js";
import { keyed } from "../../workload/random.js";

/**
 * An hour of the chatbot in 200 configurations by brute force: 40 replications each. What was kept of it was made by
 *
 *   sim sweep test/experiments/chatbot-hour.yaml --replications 40 --workers 1 --out runs/brute \
 *     --vary services.orchestrator.bounds.max=5,6,7,8,10 --vary 'services.orchestrator.scaling.0.target=55 %..75 % step 5 %' \
 *     --vary services.orchestrator.capacity.FARGATE_SPOT.weight=0,30,150,400 --vary variant=one-vcpu,two-vcpu
 *   node test/experiments/keep-chatbot-hour.mjs runs/brute
 *
 * and holds the cost of a month and, of each target, value, event and, of a quantile, requests and quantile.
 */
export interface BruteForce {
  readonly axes: readonly Axis[];
  readonly points: readonly BrutePoint[];
  /** The cheapest cost of those whose targets are all met; undecided ones are no best. */
  readonly bestCost: number;
}

/** A configuration as brute force found it. */
export interface BrutePoint extends SweepPoint {
  readonly samples: readonly Sample[];
  readonly cost: number;
  readonly isFeasible: boolean;
  readonly isMissed: boolean;
}

/** Replications of each configuration. */
export const bruteReplications = 40;

export const chatbotHour = new URL("chatbot-hour.yaml", import.meta.url).pathname;

type Kept = readonly (number | null)[];

interface KeptPoint {
  readonly values: readonly string[];
  readonly runs: readonly (readonly [cost: number, p99: Kept, interruptionErrors: Kept, degradedShare: Kept])[];
}

/** Reads what was kept. */
export function bruteForce(): BruteForce {
  const [head, ...lines] = readFileSync(new URL("chatbot-hour.ndjson", import.meta.url), "utf8")
    .trimEnd()
    .split("\n");
  const { axes, strata } = JSON.parse(head) as {
    readonly axes: readonly Axis[];
    readonly strata: readonly (string | null)[];
  };
  const kept = lines.map((line) => JSON.parse(line) as KeptPoint);
  const all = pointsOf({ axes, conditions: [], exclusions: [] });
  // What is read of runs depends on the service alone, and the classes of nights on whether there are Spot tasks.
  const opened = new Map<string, Alternative>();
  const open = (settings: readonly string[]) => {
    const own = settings.filter((setting) => setting.includes("FARGATE_SPOT") && setting.endsWith("=0"));
    const known =
      opened.get(own.join()) ?? alternativeOf("", openScenario(chatbotHour, { set: own }), bruteReplications);
    opened.set(own.join(), known);
    return known;
  };
  const points = all.map(({ values, set }, at): BrutePoint => {
    const name = values.join(" · ");
    const like = open(set);
    const alternative = { ...like, name, simulation: name, source: { ...like.source } };
    const hasStrata = alternative.strata.length > 0;
    const classes = strata.filter((stratum) => stratum !== null);
    const samples = kept[at].runs.map((run, index) => sampleOf(run, index, hasStrata ? classes[index % 2] : null));
    const weights = hasStrata ? alternative.strata.map(({ probability }) => probability) : [0.5, 0.5];
    const { sheet } = alternative;
    return {
      ...{ values, alternative, samples },
      cost: weights.reduce(
        (sum, weight, odd) => sum + weight * meanCost(samples.filter(({ index }) => index % 2 === odd)),
        0,
      ),
      isFeasible: targetsHold({ values, sheet, strata: alternative.strata, samples }),
      isMissed: judgeSamples(sheet, groupSamples(samples, alternative.strata)).some(
        ({ verdict }) => verdict === "missed",
      ),
    };
  });
  return { axes, points, bestCost: Math.min(...points.filter(({ isFeasible }) => isFeasible).map(({ cost }) => cost)) };
}

/** The choice holds its targets in the brute force, and costs at most a hundredth more than the best. */
export function isGoodChoice({ points, bestCost }: BruteForce, { best }: OptimizationOutcome): boolean {
  const chosen = points.find(({ values }) => values.join() === best?.values.join());
  return chosen?.isFeasible === true && chosen.cost <= 1.01 * bestCost;
}

function meanCost(samples: readonly Sample[]): number {
  return samples.reduce((sum, { readings }) => sum + Number(readings["cost.perMonthUsd"][0]), 0) / samples.length;
}

function sampleOf([cost, ...scores]: KeptPoint["runs"][number], index: number, stratum: string | null): Sample {
  return {
    ...{ index, stratum, digest: "", aborted: null, lines: [], latency: {}, usage: [] },
    readings: { "cost.perMonthUsd": [cost, 0] },
    scores: scores.map(([value, event, ...quantile]) => [value, event, 1, 0, ...quantile]),
  };
}

/**
 * Answers trials with what was kept, each class of nights in an order that the seed shuffles, the same for all configurations;
 * who asks for more than there is gets the first ones again.
 */
export class Replay implements Runner {
  readonly #order: readonly (readonly number[])[];
  readonly #points: ReadonlyMap<ResolvedScenario, BrutePoint>;

  constructor({ points }: BruteForce, seed: number) {
    this.#points = new Map(points.map((point) => [point.alternative.source, point]));
    this.#order = [0, 1].map((odd) =>
      Array.from({ length: bruteReplications / 2 }, (_, at) => 2 * at + odd)
        .map((index) => ({ index, key: keyed(seed, "replay", index) }))
        .sort((a, b) => a.key - b.key)
        .map(({ index }) => index),
    );
  }

  async *run(trials: readonly Trial[]): AsyncGenerator<EndedTrial> {
    for (const [place, { scenario, index }] of trials.entries()) {
      const order = this.#order[index % 2];
      const kept = this.#points.get(scenario)!.samples[order[Math.floor(index / 2) % order.length]];
      yield { place, sample: { ...kept, index }, error: null };
    }
  }
}
