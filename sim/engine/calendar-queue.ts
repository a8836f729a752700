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
  /** When the earliest event is due; Infinity without any. */
  nextAt = Infinity;
  /** Kind and subject of the event that was taken last. */
  kind = NONE;
  subject = NONE;
  #times = new Float64Array(64);
  #nodes = new Int32Array(64 * NODE);
  /** Of each bucket the first and the last node; the last is stale where there is no first. */
  #ends = new Int32Array(2 * 2).fill(NONE);
  #mask = 1;
  #perMicrosecond = 1;
  /** The earliest event, and its bucket counted from time zero. */
  #next = NONE;
  #bucket = 0;
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
    if (time < this.nextAt) {
      this.nextAt = time;
      this.#next = node;
      this.#bucket = Math.floor(time * this.#perMicrosecond);
    }
    if (++this.length > 2 * (this.#mask + 1)) this.#rebuild(2 * (this.#mask + 1));
  }

  /** Removes the earliest event; `kind` and `subject` tell which it was. */
  take(): void {
    const nodes = this.#nodes;
    const node = this.#next;
    const at = node * NODE;
    this.kind = nodes[at + KIND];
    this.subject = nodes[at + SUBJECT];
    this.#ends[(this.#bucket & this.#mask) << 1] = nodes[at];
    nodes[at] = this.#free;
    this.#free = node;
    this.length--;
    if (++this.#operations === REVIEW_EVERY) this.#review();
    if (this.length > 0) this.#find();
    else this.nextAt = Infinity;
  }

  /** Looks for the earliest event from the current bucket on. */
  #find(): void {
    const times = this.#times;
    const perMicrosecond = this.#perMicrosecond;
    const ends = this.#ends;
    const mask = this.#mask;
    let bucket = this.#bucket;
    for (let scanned = 0; scanned <= mask; scanned++) {
      const node = ends[(bucket & mask) << 1];
      if (node !== NONE && times[node] * perMicrosecond < bucket + 1) {
        this.#bucket = bucket;
        this.#steps += scanned;
        this.#next = node;
        this.nextAt = times[node];
        return;
      }
      bucket++;
    }
    this.#findFirstOfAll();
  }

  #insert(node: number): void {
    const times = this.#times;
    const nodes = this.#nodes;
    const time = times[node];
    const bucket = Math.floor(time * this.#perMicrosecond);
    const ends = this.#ends;
    const first = (bucket & this.#mask) << 1;
    const head = ends[first];
    if (head === NONE || times[head] > time) {
      nodes[node * NODE] = head;
      ends[first] = node;
      if (head === NONE) ends[first + 1] = node;
    } else if (times[ends[first + 1]] <= time) {
      nodes[node * NODE] = NONE;
      nodes[ends[first + 1] * NODE] = node;
      ends[first + 1] = node;
    } else this.#insertBetween(head, node);
  }

  /** Behind every node that is not later; there is a later one. */
  #insertBetween(head: number, node: number): void {
    const times = this.#times;
    const nodes = this.#nodes;
    let previous = head;
    let next = nodes[previous * NODE];
    while (times[next] <= times[node]) {
      previous = next;
      next = nodes[previous * NODE];
      this.#steps++;
    }
    nodes[node * NODE] = next;
    nodes[previous * NODE] = node;
  }

  /** After a whole year of empty days: the earliest of all heads, equal times being in one bucket. */
  #findFirstOfAll(): void {
    let earliest = NONE;
    for (let first = 0; first < this.#ends.length; first += 2) {
      const head = this.#ends[first];
      if (head !== NONE && (earliest === NONE || this.#times[head] < this.#times[earliest])) earliest = head;
    }
    this.#bucket = Math.floor(this.#times[earliest] * this.#perMicrosecond);
    this.#steps += this.#mask;
    this.#next = earliest;
    this.nextAt = this.#times[earliest];
  }

  #review(): void {
    const tooManySteps = this.#steps > STEPS_MAX * REVIEW_EVERY;
    const buckets = this.#mask + 1;
    const tooManyBuckets = buckets > 64 && this.length * 8 < buckets;
    this.#operations = 0;
    this.#steps = 0;
    if (tooManyBuckets) this.#rebuild(buckets / 2);
    else if (tooManySteps) this.#rebuild(buckets);
  }

  /** Lays the same events out on `size` buckets, each twice as wide as the mean gap between the next events. */
  #rebuild(size: number): void {
    const pending = this.#inOrder();
    const near = Math.min(pending.length, 256);
    if (near > 2) {
      const gap = (this.#times[pending[near - 1]] - this.#times[pending[0]]) / (near - 1);
      if (gap > 0) this.#perMicrosecond = 1 / (2 * gap);
    }
    this.#ends = new Int32Array(2 * size).fill(NONE);
    this.#mask = size - 1;
    this.#bucket = pending.length > 0 ? Math.floor(this.#times[pending[0]] * this.#perMicrosecond) : 0;
    for (const node of pending) this.#insert(node);
    this.#steps = 0;
  }

  #inOrder(): number[] {
    const pending: number[] = [];
    for (let first = 0; first < this.#ends.length; first += 2) {
      for (let node = this.#ends[first]; node !== NONE; node = this.#nodes[node * NODE]) pending.push(node);
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
