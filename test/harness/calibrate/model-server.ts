import type { Entry } from "../../../harness/calibrate/entry.js";
import type { CurvePoint } from "../../../harness/calibrate/limit.js";
import { createDistribution, type DistributionConfig } from "../../../workload/distributions/index.js";
import { Random } from "../../../workload/random.js";
import { Tables } from "../../../workload/tables.js";
import { entry } from "./samples.js";

/**
 * A model of a server, in microseconds: a single thread, on which half of a request's CPU comes before its wait and
 * half after it.
 */
export interface ModelServer {
  readonly slots: number;
  /** Time outside the slots, there and back. */
  readonly outside: number;
  /** Left out: there is no wait, and the CPU is in one piece. */
  readonly wait?: DistributionConfig;
  readonly cpu: DistributionConfig;
  /** Whether all requests share the thread evenly; otherwise they are served in order. */
  readonly isShared?: boolean;
  readonly pauses?: { readonly every: number; readonly lasts: number };
}

export const fixed = (value: number): DistributionConfig => ({ kind: "fixed", value });

interface Step {
  readonly done: () => void;
  left: number;
}

/** Simulates event by event, as plainly as possible and without code of the simulator. */
class Run {
  now = 0;
  #waiting: { readonly at: number; readonly happen: () => void }[] = [];
  #steps: Step[] = [];
  #busy = 0;
  #queue: (() => void)[] = [];
  readonly #server: ModelServer;
  readonly #draw: (config: DistributionConfig, purpose: string) => number;

  constructor(server: ModelServer, seed: number) {
    this.#server = server;
    this.#draw = drawing(seed);
  }

  after(delay: number, happen: () => void): void {
    const at = this.now + delay;
    const place = this.#waiting.findIndex((other) => other.at > at);
    this.#waiting.splice(place < 0 ? this.#waiting.length : place, 0, { at, happen });
  }

  request(answered: () => void): void {
    const { outside, slots, wait, cpu } = this.#server;
    const work = this.#draw(cpu, "cpu");
    const leave = () => {
      const next = this.#queue.shift();
      if (next === undefined) this.#busy--;
      else next();
      this.after(outside / 2, answered);
    };
    const begin = () => {
      if (wait === undefined) return this.#compute(work, leave);
      this.#compute(work / 2, () => this.after(this.#draw(wait, "wait"), () => this.#compute(work / 2, leave)));
    };
    this.after(outside / 2, () => {
      if (this.#busy < slots) {
        this.#busy++;
        begin();
      } else this.#queue.push(begin);
    });
  }

  until(end: number): void {
    while (this.now < end) {
      const next = Math.min(this.#waiting[0]?.at ?? Infinity, end);
      const finish = this.#finish();
      this.#advance(Math.min(next, finish));
      if (finish <= next) this.#take();
      else if (this.#waiting[0]?.at <= this.now) this.#waiting.shift()!.happen();
    }
  }

  #compute(left: number, done: () => void): void {
    this.#steps.push({ left, done });
  }

  get #present(): readonly Step[] {
    return this.#server.isShared ? this.#steps : this.#steps.slice(0, 1);
  }

  /** When the next step is done, which is never within a pause. */
  #finish(): number {
    const present = this.#present;
    if (present.length === 0) return Infinity;
    const work = Math.min(...present.map(({ left }) => left)) * present.length;
    let at = this.now;
    for (let left = work; ; ) {
      const [from, to] = this.#pauseAt(at);
      if (at >= from) at = to;
      else if (at + left <= from) return at + left;
      else {
        left -= from - at;
        at = to;
      }
    }
  }

  #advance(to: number): void {
    let worked = 0;
    for (let at = this.now; at < to; ) {
      const [from, until] = this.#pauseAt(at);
      if (at < from) worked += Math.min(to, from) - at;
      at = at < from ? Math.min(to, from) : Math.min(to, until);
    }
    const present = this.#present;
    for (const step of present) step.left -= worked / present.length;
    this.now = to;
  }

  #take(): void {
    const step = this.#present.reduce((first, other) => (other.left < first.left ? other : first));
    this.#steps = this.#steps.filter((other) => other !== step);
    step.done();
  }

  /** The pause that contains an instant, or the next one. */
  #pauseAt(instant: number): readonly [from: number, to: number] {
    const { pauses } = this.#server;
    if (pauses === undefined) return [Infinity, Infinity];
    const before = Math.floor(instant / pauses.every) * pauses.every + pauses.every / 3;
    const from = instant < before + pauses.lasts ? before : before + pauses.every;
    return [from, from + pauses.lasts];
  }
}

function drawing(seed: number): (config: DistributionConfig, purpose: string) => number {
  const noTables = new Tables(() => {
    throw new Error("no file is named");
  });
  const streams = new Map<string, Random>();
  const one = new Int32Array(1);
  return (config, purpose) => {
    const random = streams.get(purpose) ?? Random.stream(seed, purpose);
    streams.set(purpose, random);
    createDistribution(config, noTables).fill(one, random);
    return one[0];
  };
}

/** Completions with a fixed number of requests in flight, in `seconds` after one second of settling. */
export function curveOf(server: ModelServer, connections: readonly number[], seconds = 4, seed = 1): CurvePoint[] {
  return connections.map((population) => {
    const run = new Run(server, seed + population);
    const batches = new Array<number>(8).fill(0);
    const next = () => {
      const batch = Math.floor(((run.now / 1e6 - 1) / seconds) * batches.length);
      if (batch >= 0 && batch < batches.length) batches[batch]++;
      run.request(next);
    };
    for (let one = 0; one < population; one++) run.request(next);
    run.until((1 + seconds) * 1e6);
    const total = batches.reduce((sum, each) => sum + each, 0);
    const variance = batches.reduce((sum, each) => sum + (each - total / 8) ** 2, 0) / 7;
    return { connections: population, rate: total / seconds, error: Math.sqrt(variance * 8) / seconds, window: 0 };
  });
}

/** Poisson requests at a rate per second, as a probe sees them. */
export function probeOf(server: ModelServer, rate: number, seconds: number, seed = 1): Entry[] {
  const run = new Run(server, seed);
  const gap = drawing(seed);
  const entries: Entry[] = [];
  const arrive = () => {
    const from = run.now;
    run.request(() => entries.push(entry(Math.round(from), Math.round(run.now - from))));
    run.after(gap({ kind: "exponential", mean: 1e6 / rate }, "arrivals"), arrive);
  };
  arrive();
  run.until(seconds * 1e6);
  return entries;
}
