const value = new Float64Array(1);
const words = new Int32Array(value.buffer);
/** Buckets are the exponent and the first seven bits of the mantissa, from 2^-32 on. */
const OFFSET = (1023 - 32) << 7;

/** Counts doubles in 128 buckets per power of two. */
export class LogLinear {
  readonly counts = new Uint32Array(64 * 128);
  sum = 0;
  max = 0;
  count = 0;

  record(x: number): void {
    value[0] = x;
    const bucket = (words[1] >> 13) - OFFSET;
    this.counts[Math.max(0, bucket)]++;
    this.sum += x;
    this.count++;
    if (x > this.max) this.max = x;
  }

  quantile(p: number): number {
    let left = p * this.count;
    for (let bucket = 0; bucket < this.counts.length; bucket++) {
      left -= this.counts[bucket];
      if (left > 0) continue;
      words[1] = (bucket + OFFSET) << 13;
      words[0] = 0;
      return value[0];
    }
    return this.max;
  }
}
