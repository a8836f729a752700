import {
  createDistribution,
  type Distribution,
  type DistributionConfig,
} from "../../../workload/distributions/index.js";
import { log } from "../../../workload/exp.js";
import { Random } from "../../../workload/random.js";
import type { Tables } from "../../../workload/tables.js";
import type { PricedArchitecture } from "../../cost/ledger.js";

/** How the code of a function is packaged. */
export const packagings = ["zip", "image"] as const;
export type Packaging = (typeof packagings)[number];

interface Measured extends Readonly<Record<Packaging, Readonly<Record<PricedArchitecture, number>>>> {
  /** The longest of ten starts of an image. */
  readonly imageWorst: number;
}

/**
 * Init Duration of a function that does nothing, in milliseconds: the middle of the means of ten starts each at 128 MB to
 * 1,024 MB, which do not depend on memory. Source: https://github.com/maxday/lambda-perf, data of 2026-08-22.
 */
export const initsMeasured = {
  "python3.12": { zip: { x86_64: 83, arm64: 77.5 }, image: { x86_64: 176.5, arm64: 166.5 }, imageWorst: 452 },
  "python3.13": { zip: { x86_64: 87.5, arm64: 81 }, image: { x86_64: 167.5, arm64: 147.5 }, imageWorst: 351 },
  nodejs22: { zip: { x86_64: 142, arm64: 127 }, image: { x86_64: 329, arm64: 284 }, imageWorst: 707 },
  java21: { zip: { x86_64: 236.5, arm64: 261 }, image: { x86_64: 387, arm64: 364.5 }, imageWorst: 747 },
  java25: { zip: { x86_64: 189, arm64: 188 }, image: { x86_64: 261, arm64: 276.5 }, imageWorst: 565 },
  dotnet8: { zip: { x86_64: 253, arm64: 302.5 }, image: { x86_64: 441.5, arm64: 502.5 }, imageWorst: 892 },
  go: { zip: { x86_64: 49.5, arm64: 42.5 }, image: { x86_64: 56, arm64: 44.5 }, imageWorst: 132 },
  rust: { zip: { x86_64: 16.5, arm64: 14 }, image: { x86_64: 39, arm64: 34.5 }, imageWorst: 91 },
} as const satisfies Readonly<Record<string, Measured>>;

export type Runtime = keyof typeof initsMeasured;
export const runtimes = Object.keys(initsMeasured) as readonly Runtime[];

/** The mean of the greatest of ten standard normal draws. */
const greatestOfTen = 1.5388;

/**
 * Log-sigma of the init of a zip: no worst case was measured, and the means of a row are within a tenth of each other.
 */
const zipSigma = 0.1;

/** A runtime's own part of a cold start, as a lognormal of the measured middle and, of images, of the worst of ten. */
export function initOf(runtime: Runtime, packaging: Packaging, architecture: PricedArchitecture): DistributionConfig {
  const measured = initsMeasured[runtime];
  const { x86_64, arm64 } = measured.image;
  const imageSigma = log((2 * measured.imageWorst) / (x86_64 + arm64)) / greatestOfTen;
  const sigma = packaging === "zip" ? zipSigma : imageSigma;
  return { kind: "lognormal", median: Math.round(1_000 * measured[packaging][architecture]), sigma };
}

/** The phases of a function's cold start. */
export interface ColdStartConfig {
  readonly runtime: Runtime;
  readonly packaging: Packaging;
  readonly architecture: PricedArchitecture;
  /** Bytes of a zip. */
  readonly codeSize: number;
  /** Time until there is room for an environment. */
  readonly placement: DistributionConfig;
  /** Time for each MB of a zip beyond the first, in microseconds. */
  readonly downloadPerMb: number;
  /** Time of the function's own initialization before its first invocation. */
  readonly init: DistributionConfig;
}

/** A zip is downloaded in the time of its placement up to about this size; images are the same whatever their size. */
export const bytesAtOnce = 5 * 2 ** 20;

const batch = 64;

/** Draws the durations of cold starts, one environment after the other. */
export class ColdStarts {
  readonly #download: number;
  readonly #placements: Draws;
  readonly #runtimes: Draws;
  readonly #inits: Draws;

  constructor(config: ColdStartConfig, tables: Tables, streamOf: (part: string) => Random) {
    const { runtime, packaging, architecture, codeSize, placement, init, downloadPerMb } = config;
    const megabytes = packaging === "zip" ? Math.max(0, codeSize - bytesAtOnce) / 2 ** 20 : 0;
    this.#download = Math.round(downloadPerMb * megabytes);
    this.#placements = new Draws(createDistribution(placement, tables), streamOf("placement"));
    this.#runtimes = new Draws(
      createDistribution(initOf(runtime, packaging, architecture), tables),
      streamOf("runtime"),
    );
    this.#inits = new Draws(createDistribution(init, tables), streamOf("init"));
  }

  /** Microseconds until the next environment is placed and its code is there: nobody pays for them. */
  placement(): number {
    return this.#placements.next() + this.#download;
  }

  /** Microseconds in which the runtime and the function get ready, in whole milliseconds, as they are billed. */
  init(): number {
    return Math.ceil((this.#runtimes.next() + this.#inits.next()) / 1_000) * 1_000;
  }

  /** The mean of both, in microseconds. */
  get mean(): number {
    return this.#download + [this.#placements, this.#runtimes, this.#inits].reduce((sum, { mean }) => sum + mean, 0);
  }
}

class Draws {
  readonly mean: number;
  readonly #distribution: Distribution;
  readonly #random: Random;
  readonly #drawn = new Int32Array(batch);
  #at = batch;

  constructor(distribution: Distribution, random: Random) {
    this.mean = distribution.mean;
    this.#distribution = distribution;
    this.#random = random;
  }

  next(): number {
    if (this.#at === batch) {
      this.#distribution.fill(this.#drawn, this.#random);
      this.#at = 0;
    }
    return this.#drawn[this.#at++];
  }
}

/** The streams that a function's cold starts are drawn from. */
export function coldStartStreams(seed: number, service: string): (part: string) => Random {
  return (part) => Random.stream(seed, "cold starts", service, part);
}
