/** A calendar queue of departures with only what the kernel needs: intrusive sorted lists, resized by doubling. */
export class Calendar {
  readonly times: Float64Array;
  readonly values: Int32Array;
  length = 0;
  #next: Int32Array;
  #free = -1;
  #used = 0;
  #perUnit = 1;
  #mask = 1;
  #heads = new Int32Array(2).fill(-1);
  #bucket = 0;

  constructor(capacity: number) {
    this.times = new Float64Array(capacity);
    this.values = new Int32Array(capacity);
    this.#next = new Int32Array(capacity);
  }

  push(time: number, value: number): void {
    let node = this.#free;
    if (node >= 0) this.#free = this.#next[node];
    else node = this.#used++;
    this.times[node] = time;
    this.values[node] = value;
    this.#insert(node);
    if (++this.length > 2 * this.#heads.length) this.#resize(this.#heads.length * 2);
  }

  first(): number {
    const times = this.times;
    const heads = this.#heads;
    const mask = this.#mask;
    const perUnit = this.#perUnit;
    let bucket = this.#bucket;
    let scanned = 0;
    for (;;) {
      const node = heads[bucket & mask];
      if (node >= 0 && times[node] * perUnit < bucket + 1) {
        this.#bucket = bucket;
        return node;
      }
      bucket++;
      if (++scanned <= mask) continue;
      let earliest = Infinity;
      for (const head of heads) if (head >= 0 && times[head] < earliest) earliest = times[head];
      bucket = Math.floor(earliest * perUnit);
      scanned = 0;
    }
  }

  drop(node: number): void {
    this.#heads[this.#bucket & this.#mask] = this.#next[node];
    this.#next[node] = this.#free;
    this.#free = node;
    this.length--;
  }

  #insert(node: number): void {
    const times = this.times;
    const next = this.#next;
    const heads = this.#heads;
    const time = times[node];
    const bucket = Math.floor(time * this.#perUnit);
    if (bucket < this.#bucket) this.#bucket = bucket;
    const at = bucket & this.#mask;
    let previous = heads[at];
    if (previous < 0 || times[previous] > time) {
      next[node] = previous;
      heads[at] = node;
      return;
    }
    for (;;) {
      const following = next[previous];
      if (following < 0 || times[following] > time) {
        next[node] = following;
        next[previous] = node;
        return;
      }
      previous = following;
    }
  }

  #resize(size: number): void {
    const pending: number[] = [];
    for (const head of this.#heads) for (let node = head; node >= 0; node = this.#next[node]) pending.push(node);
    const sorted = Float64Array.from(pending, (node) => this.times[node]).sort();
    const near = Math.min(sorted.length, 256);
    const gap = near > 2 ? (sorted[near - 1] - sorted[0]) / (near - 1) : 0;
    if (gap > 0) this.#perUnit = 1 / (2 * gap);
    this.#bucket = Math.floor(sorted[0] * this.#perUnit);
    this.#mask = size - 1;
    this.#heads = new Int32Array(size).fill(-1);
    for (const node of pending) this.#insert(node);
  }
}
