import { exp, log } from "./exp.js";

/** The source of random bits for a ziggurat. */
export interface Bits {
  next(): number;
  uniform(): number;
}

const layers = 256;

/**
 * A density cut into 256 layers of equal area: nearly every point lies so far inside its layer that it need not be
 * compared with the density (G. Marsaglia, W. W. Tsang, "The Ziggurat Method for Generating Random Variables", Journal
 * of Statistical Software 5(8), 2000).
 */
export class Ziggurat {
  /** Right edges of the layers, widest last; entry 256 is the base layer's width, with its tail included. */
  readonly edges: Float64Array;
  /** Number of bits of a draw's first word that choose the layer and, for a symmetric density, the sign. */
  readonly choosing: number;
  /** 2 if the ninth bit is the sign, otherwise 0. */
  readonly signs: number;
  /** Weight of the lowest of the remaining bits of both words. */
  readonly unit: number;
  readonly #heights: Float64Array;
  readonly #density: (x: number) => number;
  readonly #beyondTail: (random: Bits) => number;

  constructor({ tail, area, isSymmetric, density, inverse, beyondTail }: ZigguratParts) {
    this.edges = edges(tail, area, density, inverse);
    this.choosing = isSymmetric ? 9 : 8;
    this.signs = isSymmetric ? 2 : 0;
    this.unit = 2 ** (this.choosing - 61);
    this.#heights = this.edges.map(density);
    this.#density = density;
    this.#beyondTail = beyondTail;
  }

  /** Makes one draw. */
  draw(random: Bits): number {
    return this.settle(random.next(), random.next(), random);
  }

  /** Completes the draw that begins with these two words; takes more words when they fall outside the density. */
  settle(first: number, second: number, random: Bits): number {
    for (let bits = first, low = second; ; bits = random.next(), low = random.next()) {
      const layer = bits & (layers - 1);
      const sign = 1 - ((bits >>> 7) & this.signs);
      const x = ((bits >>> this.choosing) * 2 ** 29 + (low >>> 3)) * this.unit * this.edges[layer + 1];
      if (x < this.edges[layer]) return sign * x;
      if (layer === layers - 1) return sign * this.#beyondTail(random);
      const bottom = this.#heights[layer + 1];
      const y = bottom + (this.#heights[layer] - bottom) * random.uniform();
      if (y < this.#density(x)) return sign * x;
    }
  }
}

interface ZigguratParts {
  /** Right edge of the lowest layer, and the area of each layer. */
  readonly tail: number;
  readonly area: number;
  readonly isSymmetric: boolean;
  /** The density, which falls from 1 at zero, and its inverse. */
  readonly density: (x: number) => number;
  readonly inverse: (y: number) => number;
  /** Makes a draw beyond the right edge of the lowest layer. */
  readonly beyondTail: (random: Bits) => number;
}

const exponentialTail = 7.69711747013105;
const normalTail = 3.6541528853610088;

/** Exponential with mean one. */
export const exponentialZiggurat = new Ziggurat({
  tail: exponentialTail,
  area: 0.003949659822581557,
  isSymmetric: false,
  density: (x) => exp(-x),
  inverse: (y) => -log(y),
  beyondTail: (random) => exponentialTail - log(random.uniform()),
});

/** Normal with mean zero and variance one. */
export const normalZiggurat = new Ziggurat({
  tail: normalTail,
  area: 0.00492867323399,
  isSymmetric: true,
  density: (x) => exp(-0.5 * x * x),
  inverse: (y) => Math.sqrt(-2 * log(y)),
  beyondTail: beyondNormalTail,
});

/**
 * Draws from the tail by rejection (G. Marsaglia, "Generating a Variable from the Tail of the Normal Distribution",
 * Technometrics 6(1), 1964).
 */
function beyondNormalTail(random: Bits): number {
  for (;;) {
    const x = -log(random.uniform()) / normalTail;
    const y = -log(random.uniform());
    if (2 * y >= x * x) return normalTail + x;
  }
}

function edges(
  tail: number,
  area: number,
  density: (x: number) => number,
  inverse: (y: number) => number,
): Float64Array {
  const table = new Float64Array(layers + 1);
  table[layers] = area / density(tail);
  table[layers - 1] = tail;
  for (let i = layers - 2; i > 0; i--) table[i] = inverse(area / table[i + 1] + density(table[i + 1]));
  return table;
}
