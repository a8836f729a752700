import { exp, log } from "../../workload/exp.js";
import { keyed } from "../../workload/random.js";
import type { CrunchConfig, NamedMarket } from "./market.js";
import { hazardPerHour, lifetime } from "./risk.js";

/** A crunch that the scenario's timeline asks for. */
export interface CrunchIncident {
  readonly at: number;
  readonly config: CrunchConfig;
}

/** What the market of one replication is created from. */
export interface SpotMarketOptions extends NamedMarket {
  readonly seed: number;
  /** Number of zones that the account uses. */
  readonly zones: number;
  /** The reported time: crunches start in it, or before it when they are still under way. */
  readonly horizon: Horizon;
  readonly condition?: CrunchCondition;
  readonly incidents?: readonly CrunchIncident[];
}

/** The outcome of one attempt to launch an on-demand task during a crunch: a delay, or a failure. */
export interface OnDemandFate {
  readonly delay: number;
  readonly fails: boolean;
}

/**
 * The Spot capacity of one replication. Every answer is keyed by the service and the ordinal of its task,
 * never by the order of the questions: two configurations under one seed lose the same tasks.
 */
export class SpotMarket {
  readonly discount: number;
  readonly hazardPerHour: number;
  /** Crunches in the order of their starts. */
  readonly crunches: readonly Crunch[];
  readonly #seed: number;

  constructor(options: SpotMarketOptions) {
    const { market, seed } = options;
    this.discount = market.discount;
    this.hazardPerHour = hazardPerHour(market.interruptionsPerMonth);
    this.crunches = crunchesOf(options);
    this.#seed = seed;
  }

  /** Time until AWS interrupts a Spot task on its own, apart from crunches. */
  interruptionAfter(service: string, ordinal: number): number {
    return lifetime(this.hazardPerHour, keyed(this.#seed, `spot/interruption/${service}`, ordinal));
  }

  /** When a Spot task that runs as the crunch starts gets its notice; null where it is spared. */
  noticeIn(crunch: Crunch, service: string, ordinal: number, zone: number): number | null {
    if (!crunch.zones.includes(zone)) return null;
    const { takes, within } = crunch.config;
    const key = `${crunch.name}/notice/${service}`;
    if (keyed(this.#seed, key, ordinal, 0) >= takes) return null;
    return crunch.from + Math.floor(within * keyed(this.#seed, key, ordinal, 1));
  }

  /** Whether a crunch has taken back a Spot task of this ordinal before this moment, had it been there when the crunch began. */
  wasTaken(before: number, service: string, ordinal: number, zone: number): boolean {
    return this.crunches.some((crunch) => {
      const notice = this.noticeIn(crunch, service, ordinal, zone);
      return notice !== null && notice <= before;
    });
  }

  /** The crunch that leaves a zone without Spot capacity now; null where there is some. */
  launchFails(now: number, zone: number): Crunch | null {
    return this.#crunchesNow(now, zone)[0] ?? null;
  }

  /**
   * Effect of a crunch on attempt number `attempt` (from 1) to launch an on-demand task now; nothing where on-demand
   * stays plentiful.
   */
  onDemandFate(now: number, zone: number, service: string, ordinal: number, attempt: number): OnDemandFate {
    const crunch = this.#crunchesNow(now, zone).find(({ config }) => config.onDemand);
    if (!crunch?.config.onDemand) return { delay: 0, fails: false };
    const { delay, failProbability } = crunch.config.onDemand;
    const draw = keyed(this.#seed, `${crunch.name}/on-demand/${service}`, ordinal, attempt);
    return { delay, fails: draw < failProbability };
  }

  #crunchesNow(now: number, zone: number): readonly Crunch[] {
    return this.crunches.filter(({ from, until, zones }) => from <= now && now < until && zones.includes(zone));
  }
}

function crunchesOf({ seed, name, market, zones, horizon, condition = "drawn", incidents = [] }: SpotMarketOptions) {
  const { crunch: config } = market;
  const purpose = `spot/crunch/${name}`;
  const draw = (ordinal: number) => keyed(seed, purpose, ordinal);
  const starts = config ? poissonStarts(config.every, exposure(horizon, config), condition, draw) : [];
  const drawn = starts.map((start, ordinal) => startCrunch(seed, `${purpose}/${ordinal}`, start, config!, zones));
  const asked = incidents.map(({ at, config }, ordinal) =>
    startCrunch(seed, `${purpose}/incident/${ordinal}`, at, config, zones),
  );
  return [...drawn, ...asked].sort((a, b) => a.from - b.from);
}

/** A time in which a market has no Spot capacity in some zones and takes back much of what runs there. */
export interface Crunch {
  /** Keys its draws: another of the same market takes other tasks. */
  readonly name: string;
  readonly from: number;
  readonly until: number;
  /** Zones by number, from 0. */
  readonly zones: readonly number[];
  readonly config: CrunchConfig;
}

/** Which crunches a replication meets: as they come, none at all, or at least one. */
export type CrunchCondition = "drawn" | "none" | "some";

/** A part of the run, in microseconds since clock.start. */
export interface Horizon {
  readonly from: number;
  readonly until: number;
}

/** When a crunch may start of which something is seen within the horizon: also before it, where it is still on then. */
export function exposure({ from, until }: Horizon, { lasts, within }: Pick<CrunchConfig, "lasts" | "within">): Horizon {
  return { from: from - Math.max(lasts, within), until };
}

/**
 * The starts of a Poisson process within the horizon. Given that there is at least one, the first gap has the
 * exponential law truncated to the horizon and the later ones are free: a rare first is then all but uniformly placed.
 * `draw` gives a uniform for each ordinal.
 */
export function poissonStarts(
  every: number,
  { from, until }: Horizon,
  condition: CrunchCondition,
  draw: (ordinal: number) => number,
): number[] {
  const starts: number[] = [];
  if (condition === "none") return starts;
  const someProbability = 1 - exp(-(until - from) / every);
  let start = from;
  while (true) {
    const mass = condition === "some" && starts.length === 0 ? someProbability : 1;
    start += Math.floor(-every * log(1 - mass * draw(starts.length)));
    if (start >= until) return starts;
    starts.push(start);
  }
}

/** A crunch of this name that starts now; where it hits some zones only, which ones is drawn by its name. */
export function startCrunch(seed: number, name: string, from: number, config: CrunchConfig, zones: number): Crunch {
  const shuffled = Array.from({ length: zones }, (_, zone) => ({ zone, rank: keyed(seed, `${name}/zone`, zone) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ zone }) => zone);
  const hit = config.zones === "all" ? shuffled : shuffled.slice(0, config.zones);
  return { name, from, until: from + config.lasts, zones: hit, config };
}
