import type { Trial } from "../trial.js";
import type { TrialJob } from "./redis.js";

/** A trial as it is sent: its sample is wanted, or the whole replication. */
export interface SentTrial extends Trial, Pick<TrialJob, "whole"> {}

/** A list of trials on its way through a queue: which were sent and not answered, and which are said to have ended. */
export class Errand<Made> {
  /** Sent and not answered, by name. */
  readonly underWay = new Map<string, SentTrial>();
  /** Names of trials that broke when others had asked for them, and were sent once more. */
  readonly sentAgain = new Set<string>();
  isStopped = false;
  /** When to look at all that is under way; in milliseconds since the process began. */
  lookAt: number;
  readonly #trials: readonly SentTrial[];
  readonly #places = new Map<string, number[]>();
  readonly #news = new Set<string>();
  #ring: () => void = () => {};
  #next = 0;

  /** `fetch` gives what was made of the trials of these names, as far as it is there. */
  constructor(
    trials: readonly SentTrial[],
    lookAt: number,
    readonly fetch: (names: readonly string[]) => Promise<ReadonlyMap<string, Made>>,
  ) {
    this.#trials = trials;
    this.lookAt = lookAt;
    for (const [place, { name }] of trials.entries()) {
      const places = this.#places.get(name);
      if (places === undefined) this.#places.set(name, [place]);
      else places.push(place);
    }
  }

  get isOver(): boolean {
    return this.#next === this.#trials.length && this.underWay.size === 0;
  }

  /** The next trials to send, so that no more than `most` are under way; one that stands there twice is sent once. */
  more(most: number): readonly SentTrial[] {
    const sent: SentTrial[] = [];
    while (this.underWay.size < most && this.#next < this.#trials.length) {
      const place = this.#next++;
      const trial = this.#trials[place];
      if (this.#places.get(trial.name)![0] !== place) continue;
      this.underWay.set(trial.name, trial);
      sent.push(trial);
    }
    return sent;
  }

  /** The places of a trial that is answered; none where it was already. */
  end(name: string): readonly number[] {
    return this.underWay.delete(name) ? this.#places.get(name)! : [];
  }

  /** Somebody says that a trial has ended, which may be one of another list. */
  tell(name: string): void {
    if (!this.underWay.has(name)) return;
    this.#news.add(name);
    this.#ring();
  }

  takeNews(): readonly string[] {
    const names = [...this.#news];
    this.#news.clear();
    return names;
  }

  /** Waits until there is news, but no longer than this. */
  async wait(ms: number): Promise<void> {
    if (this.#news.size > 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, ms));
      this.#ring = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
