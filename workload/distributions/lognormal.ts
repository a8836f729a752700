import { z } from "zod";
import { number } from "../../scenarios/language/index.js";
import { exp, log } from "../exp.js";
import { defineDistribution, toWhole } from "./distribution.js";

/** The 99 % quantile of the standard normal distribution. */
const z99 = 2.3263478740408408;

/** The largest p99 ÷ mean of any lognormal distribution: exp(z²/2), reached at sigma = z. */
const ratioMax = exp((z99 * z99) / 2);

/** Skewed as service times are: the logarithm is normal. */
export const lognormal = defineDistribution({
  kind: "lognormal",
  about: "Skewed as service times are; given by mean and p99, or by median and sigma (of the logarithm).",
  shape: (unit) =>
    z
      .strictObject({
        mean: unit({ min: 1 }).optional().describe("The mean; with p99 or sigma, instead of the median."),
        p99: unit({ min: 1 }).optional().describe("The value that 1 % of draws exceed."),
        median: unit({ min: 1 }).optional().describe("The value that half of the draws exceed."),
        sigma: number({ min: 0, max: 8 }).optional().describe("The standard deviation of the logarithm."),
      })
      .refine(isGivenOneWay, { message: "either mean and p99, or median and sigma" })
      .refine(({ mean, p99 }) => !(p99! < mean!), { path: ["p99"], message: "a p99 that is not below the mean" })
      .refine(({ mean, p99 }) => !(p99! / mean! > ratioMax), {
        path: ["p99"],
        message: `a p99 of at most ${ratioMax.toFixed(2)} × the mean, beyond which no lognormal goes`,
      }),
  create: (config) => {
    const { mu, sigma } = parametersOf(config);
    let normals = new Float64Array(0);
    return {
      mean: exp(mu + (sigma * sigma) / 2),
      variance: exp(2 * mu + sigma * sigma) * (exp(sigma * sigma) - 1),
      fill: (into, random) => {
        if (normals.length !== into.length) normals = new Float64Array(into.length);
        random.normals(normals);
        for (let i = 0; i < into.length; i++) into[i] = toWhole(exp(mu + sigma * normals[i]));
      },
    };
  },
});

interface Parameters {
  readonly mean?: number;
  readonly p99?: number;
  readonly median?: number;
  readonly sigma?: number;
}

function isGivenOneWay(parameters: Parameters): boolean {
  const given = (["mean", "p99", "median", "sigma"] as const).filter((key) => parameters[key] !== undefined).join();
  return given === "mean,p99" || given === "median,sigma";
}

/** Converts to mu and sigma. ln(p99/mean) = zσ − σ²/2 has two solutions; the smaller sigma fits service times. */
function parametersOf({ mean, p99, median, sigma }: Parameters): { mu: number; sigma: number } {
  if (median !== undefined && sigma !== undefined) return { mu: log(median), sigma };
  const smaller = z99 - Math.sqrt(Math.max(0, z99 * z99 - 2 * log(p99! / mean!)));
  return { mu: log(mean!) - (smaller * smaller) / 2, sigma: smaller };
}
