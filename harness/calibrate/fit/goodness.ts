import { kolmogorovSmirnov } from "../../../sim/statistics/index.js";
import { createDistribution } from "../../../workload/distributions/index.js";
import { Random } from "../../../workload/random.js";
import { Tables } from "../../../workload/tables.js";
import { type Family, type Fitted, type Sample, sampleOf } from "./sample.js";

/** How far a fitted distribution is from the sample. */
export interface Goodness {
  /** The largest distance between the two distribution functions (Kolmogorov-Smirnov). */
  readonly statistic: number;
  /** The probability of a distance at least this large if the sample came from the fitted family. */
  readonly pValue: number;
}

const bootstraps = 199;
const bootstrapSize = 200;
const seed = 1;

/**
 * Tests a family whose parameters were estimated from the sample itself. The usual Kolmogorov-Smirnov tables would
 * accept too much here, so samples of the fitted distribution are drawn, fitted and measured in the same way
 * (parametric bootstrap). They may be smaller than the sample, since √n times the distance hardly depends on n.
 */
export function goodnessOf(family: Family, fitted: Fitted, sample: Sample): Goodness {
  const { statistic } = distance(sample, fitted);
  const scaled = statistic * Math.sqrt(sample.length);
  const size = Math.min(sample.length, bootstrapSize);
  const random = Random.stream(seed, "goodness of fit", family.kind);
  const source = createDistribution(fitted.config, noTables);
  const draws = new Int32Array(size);
  let atLeast = 0;
  for (let round = 0; round < bootstraps; round++) {
    source.fill(draws, random);
    const drawn = sampleOf(draws);
    const refitted = family.fit(drawn);
    if (refitted === null || distance(drawn, refitted).statistic * Math.sqrt(size) >= scaled) atLeast++;
  }
  return { statistic, pValue: (atLeast + 1) / (bootstraps + 1) };
}

function distance(sample: Sample, { cdf }: Fitted) {
  return kolmogorovSmirnov(Array.from(sample), cdf);
}

const noTables = new Tables((path) => {
  throw new Error(`a fitted distribution names no file, yet ${path}`);
});
