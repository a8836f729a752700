import { z } from "zod";
import { duration, flag, number, ratio, type Unit } from "../../scenarios/language/index.js";

const commonKeys = {
  window: duration({ min: 1 }).prefault("30s").describe("Time over which the signal is averaged."),
  holdAtLeast: duration().prefault("5m").describe("How long a level is held before it is left for the one under it."),
  suspendsScaleIn: flag().prefault(false).describe("No task is taken away while answers are degraded."),
};

const signalKeys = (threshold: () => Unit<number>) => ({
  levels: z
    .array(
      z
        .strictObject({
          above: threshold().describe("The signal above which this level is entered."),
          cpuFactor: ratio()
            .optional()
            .describe("What the CPU work of answers is multiplied by at this level; left out, by 1."),
          shed: ratio().optional().describe("Share of requests that are refused at this level; left out, none."),
        })
        .refine(({ cpuFactor, shed }) => cpuFactor !== undefined || shed !== undefined, "cpuFactor, shed or both"),
    )
    .min(1)
    .refine(isRising, "levels in rising order of above")
    .describe("What answers are like at rising levels of the signal."),
  restoreBelow: threshold().describe("The signal below which a level is left for the one under it."),
});

/**
 * Cheaper answers or shedding under load: `cpu` is utilization, `queue` the requests waiting per task, `latency` a
 * duration; `above` and `restoreBelow` are in the unit of the signal.
 */
export const degradationShape = z
  .discriminatedUnion("signal", [
    z.strictObject({
      ...commonKeys,
      ...signalKeys(ratio),
      signal: z.literal("cpu").describe("What is measured: CPU utilization of the tasks."),
    }),
    z.strictObject({
      ...commonKeys,
      ...signalKeys(() => number({ min: 0 })),
      signal: z.literal("queue").describe("What is measured: requests that wait per task."),
    }),
    z.strictObject({
      ...commonKeys,
      ...signalKeys(duration),
      signal: z.literal("latency").describe("What is measured: how long answers take."),
    }),
  ])
  .superRefine(({ levels: [lowest], restoreBelow }, context) => {
    if (lowest === undefined || restoreBelow <= lowest.above) return;
    const message = "a restoreBelow that is not over the first level's above";
    context.addIssue({ code: "custom", message, path: ["restoreBelow"], input: restoreBelow });
  });

export type DegradationConfig = z.output<typeof degradationShape>;

/**
 * The effect of a level of degradation; level 0 is normal. The CPU of answers is multiplied, and a share of arrivals is
 * shed.
 */
export interface DegradationLevel {
  readonly level: number;
  readonly cpuFactor: number;
  readonly shed: number;
  readonly suspendsScaleIn: boolean;
}

/**
 * A controller with hysteresis. The window's mean above a threshold enters that level at once; below `restoreBelow`
 * the level is left for the one under it, once it has been held for `holdAtLeast`.
 */
export class Degradation {
  /** Effects by level; the first is the normal state. */
  readonly levels: readonly DegradationLevel[];
  readonly #thresholds: readonly number[];
  readonly #restoreBelow: number;
  readonly #holdAtLeast: number;
  readonly #signal: WindowMean;
  #level = 0;
  #enteredAt = Number.NEGATIVE_INFINITY;

  constructor(config: DegradationConfig) {
    this.#thresholds = config.levels.map(({ above }) => above);
    this.levels = ladder(config);
    this.#restoreBelow = config.restoreBelow;
    this.#holdAtLeast = config.holdAtLeast;
    this.#signal = new WindowMean(config.window);
  }

  /** Takes the signal at `now` and says what holds from here on; NaN (nothing to measure) changes nothing. */
  observe(now: number, value: number): DegradationLevel {
    const mean = this.#signal.observe(now, value);
    const breached = this.#thresholds.findLastIndex((above) => mean > above) + 1;
    if (breached > this.#level) this.#enter(breached, now);
    else if (this.#level > 0 && mean < this.#restoreBelow && now - this.#enteredAt >= this.#holdAtLeast) {
      this.#enter(this.#level - 1, now);
    }
    return this.levels[this.#level];
  }

  #enter(level: number, now: number): void {
    this.#level = level;
    this.#enteredAt = now;
  }
}

/** A level keeps what the ones under it do, but for what it sets itself. */
function ladder({ levels, suspendsScaleIn }: DegradationConfig): readonly DegradationLevel[] {
  const rungs: DegradationLevel[] = [{ level: 0, cpuFactor: 1, shed: 0, suspendsScaleIn: false }];
  for (const { cpuFactor, shed } of levels) {
    const below = rungs[rungs.length - 1];
    rungs.push({
      level: rungs.length,
      cpuFactor: cpuFactor ?? below.cpuFactor,
      shed: shed ?? below.shed,
      suspendsScaleIn,
    });
  }
  return rungs;
}

function isRising(levels: readonly { readonly above: number }[]): boolean {
  return levels.every(({ above }, index) => index === 0 || above > levels[index - 1].above);
}

/** The mean of what was observed in the last `window` microseconds; NaN until a whole window has passed. */
class WindowMean {
  readonly #window: number;
  readonly #instants: number[] = [];
  readonly #values: number[] = [];
  #since = Number.NaN;

  constructor(window: number) {
    this.#window = window;
  }

  /** Adds a value observed at `now` (NaN adds nothing) and gives the mean over (now − window, now]. */
  observe(now: number, value: number): number {
    if (Number.isNaN(this.#since)) this.#since = now;
    if (!Number.isNaN(value)) {
      this.#instants.push(now);
      this.#values.push(value);
    }
    while (this.#instants[0] <= now - this.#window) {
      this.#instants.shift();
      this.#values.shift();
    }
    return now - this.#since < this.#window ? Number.NaN : mean(this.#values);
  }
}

/** Summed anew each time, since a running sum would drift over a month. */
function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
