/** Words of one node: next node of its bucket, kind, subject, one to spare (so that a node never straddles a cache line). */
const NODE = 4;
const KIND = 1;
const SUBJECT = 2;
const NONE = -1;

/** Operations between two looks at whether the bucket width still suits the events. */
const REVIEW_EVERY = 8192;
/** Steps per operation that are worth a rebuild. */
const STEPS_MAX = 3;

/**
 * Future events, earliest first; events due at the same instant leave in the order they were pushed.
 *
 * A calendar queue (Brown, CACM 31(10), 1988): time is cut into buckets as days are into a calendar's pages, each a
 * sorted list threaded through the nodes, so that a push and a take cost the same however many events wait.
 */
export class CalendarQueue {
  length = 0;
  #times = new Float64Array(64);
  #nodes = new Int32Array(64 * NODE);
  #heads = new Int32Array(2).fill(NONE);
  #mask = 1;
  #perMicrosecond = 1;
  /** The bucket, counted from time zero, in which the search for the earliest event begins. */
  #bucket = 0;
  /** The earliest event, once it was looked for. */
  #first = NONE;
  #free = NONE;
  #used = 0;
  #steps = 0;
  #operations = 0;

  push(time: number, kind: number, subject: number): void {
    let node = this.#free;
    if (node !== NONE) this.#free = this.#nodes[node * NODE];
    else {
      node = this.#used++;
      if (node === this.#times.length) this.#grow();
    }
    this.#times[node] = time;
    this.#nodes[node * NODE + KIND] = kind;
    this.#nodes[node * NODE + SUBJECT] = subject;
    this.#insert(node);
    if (this.#first !== NONE && time < this.#times[this.#first]) this.#first = node;
    if (++this.length > 2 * this.#heads.length) this.#rebuild(this.#heads.length * 2);
  }

  /** The node of the earliest event; only with `length` above zero, and valid until the next push or drop. */
  first(): number {
    if (this.#first === NONE) this.#first = this.#find();
    return this.#first;
  }

  #find(): number {
    const heads = this.#heads;
    const mask = this.#mask;
    let bucket = this.#bucket;
    for (let scanned = 0; scanned <= mask; scanned++) {
      const node = heads[bucket & mask];
      if (node !== NONE && this.#times[node] * this.#perMicrosecond < bucket + 1) {
        this.#bucket = bucket;
        this.#steps += scanned;
        return node;
      }
      bucket++;
    }
    return this.#firstOfAll();
  }

  timeOf(node: number): number {
    return this.#times[node];
  }

  kindOf(node: number): number {
    return this.#nodes[node * NODE + KIND];
  }

  subjectOf(node: number): number {
    return this.#nodes[node * NODE + SUBJECT];
  }

  /** Removes the node that `first` gave. */
  drop(node: number): void {
    this.#heads[this.#bucket & this.#mask] = this.#nodes[node * NODE];
    this.#nodes[node * NODE] = this.#free;
    this.#free = node;
    this.#first = NONE;
    this.length--;
    if (++this.#operations === REVIEW_EVERY) this.#review();
  }

  #insert(node: number): void {
    const times = this.#times;
    const nodes = this.#nodes;
    const time = times[node];
    const bucket = Math.floor(time * this.#perMicrosecond);
    if (bucket < this.#bucket) this.#bucket = bucket;
    const at = bucket & this.#mask;
    let previous = this.#heads[at];
    if (previous === NONE || times[previous] > time) {
      nodes[node * NODE] = previous;
      this.#heads[at] = node;
      return;
    }
    for (;;) {
      const next = nodes[previous * NODE];
      if (next === NONE || times[next] > time) {
        nodes[node * NODE] = next;
        nodes[previous * NODE] = node;
        return;
      }
      previous = next;
      this.#steps++;
    }
  }

  /** After a whole year of empty days: the earliest of all heads, equal times being in one bucket. */
  #firstOfAll(): number {
    let earliest = NONE;
    for (const head of this.#heads) {
      if (head !== NONE && (earliest === NONE || this.#times[head] < this.#times[earliest])) earliest = head;
    }
    this.#bucket = Math.floor(this.#times[earliest] * this.#perMicrosecond);
    this.#steps += this.#heads.length;
    return earliest;
  }

  #review(): void {
    const tooManySteps = this.#steps > STEPS_MAX * REVIEW_EVERY;
    const tooManyBuckets = this.#heads.length > 64 && this.length * 8 < this.#heads.length;
    this.#operations = 0;
    this.#steps = 0;
    if (tooManyBuckets) this.#rebuild(this.#heads.length / 2);
    else if (tooManySteps) this.#rebuild(this.#heads.length);
  }

  /** Lays the same events out on `size` buckets, each twice as wide as the mean gap between the next events. */
  #rebuild(size: number): void {
    const pending = this.#inOrder();
    const near = Math.min(pending.length, 256);
    if (near > 2) {
      const gap = (this.#times[pending[near - 1]] - this.#times[pending[0]]) / (near - 1);
      if (gap > 0) this.#perMicrosecond = 1 / (2 * gap);
    }
    this.#heads = new Int32Array(size).fill(NONE);
    this.#mask = size - 1;
    this.#bucket = pending.length > 0 ? Math.floor(this.#times[pending[0]] * this.#perMicrosecond) : 0;
    for (const node of pending) this.#insert(node);
    this.#steps = 0;
  }

  #inOrder(): number[] {
    const pending: number[] = [];
    for (const head of this.#heads) {
      for (let node = head; node !== NONE; node = this.#nodes[node * NODE]) pending.push(node);
    }
    return pending.sort((a, b) => this.#times[a] - this.#times[b]);
  }

  #grow(): void {
    const times = new Float64Array(this.#times.length * 2);
    times.set(this.#times);
    this.#times = times;
    const nodes = new Int32Array(this.#nodes.length * 2);
    nodes.set(this.#nodes);
    this.#nodes = nodes;
  }
}
