import { z } from "zod";
import { name, text } from "../../scenarios/language/index.js";
import type { Estimate, Estimates } from "../facts/estimates.js";
import { estimateMean } from "../statistics/moments.js";
import { sum } from "../statistics/sum.js";
import { estimate, meanOf, nothing, usualEvent } from "./estimate.js";
import { type CostField, costBy, costFieldOf, costOfPart, differenceEstimate, partsOf } from "./money.js";
import type { Reading } from "./reading.js";
import { groupsBy, type Run, type RunGroup, type StratumDefinition } from "./runs.js";

/**
 * Savings of a scenario, technique by technique: each is one of its variants, and they are applied on top of each other
 * in this order. `document` states the saving that somebody claims, of one technique or of all: words printed beside
 * our figure.
 */
export const ladderShape = z.strictObject({
  document: text().optional().describe("What a document says that all techniques save together."),
  techniques: z
    .array(
      z.strictObject({
        variant: name().describe("The variant of the scenario that is this technique."),
        document: text().optional().describe("What a document says that this technique saves."),
      }),
    )
    .min(2)
    .max(12)
    .refine((techniques) => new Set(techniques.map(({ variant }) => variant)).size === techniques.length, {
      error: "each technique once",
    })
    .describe("The techniques in the order in which they are laid one over the other."),
});

export type Ladder = z.output<typeof ladderShape>;

/** A fall of the cost: mean over pairs of runs with the same random numbers, and its share of the cost before. */
export interface Saving {
  readonly usd: Estimate;
  readonly share: number | null;
  /** The share with its interval, by what each pair of runs saved beyond that share of its own cost (the delta method); absent where one run has none. */
  readonly estimates?: Estimates;
}

/** One technique of a ladder. */
export interface RungOutcome {
  readonly technique: string;
  readonly document: string | null;
  /** This one alone. */
  readonly alone: Saving;
  /** Saving on top of the techniques before it. */
  readonly added: Saving;
  /** What all techniques would save less without this one. */
  readonly leftOut: Saving;
  /** This one and all those before it. */
  readonly upTo: Saving;
  /** Cost with this technique and those before it. */
  readonly cost: Estimate;
  /** The objectives that are missed then; alerts apart. */
  readonly missed: readonly string[];
}

/** Savings by whose part of the bill falls. */
export interface LadderOwner {
  /** A service, or what is shared. */
  readonly owner: string;
  readonly usd: number;
  /** Saving by each technique alone, in the order of the rungs. */
  readonly alone: readonly number[];
  readonly together: number;
  /** The same numbers with their intervals; absent where one run has none. */
  readonly estimates?: OwnerEstimates;
}

/** Cost and savings of an owner, with intervals; `addedUp` is the sum of what each technique saves alone. */
export interface OwnerEstimates {
  readonly usd: Estimate;
  readonly alone: readonly Estimate[];
  readonly addedUp: Estimate;
  readonly together: Estimate;
}

/**
 * Saving of each technique alone, on top of those before it and beside all others, and what is counted more than once.
 */
export interface LadderOutcome {
  /** Which cost: of a month, or of a run where it says nothing of a month. */
  readonly compute: string;
  readonly document: string | null;
  readonly cost: Estimate;
  readonly rungs: readonly RungOutcome[];
  readonly together: Saving;
  /** Sum of the savings of each technique alone. */
  readonly addedUp: Saving;
  /** The part of that sum that is counted more than once. */
  readonly overlap: Saving;
  readonly owners: readonly LadderOwner[];
}

/** Techniques that are applied together; none at the foot of the ladder. */
export type Configuration = readonly string[];

/** Every configuration that a ladder of these techniques asks for, each once; the foot first, all together last. */
export function configurationsOf(techniques: readonly string[]): readonly Configuration[] {
  const asked = [
    [],
    ...techniques.map((technique) => [technique]),
    ...techniques.map((_, index) => techniques.slice(0, index + 1)),
    ...techniques.map((technique) => without(technique, techniques)),
    techniques,
  ];
  const byName = new Map(asked.map((configuration) => [nameOf(configuration), configuration]));
  byName.delete(nameOf(techniques));
  return [...byName.values(), techniques];
}

/** The runs of every configuration of a ladder. */
export interface LadderRuns {
  /** The runs of a configuration; each has partners of the same index under the others. */
  of(configuration: Configuration): readonly Run[];
  /** The targets that a configuration misses. */
  missed(configuration: Configuration): readonly string[];
  /** Empty where nothing is stratified. */
  readonly strata: readonly StratumDefinition[];
  /** Stratum of the runs of an index. */
  stratumOf(index: number): string | null;
}

/** Holds the configurations against each other, seed by seed. */
export function ladderOutcome({ document, techniques }: Ladder, runs: LadderRuns): LadderOutcome {
  const names = techniques.map(({ variant }) => variant);
  const costs = new Costs(names, runs);
  const alone = names.map((name) =>
    costs.saving([
      [1, []],
      [-1, [name]],
    ]),
  );
  const addedUp = costs.saving([[names.length, []], ...names.map((name): Term => [-1, [name]])]);
  return {
    compute: costs.field === "perMonthUsd" ? "cost.perMonth" : "cost.total",
    document: document ?? null,
    cost: costs.of([]),
    rungs: techniques.map((technique, index) => {
      const before = names.slice(0, index);
      const upTo = names.slice(0, index + 1);
      return {
        technique: technique.variant,
        document: technique.document ?? null,
        alone: alone[index],
        added: costs.saving([
          [1, before],
          [-1, upTo],
        ]),
        leftOut: costs.saving([
          [1, without(technique.variant, names)],
          [-1, names],
        ]),
        upTo: costs.saving([
          [1, []],
          [-1, upTo],
        ]),
        cost: costs.of(upTo),
        missed: runs.missed(upTo),
      };
    }),
    together: costs.saving([
      [1, []],
      [-1, names],
    ]),
    addedUp,
    overlap: costs.saving([[names.length - 1, []], ...names.map((name): Term => [-1, [name]]), [1, names]]),
    owners: costs.owners(names),
  };
}

/** A multiple of a configuration's cost. */
type Term = readonly [factor: number, configuration: Configuration];

/** The runs of one seed under every configuration, by the configuration's name. */
type Seed = ReadonlyMap<string, Run>;

/** Costs of every configuration, seed by seed. */
class Costs {
  readonly field: CostField;
  readonly #reading: Reading;
  readonly #groups: readonly RunGroup<Seed>[];

  constructor(names: readonly string[], { of, strata, stratumOf }: LadderRuns) {
    const configurations = configurationsOf(names);
    const foot = of([]);
    const seeds = foot.map((_, at): Seed => new Map(configurations.map((each) => [nameOf(each), of(each)[at]])));
    this.#groups = groupsBy(seeds, strata, (seed) => stratumOf(seed.get(footName)!.replication.index));
    this.field = costFieldOf(foot.map(({ bill }) => bill.perMonthUsd));
    this.#reading = costBy(this.field);
  }

  /** Cost of a configuration. */
  of(configuration: Configuration): Estimate {
    const groups = this.#groups.map(({ probability, runs }) => ({
      probability,
      runs: runs.map((seed) => seed.get(nameOf(configuration))!),
    }));
    return estimate(groups, this.#reading);
  }

  /** A sum of costs that says what is saved. */
  saving(terms: readonly Term[]): Saving {
    const value = (seed: Seed) => sum(terms.map(([factor, each]) => factor * this.#cost(seed, each)));
    const strata = this.#groups.map(({ probability, runs }) => ({ probability, values: runs.map(value) }));
    const usd = estimateMean(strata).mean;
    if (Number.isNaN(usd)) return { usd: nothing, share: null };
    const event = usualEvent(this.#groups, (seed) => this.#reading.event(seed.get(footName)!));
    const foot = meanOf(this.#groups, (seed) => this.#cost(seed, []));
    const share = usd / foot;
    const known = { usd: this.#difference(value, event), share: Number.isFinite(share) ? share : null };
    if (known.share === null) return known;
    const beyond = this.#difference((seed) => value(seed) - share * this.#cost(seed, []), event);
    if (beyond.low === null || beyond.high === null) return known;
    const ends = { low: share + beyond.low / foot, high: share + beyond.high / foot };
    return { ...known, estimates: { share: { value: share, ...ends, predictedRange: null } } };
  }

  /** A number of every seed that may be negative, with the interval of its mean. */
  #difference(value: (seed: Seed) => number, event = 0): Estimate {
    const strata = this.#groups.map(({ probability, runs }) => ({ probability, values: runs.map(value) }));
    return differenceEstimate(strata, event);
  }

  owners(names: readonly string[]): readonly LadderOwner[] {
    const runs = this.#groups.flatMap((group) => group.runs.flatMap((seed) => [...seed.values()]));
    const { services } = partsOf(runs.flatMap(({ bill }) => bill.lines));
    return services.map((owner) => {
      const cost = (configuration: Configuration) => (seed: Seed) => this.#costOf(owner, seed, configuration);
      const saved = (configuration: Configuration) => (seed: Seed) => cost([])(seed) - cost(configuration)(seed);
      const estimates = {
        usd: this.#difference(cost([])),
        alone: names.map((name) => this.#difference(saved([name]))),
        addedUp: this.#difference((seed) => sum(names.map((name) => saved([name])(seed)))),
        together: this.#difference(saved(names)),
      };
      const mean = (configuration: Configuration) => meanOf(this.#groups, cost(configuration));
      const usd = mean([]);
      return {
        ...{ owner, usd, alone: names.map((name) => usd - mean([name])), together: usd - mean(names) },
        ...(estimates.usd.low !== null && { estimates }),
      };
    });
  }

  #cost(seed: Seed, configuration: Configuration): number {
    return this.#reading.value(seed.get(nameOf(configuration))!);
  }

  #costOf(owner: string, seed: Seed, configuration: Configuration): number {
    return costOfPart(seed.get(nameOf(configuration))!.bill.lines, { service: owner }, this.field);
  }
}

/** The share of a saving with its interval. */
export function shareOf({ share, estimates }: Saving): Estimate {
  return estimates?.share ?? { ...nothing, value: share };
}

/** The name of a configuration, as `--variant` takes it. */
export function nameOf(configuration: Configuration): string {
  return configuration.join("+");
}

const footName = nameOf([]);

function without(technique: string, techniques: readonly string[]): Configuration {
  return techniques.filter((each) => each !== technique);
}

/** A number of a ladder that a claim may name: its unit, and where it stands. */
export interface LadderReading {
  /** The technique that it names; null where it is of all of them. */
  readonly technique: string | null;
  readonly unit: "USD" | "ratio";
  readonly of: (ladder: LadderOutcome) => Estimate;
}

export const ladderSubject = "ladder";
const ofRung = ["alone", "added", "leftOut", "upTo"] as const;
const ofLadder = ["together", "addedUp", "overlap"] as const;

/** Reads what follows `ladder.` in a claim: `together`, `overlapShare`, `right-sizing.alone`; null where it is nothing of a ladder. */
export function ladderReading(written: string): LadderReading | null {
  const dot = written.lastIndexOf(".");
  const technique = dot < 0 ? null : written.slice(0, dot);
  const [, name, share] = /^(\w+?)(Share)?$/.exec(written.slice(dot + 1)) ?? [];
  const known: readonly string[] = technique === null ? ofLadder : ofRung;
  if (!known.includes(name)) return null;
  const savingOf = (ladder: LadderOutcome): Saving =>
    technique === null
      ? ladder[name as (typeof ofLadder)[number]]
      : ladder.rungs.find((rung) => rung.technique === technique)![name as (typeof ofRung)[number]];
  if (share === undefined) return { technique, unit: "USD", of: (ladder) => savingOf(ladder).usd };
  return { technique, unit: "ratio", of: (ladder) => shareOf(savingOf(ladder)) };
}

/** Examples of such names, for people who misspell one. */
export const ladderExamples = [...ofLadder, ...ofRung.map((name) => `<technique>.${name}`)]
  .map((name) => `${ladderSubject}.${name}`)
  .join(", ");
