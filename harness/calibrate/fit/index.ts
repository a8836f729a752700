import { solveIncreasing } from "../../../sim/statistics/distributions.js";
import { exponential } from "./exponential.js";
import { fixed } from "./fixed.js";
import { gamma } from "./gamma.js";
import { type Goodness, goodnessOf } from "./goodness.js";
import { lognormal } from "./lognormal.js";
import { evenly, type Family, type Fitted, meanOf, moved, quantileOf, type Sample } from "./sample.js";

/** The families that are tried. To add one, write its file and list it here. */
export const families: readonly Family[] = [fixed, exponential, lognormal, gamma];

/**
 * Largest number of values that a fit looks at. With a million values every family would be rejected, however useful it
 * is.
 */
const sampleMax = 2_000;
/** A family with a smaller p-value is rejected as different from the sample. */
export const pValueMin = 0.01;

/** The quantiles at which a fit is shown beside its sample. */
export const fitQuantiles = [0.5, 0.95, 0.99] as const;

/** A fitted family and how well it fits. Durations in microseconds. */
export interface Fit {
  readonly kind: string;
  readonly config: Fitted["config"];
  /**
   * Akaike's criterion: twice the number of parameters less twice the log-likelihood; null for a constant, which has no
   * likelihood.
   */
  readonly aic: number | null;
  readonly mean: number;
  /** Quantiles in the order of `fitQuantiles`. */
  readonly quantiles: readonly number[];
  /** Null for a constant, to which a test of continuous distributions does not apply. */
  readonly goodness: Goodness | null;
}

/**
 * Fits every family to a sample. The likeliest by Akaike's criterion comes first, except that a constant which fits
 * comes before it.
 */
export function fitAll(whole: Sample): readonly Fit[] {
  const sample = moved(evenly(whole, sampleMax), 0, meanOf(whole));
  const fits = families.flatMap((family) => {
    const fitted = family.fit(sample);
    return fitted === null ? [] : [describe(family, fitted, sample)];
  });
  return fits.sort((a, b) => (a.aic ?? Number.NEGATIVE_INFINITY) - (b.aic ?? Number.NEGATIVE_INFINITY));
}

/** Whether the test finds no difference between the fit and the sample. */
export function isGood({ goodness }: Fit): boolean {
  return goodness === null || goodness.pValue >= pValueMin;
}

function describe(family: Family, fitted: Fitted, sample: Sample): Fit {
  const isFixed = family === fixed;
  const mean = meanOf(sample);
  return {
    kind: family.kind,
    config: fitted.config,
    aic: isFixed ? null : akaike(fitted, sample),
    mean,
    quantiles: fitQuantiles.map((p) => (isFixed ? mean : quantileBy(fitted, p, sample))),
    goodness: isFixed ? null : goodnessOf(family, fitted, sample),
  };
}

function akaike({ parameters, logDensity }: Fitted, sample: Sample): number {
  return 2 * parameters - 2 * sample.reduce((sum, value) => sum + logDensity(value), 0);
}

function quantileBy({ cdf }: Fitted, p: number, sample: Sample): number {
  let high = quantileOf(sample, 1);
  while (cdf(high) < p) high *= 2;
  return solveIncreasing(cdf, p, 0, high);
}
