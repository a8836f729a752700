/**
 * Requests of a revision that were answered in a stretch of time, and those among them that took longer than a limit.
 */
export interface Exceedances {
  readonly count: number;
  readonly above: number;
}

/** Factors by which the share of slow requests may have risen: +15 % latency makes 1.3 to 2 times as many slow ones. */
const rises = [1.2, 1.4, 1.7, 2, 3, 5] as const;

/** Upper bound of the common share of slow requests, so that no rise leads to a share above one. */
const commonMax = 0.1;

/**
 * Evidence, growing stretch by stretch, that more of a canary's requests than of the baseline's take longer than a limit.
 *
 * Each stretch multiplies the evidence by an E-variable of two samples (Turner, Ly and Grünwald, 2024): the probability of
 * what both showed if the canary's share were `rise` times the baseline's, over that if both had their common share. Its
 * mean is at most 1 where the two do not differ, whatever the share is and however it changes with the traffic, so that
 * the evidence passes 1/level with a probability of at most `level` (Ville, 1939): it may be looked at as often as one
 * likes. The limit has to be chosen before the stretch: the baseline's quantile so far, whose error thus costs nothing.
 */
export class ExceedanceTest {
  /** Logarithm of the evidence for each rise. */
  readonly #logs = rises.map(() => 0);
  readonly #inflation: number;
  /** Requests of both revisions so far; the count of slow ones starts with half a request as prior. */
  #count: number;
  #above = 0.5;

  /**
   * `expected`: the share above the limit, 0.01 for a p99. `inflation`: by how much dependence between requests
   * multiplies the variance of counts; 1 for independent ones.
   */
  constructor(expected: number, inflation = 1) {
    this.#count = this.#above / expected;
    this.#inflation = Math.max(1, inflation);
  }

  /** The mean evidence over the rises. */
  get evidence(): number {
    return this.#logs.reduce((sum, log) => sum + Math.exp(log), 0) / rises.length;
  }

  /** Takes what a stretch of time has shown; a stretch with one revision alone says nothing. */
  add(canary: Exceedances, baseline: Exceedances): void {
    if (canary.count > 0 && baseline.count > 0) {
      const common = Math.min(commonMax, this.#above / this.#count);
      for (const [index, rise] of rises.entries()) {
        this.#logs[index] += logEvidence(canary, baseline, common, rise) / this.#inflation;
      }
    }
    this.#count += canary.count + baseline.count;
    this.#above += canary.above + baseline.above;
  }
}

/** `common`: the share of both together, of which the canary's is `rise` times the baseline's. */
function logEvidence(canary: Exceedances, baseline: Exceedances, common: number, rise: number): number {
  const own = (common * (canary.count + baseline.count)) / (rise * canary.count + baseline.count);
  return logRatio(canary, rise * own, common) + logRatio(baseline, own, common);
}

function logRatio({ count, above }: Exceedances, share: number, common: number): number {
  return above * Math.log(share / common) + (count - above) * Math.log((1 - share) / (1 - common));
}
