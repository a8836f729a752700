import { type CpuDiscipline, wholeMicros } from "./discipline.js";

const ROOT = 1;

/**
 * Egalitarian processor sharing: n runnable requests each get min(1, vCPU / n) of a vCPU.
 *
 * Work is measured on a virtual clock that runs at that speed: a request leaves when the clock has advanced by its work,
 * so arrivals and departures change the speed and no finishing time (Kleinrock, Queueing Systems II, 4.4). The requests are
 * a binary heap by virtual finish, from index 1, with Infinity behind the last so that a sift needs no bound.
 */
export class ProcessorSharing implements CpuDiscipline {
  length = 0;
  readonly #vcpu: number;
  #finishes = new Float64Array(34).fill(Infinity);
  #requests = new Int32Array(34);
  #virtual = 0;
  #since = 0;
  #used = 0;

  constructor(vcpu: number) {
    this.#vcpu = vcpu;
  }

  add(now: number, request: number, work: number): void {
    this.#advance(now);
    if (++this.length + 1 >= this.#finishes.length) this.#grow();
    this.#siftUp(this.length, this.#virtual + work, request);
  }

  nextAt(): number {
    const n = this.length;
    if (n === 0) return Infinity;
    const left = this.#finishes[ROOT] - this.#virtual;
    return this.#since + wholeMicros(n > this.#vcpu ? (left * n) / this.#vcpu : left);
  }

  take(now: number): number {
    this.#advance(now);
    const request = this.#requests[ROOT];
    this.#removeAt(ROOT);
    return request;
  }

  remove(now: number, request: number): boolean {
    this.#advance(now);
    for (let at = ROOT; at <= this.length; at++) {
      if (this.#requests[at] === request) {
        this.#removeAt(at);
        return true;
      }
    }
    return false;
  }

  clear(now: number, each: (request: number) => void): void {
    this.#advance(now);
    for (let at = ROOT; at <= this.length; at++) each(this.#requests[at]);
    this.#finishes.fill(Infinity);
    this.length = 0;
  }

  used(now: number): number {
    this.#advance(now);
    return this.#used;
  }

  #advance(now: number): void {
    const n = this.length;
    const elapsed = now - this.#since;
    this.#since = now;
    if (n === 0) {
      this.#virtual = 0;
    } else if (n > this.#vcpu) {
      this.#virtual += (elapsed * this.#vcpu) / n;
      this.#used += elapsed * this.#vcpu;
    } else {
      this.#virtual += elapsed;
      this.#used += elapsed * n;
    }
  }

  /** Fills the hole with the last: down along the earlier child to a leaf, then up to its place. */
  #removeAt(hole: number): void {
    const finishes = this.#finishes;
    const requests = this.#requests;
    const last = this.length--;
    const finish = finishes[last];
    const request = requests[last];
    finishes[last] = Infinity;
    if (hole === last) return;
    let at = hole;
    let child = at << 1;
    while (child < last) {
      child += +(finishes[child + 1] < finishes[child]);
      finishes[at] = finishes[child];
      requests[at] = requests[child];
      at = child;
      child = at << 1;
    }
    this.#siftUp(at, finish, request);
  }

  #siftUp(from: number, finish: number, request: number): void {
    const finishes = this.#finishes;
    const requests = this.#requests;
    let at = from;
    while (at > ROOT) {
      const parent = at >> 1;
      if (finishes[parent] <= finish) break;
      finishes[at] = finishes[parent];
      requests[at] = requests[parent];
      at = parent;
    }
    finishes[at] = finish;
    requests[at] = request;
  }

  #grow(): void {
    const finishes = new Float64Array(this.#finishes.length * 2).fill(Infinity);
    finishes.set(this.#finishes);
    this.#finishes = finishes;
    const requests = new Int32Array(this.#requests.length * 2);
    requests.set(this.#requests);
    this.#requests = requests;
  }
}
