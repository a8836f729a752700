/** Invocations that may run at once, for one function or for several that share them. */
export class Concurrency {
  left = 0;

  constructor(limit: number) {
    this.left = limit;
  }

  /** Takes a part of it, all or nothing. */
  take(count: number): boolean {
    if (this.left < count) return false;
    this.left -= count;
    return true;
  }

  give(count: number): void {
    this.left += count;
  }
}

/** The concurrency of an account's functions: what none has reserved is for whoever comes first. */
export class AccountConcurrency {
  readonly #unreserved: Concurrency;

  constructor(limit: number) {
    this.#unreserved = new Concurrency(limit);
  }

  /**
   * The concurrency of one function: its own reservation, which all others then lack, or the shared rest. To be called
   * before the run begins.
   */
  of(reserved: number | undefined): Concurrency {
    if (reserved === undefined) return this.#unreserved;
    this.#unreserved.left = Math.max(0, this.#unreserved.left - reserved);
    return new Concurrency(reserved);
  }
}
