import { hashText, scramble } from "./hash.js";
import { exponentialZiggurat, normalZiggurat, type Ziggurat } from "./ziggurat.js";

const TO_53_BITS = 2 ** -53;
const WARM_UP_ROUNDS = 12;

/**
 * A stream of random numbers: sfc32 (Chris Doty-Humphrey, PractRand), period at least 2^32 and 2^127 on average.
 * Whoever needs randomness for a purpose of its own takes a stream of its own, named after that purpose.
 */
export class Random {
  // Zeros before the seed: a field that held `undefined` first would be a tagged value each time it is read.
  #a = 0;
  #b = 0;
  #c = 0;
  #counter = 1;

  constructor(a: number, b: number, c: number) {
    this.#a = a | 0;
    this.#b = b | 0;
    this.#c = c | 0;
    for (let i = 0; i < WARM_UP_ROUNDS; i++) this.next();
  }

  /** The stream of one purpose: any other seed or name gives an unrelated one, since all are hashed, never added. */
  static stream(seed: number, ...names: readonly (string | number)[]): Random {
    const text = purpose(seed, names);
    return new Random(hashText(text, 1), hashText(text, 2), hashText(text, 3));
  }

  /** 32 random bits as a signed integer. */
  next(): number {
    const b = this.#b;
    const c = this.#c;
    const bits = (((this.#a + b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = b ^ (b >>> 9);
    this.#b = (c + (c << 3)) | 0;
    this.#c = (((c << 21) | (c >>> 11)) + bits) | 0;
    return bits;
  }

  /** Uniform in (0, 1): the middles of 2^53 equal cells, so that neither end is ever drawn. */
  uniform(): number {
    const high = this.next() >>> 5;
    const low = this.next() >>> 6;
    return (high * 2 ** 26 + low + 0.5) * TO_53_BITS;
  }

  /** Exponential with mean one. */
  exponential(): number {
    return exponentialZiggurat.draw(this);
  }

  /** Normal with mean zero and variance one. */
  normal(): number {
    return normalZiggurat.draw(this);
  }

  /** As many exponential draws as there is room for: the same as one after the other, in half the time. */
  exponentials(into: Float64Array): void {
    this.#fill(into, exponentialZiggurat);
  }

  /** The same with normal draws. */
  normals(into: Float64Array): void {
    this.#fill(into, normalZiggurat);
  }

  /** Two rounds of `next` a draw, with the state in registers: `| 0` says that the fields hold words. */
  #fill(into: Float64Array, ziggurat: Ziggurat): void {
    const { edges, choosing, signs, unit } = ziggurat;
    let a = this.#a | 0;
    let b = this.#b | 0;
    let c = this.#c | 0;
    let counter = this.#counter | 0;
    for (let i = 0; i < into.length; i++) {
      const bits = (((a + b) | 0) + counter) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + bits) | 0;
      const low = (((a + b) | 0) + counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + low) | 0;
      counter = (counter + 2) | 0;
      const layer = bits & 255;
      const x = ((bits >>> choosing) * 2 ** 29 + (low >>> 3)) * unit * edges[layer + 1];
      into[i] = (1 - ((bits >>> 7) & signs)) * x;
      if (x < edges[layer]) continue;
      this.#goOn(a, b, c, counter);
      into[i] = ziggurat.settle(bits, low, this);
      a = this.#a | 0;
      b = this.#b | 0;
      c = this.#c | 0;
      counter = this.#counter | 0;
    }
    this.#goOn(a, b, c, counter);
  }

  #goOn(a: number, b: number, c: number, counter: number): void {
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#counter = counter;
  }
}

/**
 * A draw in (0, 1) that belongs to a thing rather than to a place in a sequence: the same key gives the same number
 * however many others were drawn before. For what happens under some policies only, such as a retry or a lost task.
 */
export function keyed(seed: number, name: string, a: number, b = 0): number {
  return keyedDraws(seed, name)(a, b);
}

/** The same for many draws of one purpose, whose name is then hashed once. */
export function keyedDraws(seed: number, name: string): (a: number, b?: number) => number {
  const text = purpose(seed, [name]);
  const [first, second] = [hashText(text, 4), hashText(text, 5)];
  return (a, b = 0) => {
    const high = mixIn(mixIn(first, a), b) >>> 5;
    const low = mixIn(mixIn(second, b), a) >>> 6;
    return (high * 2 ** 26 + low + 0.5) * TO_53_BITS;
  };
}

function purpose(seed: number, names: readonly (string | number)[]): string {
  return [seed, ...names].join("\u0000");
}

/** Hashes a whole number of up to 53 bits into `hash`. */
function mixIn(hash: number, value: number): number {
  const low = scramble(hash ^ (value | 0)) + 0x9e3779b9;
  return scramble(low ^ Math.floor(value / 2 ** 32));
}
