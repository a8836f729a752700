import { exp, log } from "./exp.js";

/** What a ziggurat draws from. */
export interface Bits {
  next(): number;
  uniform(): number;
}

const layers = 256;
const TO_52_BITS = 2 ** -52;
const TO_53_BITS = 2 ** -53;

// Right edge of the lowest layer and area of each: G. Marsaglia, W. W. Tsang, "The Ziggurat Method for Generating
// Random Variables", Journal of Statistical Software 5(8), 2000, for 256 layers.
const exponentialTail = 7.69711747013105;
const exponentialArea = 0.003949659822581557;
const normalTail = 3.6541528853610088;
const normalArea = 0.00492867323399;

const exponentialEdges = edges(
  exponentialTail,
  exponentialArea,
  (x) => exp(-x),
  (y) => -log(y),
);
const exponentialHeights = exponentialEdges.map((x) => exp(-x));
const normalEdges = edges(normalTail, normalArea, bell, (y) => Math.sqrt(-2 * log(y)));
const normalHeights = normalEdges.map(bell);

/** Exponential with mean one. */
export function exponentialZiggurat(random: Bits): number {
  for (;;) {
    const bits = random.next();
    const layer = bits & 255;
    const x = ((bits >>> 8) * 2 ** 29 + (random.next() >>> 3)) * TO_53_BITS * exponentialEdges[layer + 1];
    if (x < exponentialEdges[layer]) return x;
    if (layer === layers - 1) return exponentialTail - log(random.uniform());
    if (isBelow(exponentialHeights, layer, random.uniform(), exp(-x))) return x;
  }
}

/** Normal with mean zero and variance one. */
export function normalZiggurat(random: Bits): number {
  for (;;) {
    const bits = random.next();
    const layer = bits & 255;
    const sign = 1 - ((bits >>> 7) & 2); // a branch here would be guessed wrong every other time
    const x = ((bits >>> 9) * 2 ** 29 + (random.next() >>> 3)) * TO_52_BITS * normalEdges[layer + 1];
    if (x < normalEdges[layer]) return sign * x;
    if (layer === layers - 1) return sign * beyondNormalTail(random);
    if (isBelow(normalHeights, layer, random.uniform(), bell(x))) return sign * x;
  }
}

/** A normal draw above the tail's start, by rejection (G. Marsaglia, "Generating a Variable from the Tail", 1964). */
function beyondNormalTail(random: Bits): number {
  for (;;) {
    const x = -log(random.uniform()) / normalTail;
    const y = -log(random.uniform());
    if (2 * y >= x * x) return normalTail + x;
  }
}

/** Is a point at a uniform height within the layer below the curve? */
function isBelow(heights: Float64Array, layer: number, uniform: number, density: number): boolean {
  const bottom = heights[layer + 1];
  return bottom + (heights[layer] - bottom) * uniform < density;
}

/** Right edges of layers of equal area, widest last; entry 256 is the base layer's width with its tail folded in. */
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

function bell(x: number): number {
  return exp(-0.5 * x * x);
}
