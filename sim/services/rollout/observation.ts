import { z } from "zod";
import { ratio } from "../../../scenarios/language/index.js";
import { minute, second } from "../../../scenarios/language/units/time.js";
import type { Alarm, Simulation } from "../../engine/simulation.js";
import type { ObservedArm, ObservedRollout, ObservedStep } from "../../facts/aspects/observed-rollout.js";
import { LatencyWindow, type Recorder } from "../../facts/recorder.js";
import { Histogram, type LatencyPair, type QuantileRatio, quantileRatio, tailOf } from "../../statistics/index.js";
import type { AbortRule, CanaryView } from "./abort/index.js";
import type { Cohorts } from "./cohorts.js";
import type { RolloutStep } from "./strategies/index.js";

/** The quantile that is compared. */
const p = 0.99;
/**
 * Into so many stretches of equal length a step is cut at its planned end. It begins with shorter ones, none below the least:
 * twice as many are joined two by two, so that what a shorter step would have shown is looked at as finely.
 */
const stretches = 120;
const stretchMin = second;
const joinedMost = 5;
/** Every so many stretches are looked at: keeps what is told small. */
const lookEvery = 20;

/** Settings of a rollout that is observed and that no rule may end. */
export const observeShape = z.strictObject({
  slower: z
    .array(ratio({ min: 0.001, max: 10 }))
    .max(20)
    .prefault([])
    .describe("By how much longer the canary's answers are supposed to take, each beside as they are."),
});

interface ObservationParts {
  readonly simulation: Simulation;
  /** The end of the reported time. */
  readonly until: number;
  /** Times that the canary's answers are supposed to take as long, none among them. */
  readonly slower: readonly number[];
  /** Makes the rules anew, as the canary is and as it would be told of when slower: they keep what they have seen. */
  readonly rules: () => readonly AbortRule[];
  readonly cohorts: Cohorts;
}

/**
 * Watches a rollout that nothing ends: for each step, what both revisions showed, how their p99s compare as the step goes
 * on, and when each abort rule would have ended it, with the canary as it is and as if it were slower.
 */
export class Observation {
  readonly #parts: ObservationParts;
  readonly #views: readonly { readonly view: () => CanaryView; readonly rules: readonly AbortRule[] }[];
  readonly #stretchOver: Alarm;
  readonly #steps: ObservedStep[] = [];
  #step: StepUnderWay | null = null;

  constructor(parts: ObservationParts) {
    const { simulation, cohorts, rules, slower } = parts;
    this.#parts = parts;
    this.#views = [
      { view: () => cohorts, rules: rules() },
      ...slower.map((_, number) => ({ view: () => cohorts.asSlowed(number), rules: rules() })),
    ];
    this.#stretchOver = simulation.alarm("canary stretch over", () => this.#closeStretch());
  }

  /** The traffic has shifted to a step; one before it is over. */
  begin({ share, lasts }: RolloutStep): void {
    this.end();
    const { simulation, cohorts } = this.#parts;
    if (share === 0 || simulation.now < 0) return;
    const [baseline, canary] = cohorts.recorders;
    const length = firstStretch(lasts);
    this.#step = new StepUnderWay(share, simulation.now, length, canary, baseline, this.#views);
    simulation.ring(this.#stretchOver, length);
  }

  /** The step under way is over. */
  end(): void {
    if (this.#step === null) return;
    this.#steps.push(this.#step.told(this.#parts.simulation.now));
    this.#step = null;
    this.#parts.simulation.silence(this.#stretchOver);
  }

  /** A minute is over: rules look at it, whether a step has begun or only copies come. */
  closeMinute(): void {
    const broken = this.#views.map(({ view, rules }) => {
      const seen = view();
      return rules.map((rule) => rule.isBroken(seen));
    });
    this.#step?.note(broken, this.#parts.simulation.now);
  }

  facts(): ObservedRollout {
    const { slower, simulation, until } = this.#parts;
    const under = this.#step === null ? [] : [this.#step.told(Math.min(simulation.now, until))];
    return {
      slower: [1, ...slower],
      rules: this.#views[0].rules.map(({ text }) => text),
      steps: [...this.#steps, ...under],
      tail: tailOf(this.#parts.cohorts.recorders[0].latency.snapshot(), p),
    };
  }

  #closeStretch(): void {
    if (this.#step === null) return;
    this.#step.closeStretch(this.#parts.simulation.now);
    this.#parts.simulation.ring(this.#stretchOver, this.#step.stretch);
  }
}

/** One step while it lasts. */
class StepUnderWay {
  stretch: number;
  readonly #share: number;
  readonly #since: number;
  readonly #arms: Readonly<Record<keyof LatencyPair, StepArm>>;
  #pairs: LatencyPair[] = [];
  readonly #looks: ObservedStep["looks"][number][] = [];
  /** Minutes until each rule was first broken, by supposed slowness and by rule; null where it never was. */
  readonly #broken: (number | null)[][];

  constructor(
    share: number,
    since: number,
    stretch: number,
    canary: Recorder,
    baseline: Recorder,
    views: readonly { readonly rules: readonly AbortRule[] }[],
  ) {
    this.stretch = stretch;
    this.#share = share;
    this.#since = since;
    this.#arms = { canary: new StepArm(canary), baseline: new StepArm(baseline) };
    this.#broken = views.map(({ rules }) => rules.map(() => null));
  }

  closeStretch(now: number): void {
    const { canary, baseline } = this.#arms;
    this.#pairs.push({ canary: canary.advance(), baseline: baseline.advance() });
    if (this.#pairs.length === 2 * stretches) {
      this.#pairs = this.#pairs.flatMap((pair, at) => (at % 2 === 1 ? joined(this.#pairs[at - 1], pair) : []));
      this.stretch *= 2;
    }
    if (this.#pairs.length % lookEvery !== 0) return;
    const ratio = quantileRatio(this.#pairs, p);
    if (ratio !== null) this.#looks.push({ minutes: (now - this.#since) / minute, ...rounded(ratio) });
  }

  note(broken: readonly (readonly boolean[])[], now: number): void {
    for (const [view, rules] of broken.entries()) {
      for (const [rule, isBroken] of rules.entries()) {
        if (isBroken) this.#broken[view][rule] ??= (now - this.#since) / minute;
      }
    }
  }

  told(now: number): ObservedStep {
    return {
      share: this.#share,
      sinceMinutes: this.#since / minute,
      minutes: (now - this.#since) / minute,
      canary: this.#arms.canary.told(),
      baseline: this.#arms.baseline.told(),
      looks: this.#looks,
      broken: this.#broken.map((rules) => [...rules]),
    };
  }
}

/** Rounded to six digits, since a hundred of these are kept of each run. */
function rounded({ slowErrors, ...ratio }: QuantileRatio): QuantileRatio {
  const short = (value: number) => Number(value.toPrecision(6));
  const entries = Object.entries(ratio).map(([name, value]) => [name, short(value)]);
  const numbers = Object.fromEntries(entries) as Record<keyof typeof ratio, number>;
  return { ...numbers, slowErrors: slowErrors.map(short) };
}

/** First length of a stretch for a step of this length: a power of two times as many stretches as at its end. */
function firstStretch(lasts: number): number {
  if (lasts === 0) return stretchMin;
  const halvings = Math.min(joinedMost, Math.floor(Math.log2(Math.max(1, lasts / stretches / stretchMin))));
  return Math.max(1, Math.floor(lasts / stretches / 2 ** halvings));
}

function joined(one: LatencyPair, other: LatencyPair): LatencyPair {
  const both = (arm: keyof LatencyPair) => {
    const histogram = Histogram.from(one[arm]);
    histogram.merge(other[arm]);
    return histogram.snapshot();
  };
  return { canary: both("canary"), baseline: both("baseline") };
}

/** What a revision shows since the step began. */
class StepArm {
  readonly #recorder: Recorder;
  readonly #window: LatencyWindow;
  readonly #before: { readonly arrived: number; readonly failed: number };

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
    this.#window = new LatencyWindow(recorder);
    this.#window.advance();
    this.#before = { arrived: recorder.arrived, failed: recorder.failed };
  }

  /** Latencies since the last call. */
  advance() {
    return this.#window.advance().all.snapshot();
  }

  told(): ObservedArm {
    const { arrived, failed } = this.#recorder;
    return { requests: arrived - this.#before.arrived, failed: failed - this.#before.failed };
  }
}
