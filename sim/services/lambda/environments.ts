import type { Concurrency } from "../../capacity/function-concurrency.js";
import { TokenBucket } from "../../capacity/launch-pace.js";
import type { Simulation } from "../../engine/simulation.js";
import type { ColdStarts } from "./cold-starts.js";
import { IdleEnvironments } from "./idle-environments.js";
import type { Provisioned } from "./provisioned.js";

/** The sort of environment that an invocation runs in; NONE where it is throttled. */
export const enum Kind {
  NONE = -1,
  PROVISIONED = 0,
  WARM = 1,
  NEW = 2,
}

/**
 * A function gets 1,000 environments more every ten seconds, refilled all the time; what is not used is not saved up.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html
 */
const madeAtOnce = 1_000;
const microsPerMade = 10_000;

/** Counts of how attempts to invoke a function began. */
export class AttemptCounts {
  /** Attempts that got an environment. */
  started = 0;
  /** Those among them that had to wait for a new environment. */
  coldStarts = 0;
  /** Those among them that ran on demand because all provisioned environments were busy. */
  spillover = 0;
  /** Attempts throttled for lack of concurrency, or by the rate at which environments may grow. */
  throttled = 0;
}

/** The execution environments of a function, and what its invocations in them are billed for. */
export class Environments {
  readonly attempts = new AttemptCounts();
  /** Made on demand and in use. */
  busy = 0;
  /** The most in use at once since somebody set it to what is in use now, provisioned ones included. */
  most = 0;
  /** Whole milliseconds that invocations are billed for, init included: in environments made on demand, and in provisioned ones. */
  billedMs = 0;
  provisionedMs = 0;
  // Declared, for the reason that the path of a request gives.
  declare readonly provisioned: Provisioned;
  declare private readonly simulation: Simulation;
  declare private readonly idle: IdleEnvironments;
  declare private readonly concurrency: Concurrency;
  declare private readonly waits: ColdStarts;
  private readonly pace = new TokenBucket(madeAtOnce, microsPerMade);
  // Two integrals of those made on demand, without what has been since the last change: the time in use is `left` plus the
  // instant now for each that is in use, the time in existence is `ended` plus the instant now for each that exists.
  /** The instants at which invocations left one, added up, less those at which one was taken. */
  private left = 0;
  /** The instants at which one was given up, added up, less those at which one was made. */
  private ended = 0;

  constructor(
    simulation: Simulation,
    keepAlive: number,
    concurrency: Concurrency,
    coldStarts: ColdStarts,
    provisioned: Provisioned,
  ) {
    this.simulation = simulation;
    this.idle = new IdleEnvironments(keepAlive);
    this.concurrency = concurrency;
    this.waits = coldStarts;
    this.provisioned = provisioned;
  }

  /** An invocation on demand runs beside provisioned environments, which are all in use. */
  get isSpilling(): boolean {
    return this.provisioned.ready > 0;
  }

  /** Takes an environment: a provisioned one before others, the one used last before a new one. */
  take(): Kind {
    const { provisioned } = this;
    if (!this.isSpilling) return this.takeOnDemand();
    if (provisioned.busy < provisioned.ready) {
      provisioned.take();
      return this.took(Kind.PROVISIONED);
    }
    const kind = this.takeOnDemand();
    if (kind !== Kind.NONE) this.attempts.spillover++;
    return kind;
  }

  /** Microseconds until the new environment that was taken is ready. */
  make(): number {
    const init = this.waits.init();
    this.attempts.coldStarts++;
    this.billedMs += init / 1_000;
    return this.waits.placement() + init;
  }

  /** An invocation that ran for so long in its handler is over; an environment is not kept whose function was timed out. */
  leave(kind: Kind, ran: number, isKept: boolean): void {
    const billed = ((ran + 999) / 1_000) | 0; // rounded up, in whole numbers
    if (kind === Kind.PROVISIONED) {
      this.provisionedMs += billed;
      return this.provisioned.leave();
    }
    const now = this.simulation.now;
    this.billedMs += billed;
    this.left += now;
    this.busy--;
    this.concurrency.left++;
    if (isKept) this.idle.add(now);
    else this.ended += now;
  }

  /** Environment-microseconds up to now of those made on demand: in use, and idle. */
  get used(): number {
    return this.left + this.busy * this.simulation.now;
  }

  get idled(): number {
    const { now } = this.simulation;
    const existing = this.busy + this.idle.count(now);
    return this.ended + this.idle.ended + existing * now - this.used;
  }

  private takeOnDemand(): Kind {
    if (this.concurrency.left < 1) return this.none();
    const now = this.simulation.now;
    const isWarm = this.idle.take(now);
    if (!isWarm && !this.canMake()) return this.none();
    this.concurrency.left--;
    this.left -= now;
    this.busy++;
    return this.took(isWarm ? Kind.WARM : Kind.NEW);
  }

  /** Reads the clock itself, since an instant that is handed on would be boxed for invocations that need no new one, too. */
  private canMake(): boolean {
    const now = this.simulation.now;
    if (!this.pace.takes(now)) return false;
    this.ended -= now;
    return true;
  }

  private none(): Kind {
    this.attempts.throttled++;
    return Kind.NONE;
  }

  private took(kind: Kind): Kind {
    this.attempts.started++;
    const inUse = this.busy + this.provisioned.busy;
    if (inUse > this.most) this.most = inUse;
    return kind;
  }
}
