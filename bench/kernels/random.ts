/**
 * Random numbers for the bare kernels, inlined where they are used and without anything that a product needs: sfc32, the
 * 256-layer ziggurats of Marsaglia and Tsang, and an exponential function by table.
 */
const TO_53_BITS = 2 ** -53;

export class Sfc32 {
  a: number;
  b: number;
  c: number;
  d = 1;

  constructor(seed: number) {
    const next = splitmix32(seed);
    this.a = next();
    this.b = next();
    this.c = next();
    for (let i = 0; i < 12; i++) this.next();
  }

  next(): number {
    const { a, b, c } = this;
    const bits = (((a + b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = b ^ (b >>> 9);
    this.b = (c + (c << 3)) | 0;
    this.c = (((c << 21) | (c >>> 11)) + bits) | 0;
    return bits;
  }

  uniform(): number {
    const high = this.next() >>> 5;
    const low = this.next() >>> 6;
    return (high * 67108864 + low + 0.5) * TO_53_BITS;
  }
}

function splitmix32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) | 0;
  };
}

/** Edges and heights of a ziggurat with 256 layers of equal `area` under `density`, whose tail begins at `tail`. */
function layers(
  tail: number,
  area: number,
  density: (x: number) => number,
  inverse: (y: number) => number,
): { readonly edges: Float64Array; readonly heights: Float64Array } {
  const edges = new Float64Array(257);
  edges[256] = area / density(tail);
  edges[255] = tail;
  for (let i = 254; i > 0; i--) edges[i] = inverse(area / edges[i + 1] + density(edges[i + 1]));
  return { edges, heights: edges.map(density) };
}

const expTail = 7.69711747013105;
const exponentialLayers = layers(
  expTail,
  0.003949659822581557,
  (x) => Math.exp(-x),
  (y) => -Math.log(y),
);
const expEdges = exponentialLayers.edges;
const expHeights = exponentialLayers.heights;

export function exponential(random: Sfc32): number {
  for (;;) {
    const bits = random.next();
    const low = random.next() >>> 3;
    const layer = bits & 255;
    const x = ((bits >>> 8) * 536870912 + low) * TO_53_BITS * expEdges[layer + 1];
    if (x < expEdges[layer]) return x;
    if (layer === 255) return expTail - Math.log(random.uniform());
    const height = expHeights[layer + 1] + (expHeights[layer] - expHeights[layer + 1]) * random.uniform();
    if (height < Math.exp(-x)) return x;
  }
}

const normalTail = 3.6541528853610088;
const halfNormal = (x: number) => Math.exp(-0.5 * x * x);
const normalLayers = layers(normalTail, 0.00492867323399, halfNormal, (y) => Math.sqrt(-2 * Math.log(y)));
const normalEdges = normalLayers.edges;
const normalHeights = normalLayers.heights;

function normal(random: Sfc32): number {
  for (;;) {
    const bits = random.next();
    const low = random.next() >>> 3;
    const layer = bits & 255;
    const sign = bits & 256 ? -1 : 1;
    const x = ((bits >>> 9) * 536870912 + low) * (1 / 4503599627370496) * normalEdges[layer + 1];
    if (x < normalEdges[layer]) return sign * x;
    if (layer === 255) {
      let beyond: number;
      let level: number;
      do {
        beyond = -Math.log(random.uniform()) / normalTail;
        level = -Math.log(random.uniform());
      } while (level + level < beyond * beyond);
      return sign * (normalTail + beyond);
    }
    const height = normalHeights[layer + 1] + (normalHeights[layer] - normalHeights[layer + 1]) * random.uniform();
    if (height < halfNormal(x)) return sign * x;
  }
}

/** A service time with mean 1: the exponential of a normal with log-mean −0.125 and log-sigma 0.5. */
export function lognormal(random: Sfc32): number {
  return exp(-0.125 + 0.5 * normal(random));
}

const fractions = Float64Array.from({ length: 256 }, (_, i) => 2 ** (i / 256));
const powers = Float64Array.from({ length: 257 }, (_, i) => 2 ** (i - 128));

/** 2^(n/256) by table times a polynomial of degree four, for |x| < 88. */
function exp(x: number): number {
  const n = Math.floor(x * 369.3299304675746 + 0.5) | 0;
  const r = x - n * 0.0027076061740622863;
  const polynomial = 1 + r * (1 + r * (0.5 + r * (0.16666666666666666 + r * 0.041666666666666664)));
  return powers[(n >> 8) + 128] * fractions[n & 255] * polynomial;
}
