import { type CpuDiscipline, wholeMicros } from "./discipline.js";

/** One thread runs the CPU steps in order of arrival, as Node's event loop does: more than one vCPU does not make it faster. */
export class EventLoop implements CpuDiscipline {
  readonly #speed: number;
  #requests: number[] = [];
  #works: number[] = [];
  #first = 0;
  #startedAt = 0;
  #used = 0;

  constructor(vcpu: number) {
    this.#speed = Math.min(1, vcpu);
  }

  get length(): number {
    return this.#requests.length - this.#first;
  }

  add(now: number, request: number, work: number): void {
    if (this.length === 0) this.#startedAt = now;
    this.#requests.push(request);
    this.#works.push(work);
  }

  nextAt(): number {
    return this.length === 0 ? Infinity : this.#startedAt + wholeMicros(this.#works[this.#first] / this.#speed);
  }

  take(now: number): number {
    const request = this.#requests[this.#first];
    this.#charge(now);
    this.#first++;
    if (this.#first > 64 && this.#first * 2 > this.#requests.length) this.#compact();
    return request;
  }

  remove(now: number, request: number): boolean {
    const at = this.#requests.indexOf(request, this.#first);
    if (at < 0) return false;
    if (at === this.#first) this.#charge(now);
    this.#requests.splice(at, 1);
    this.#works.splice(at, 1);
    return true;
  }

  clear(now: number, each: (request: number) => void): void {
    if (this.length > 0) this.#charge(now);
    for (let at = this.#first; at < this.#requests.length; at++) each(this.#requests[at]);
    this.#requests = [];
    this.#works = [];
    this.#first = 0;
  }

  used(now: number): number {
    return this.length === 0 ? this.#used : this.#used + (now - this.#startedAt) * this.#speed;
  }

  /** Books what the running step has used and starts the next. */
  #charge(now: number): void {
    this.#used += (now - this.#startedAt) * this.#speed;
    this.#startedAt = now;
  }

  #compact(): void {
    this.#requests = this.#requests.slice(this.#first);
    this.#works = this.#works.slice(this.#first);
    this.#first = 0;
  }
}
