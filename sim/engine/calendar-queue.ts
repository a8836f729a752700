/** Words of one node: next node of its bucket, kind, subject, one to spare (so that a node never straddles a cache line). */
const NODE = 4;
const NODE_SHIFT = 2;
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
 * sorted list threaded through the nodes, so that a push and a take cost the same however many events wait. A node is named
 * by its first word.
 */
export class CalendarQueue {
  length = 0;
  /** When the earliest event is due; Infinity without any. */
  nextAt = Infinity;
  /** Kind and subject of the event that was taken last. */
  kind = NONE;
  subject = NONE;
  private times = new Float64Array(64);
  private nodes = new Int32Array(64 * NODE);
  /** First and last node of each bucket; the last is stale while the bucket is empty. */
  private ends = new Int32Array(2 * 2).fill(NONE);
  private mask = 1;
  private perMicrosecond = 1;
  /** The earliest event, and its bucket counted from time zero. */
  private next = NONE;
  private bucket = 0;
  private free = NONE;
  private used = 0;
  private steps = 0;
  private operations = 0;

  push(time: number, kind: number, subject: number): void {
    let node = this.free;
    if (node === NONE) node = this.add();
    else this.free = this.nodes[node];
    this.nodes[node + KIND] = kind;
    this.nodes[node + SUBJECT] = subject;
    this.times[node >> NODE_SHIFT] = time;
    this.insert(node, time);
    if (time < this.nextAt) this.lead(node, time);
    if (++this.length > 2 * (this.mask + 1)) this.rebuild(2 * (this.mask + 1));
  }

  /** Removes the earliest event; `kind` and `subject` tell which it was. */
  take(): void {
    const nodes = this.nodes;
    const node = this.next;
    this.kind = nodes[node + KIND];
    this.subject = nodes[node + SUBJECT];
    this.ends[(this.bucket & this.mask) << 1] = nodes[node];
    nodes[node] = this.free;
    this.free = node;
    this.length--;
    if (++this.operations === REVIEW_EVERY) this.review();
    if (this.length > 0) this.find();
    else this.nextAt = Infinity;
  }

  /** Looks for the earliest event from the current bucket on. */
  private find(): void {
    const { times, perMicrosecond, ends, mask } = this;
    const last = this.bucket + mask;
    for (let bucket = this.bucket; bucket <= last; bucket++) {
      const node = ends[(bucket & mask) << 1];
      if (node === NONE || times[node >> NODE_SHIFT] * perMicrosecond >= bucket + 1) continue;
      this.steps += bucket - this.bucket;
      this.bucket = bucket;
      this.next = node;
      this.nextAt = times[node >> NODE_SHIFT];
      return;
    }
    this.findFirstOfAll();
  }

  private insert(node: number, time: number): void {
    const { times, nodes, ends } = this;
    const first = (this.bucketOf(time) & this.mask) << 1;
    const head = ends[first];
    if (head === NONE || times[head >> NODE_SHIFT] > time) {
      nodes[node] = head;
      ends[first] = node;
      if (head === NONE) ends[first + 1] = node;
    } else if (times[ends[first + 1] >> NODE_SHIFT] <= time) {
      nodes[node] = NONE;
      nodes[ends[first + 1]] = node;
      ends[first + 1] = node;
    } else this.insertBetween(head, node, time);
  }

  /** Behind every node that is not later; there is a later one. */
  private insertBetween(head: number, node: number, time: number): void {
    const { times, nodes } = this;
    let previous = head;
    let next = nodes[previous];
    while (times[next >> NODE_SHIFT] <= time) {
      previous = next;
      next = nodes[previous];
      this.steps++;
    }
    nodes[node] = next;
    nodes[previous] = node;
  }

  private bucketOf(time: number): number {
    return Math.floor(time * this.perMicrosecond);
  }

  /** Makes a node the earliest. */
  private lead(node: number, time: number): void {
    this.nextAt = time;
    this.next = node;
    this.bucket = this.bucketOf(time);
  }

  /**
   * After a whole year of empty days: the earliest head of all buckets. Equal times share a bucket, so their order is
   * kept.
   */
  private findFirstOfAll(): void {
    const at = (node: number) => this.times[node >> NODE_SHIFT];
    let earliest = NONE;
    for (let first = 0; first < this.ends.length; first += 2) {
      const head = this.ends[first];
      if (head !== NONE && (earliest === NONE || at(head) < at(earliest))) earliest = head;
    }
    this.steps += this.mask;
    this.lead(earliest, at(earliest));
  }

  private review(): void {
    const tooManySteps = this.steps > STEPS_MAX * REVIEW_EVERY;
    const buckets = this.mask + 1;
    const tooManyBuckets = buckets > 64 && this.length * 8 < buckets;
    this.operations = 0;
    this.steps = 0;
    if (tooManyBuckets) this.rebuild(buckets / 2);
    else if (tooManySteps) this.rebuild(buckets);
  }

  /** Lays the same events out on `size` buckets, each twice as wide as the mean gap between the next events. */
  private rebuild(size: number): void {
    const pending = this.inOrder();
    const at = (place: number) => this.times[pending[place] >> NODE_SHIFT];
    const near = Math.min(pending.length, 256);
    if (near > 2) {
      const gap = (at(near - 1) - at(0)) / (near - 1);
      if (gap > 0) this.perMicrosecond = 1 / (2 * gap);
    }
    this.ends = new Int32Array(2 * size).fill(NONE);
    this.mask = size - 1;
    this.bucket = pending.length > 0 ? this.bucketOf(at(0)) : 0;
    for (const [place, node] of pending.entries()) this.insert(node, at(place));
    this.steps = 0;
  }

  private inOrder(): number[] {
    const pending: number[] = [];
    for (let first = 0; first < this.ends.length; first += 2) {
      for (let node = this.ends[first]; node !== NONE; node = this.nodes[node]) pending.push(node);
    }
    return pending.sort((a, b) => this.times[a >> NODE_SHIFT] - this.times[b >> NODE_SHIFT]);
  }

  /** A node that never was in use. */
  private add(): number {
    if (this.used === this.times.length) this.grow();
    return this.used++ << NODE_SHIFT;
  }

  private grow(): void {
    const times = new Float64Array(this.times.length * 2);
    times.set(this.times);
    this.times = times;
    const nodes = new Int32Array(this.nodes.length * 2);
    nodes.set(this.nodes);
    this.nodes = nodes;
  }
}
