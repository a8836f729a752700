import type { Concurrency } from "../../capacity/function-concurrency.js";
import { TokenBucket } from "../../capacity/launch-pace.js";
import type { ColdStarts } from "./cold-starts.js";
import { IdleEnvironments } from "./idle-environments.js";
import type { Provisioned } from "./provisioned.js";

/** In which sort of environment an invocation runs; NONE where it is throttled. */
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

/** The execution environments of a function, and what its invocations in them are billed for. */
export class Environments {
  readonly provisioned: Provisioned;
  /** Made on demand and in use. */
  busy = 0;
  /** The most in use at once since somebody set it to what is in use now, provisioned ones included. */
  most = 0;
  /** Invocations that got one, those of them that had to wait for a new one, and attempts that got none. */
  started = 0;
  coldStarts = 0;
  throttled = 0;
  /** Whole milliseconds that invocations are billed for, init included: in environments made on demand, and in provisioned ones. */
  billedMs = 0;
  provisionedMs = 0;
  private readonly idle: IdleEnvironments;
  private readonly concurrency: Concurrency;
  private readonly waits: ColdStarts;
  private readonly pace = new TokenBucket(madeAtOnce, microsPerMade);
  /** Environment-microseconds of those in use on demand up to the instant at which that number last changed. */
  private busyTime = 0;
  private changedAt = 0;

  constructor(keepAlive: number, concurrency: Concurrency, coldStarts: ColdStarts, provisioned: Provisioned) {
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
  take(now: number): Kind {
    const { provisioned } = this;
    if (provisioned.busy < provisioned.ready) {
      provisioned.take(now);
      return this.took(Kind.PROVISIONED);
    }
    if (this.concurrency.left < 1) return this.none();
    const isWarm = this.idle.take(now);
    if (!isWarm && !this.pace.takes(now)) return this.none();
    this.concurrency.left--;
    this.pass(now);
    this.busy++;
    return this.took(isWarm ? Kind.WARM : Kind.NEW);
  }

  /** Microseconds until the new environment that was taken is ready. */
  make(): number {
    const init = this.waits.init();
    this.coldStarts++;
    this.billedMs += init / 1_000;
    return this.waits.placement() + init;
  }

  /** An invocation that ran for so long in its handler is over; an environment is not kept whose function was timed out. */
  leave(kind: Kind, now: number, ran: number, isKept: boolean): void {
    const billed = Math.ceil(ran / 1_000);
    if (kind === Kind.PROVISIONED) {
      this.provisionedMs += billed;
      return this.provisioned.leave(now);
    }
    this.billedMs += billed;
    this.pass(now);
    this.busy--;
    this.concurrency.left++;
    if (isKept) this.idle.add(now);
  }

  /** Environment-microseconds up to now of those made on demand: in use, and idle. */
  used(now: number): number {
    this.pass(now);
    return this.busyTime;
  }

  idled(now: number): number {
    return this.idle.idled(now);
  }

  private pass(now: number): void {
    this.busyTime += this.busy * (now - this.changedAt);
    this.changedAt = now;
  }

  private none(): Kind {
    this.throttled++;
    return Kind.NONE;
  }

  private took(kind: Kind): Kind {
    this.started++;
    const inUse = this.busy + this.provisioned.busy;
    if (inUse > this.most) this.most = inUse;
    return kind;
  }
}
