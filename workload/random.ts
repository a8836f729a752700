import seedrandom from "seedrandom";
import { exponentialZiggurat, normalZiggurat, type Ziggurat } from "./ziggurat.js";

const TO_53_BITS = 2 ** -53;
const WARM_UP_ROUNDS = 12;

/**
 * A stream of random numbers: sfc32 (Chris Doty-Humphrey, PractRand), with a period of at least 2^32 and 2^127 on
 * average, seeded with the first three words of `seedrandom`'s alea for the scenario's seed and the stream's name. Each
 * separate purpose uses its own stream, named after it.
 */
export class Random {
  // The fields start as numbers, since V8 would box every value of a field that held `undefined` first.
  #a = 0;
  #b = 0;
  #c = 0;
  #counter = 1;

  constructor(a: number, b: number, c: number) {
    this.begin(a, b, c);
  }

  /** Seeds the stream anew. */
  begin(a: number, b: number, c: number): void {
    this.#a = a | 0;
    this.#b = b | 0;
    this.#c = c | 0;
    this.#counter = 1;
    for (let i = 0; i < WARM_UP_ROUNDS; i++) this.next();
  }

  /**
   * The stream for one purpose. Any other seed or name gives an unrelated stream, since all are hashed and never added.
   */
  static stream(seed: number, ...names: readonly (string | number)[]): Random {
    return new Random(...seedWords([seed, ...names].join("\u0000")));
  }

  /**
   * The stream for one of many similar things, such as sessions or tasks. The purpose is seeded once, and the key is
   * hashed into its words.
   */
  static keyed(seed: number, name: string, a: number, b = 0): Random {
    const [first, second, third] = keptWords(seed, name);
    return new Random(mixIn(mixIn(first, a), b), mixIn(mixIn(second, b), a), mixIn(mixIn(third, a), b));
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

  /** Fills an array with exponential draws: the same numbers as single draws give, in half the time. */
  exponentials(into: Float64Array): void {
    this.#fill(into, exponentialZiggurat);
  }

  /** Fills an array with normal draws. */
  normals(into: Float64Array): void {
    this.#fill(into, normalZiggurat);
  }

  /**
   * Makes two rounds of `next` per draw, with the state in local variables; `| 0` tells the compiler that they are
   * 32-bit integers.
   */
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
 * A draw in (0, 1) that depends on a key rather than on a position in a sequence: the same key gives the same number
 * however many others were drawn before. Use it for what happens only under some policies, such as a retry or a lost
 * task. The purpose's words, from alea as those of a stream, are hashed with the key.
 */
export function keyed(seed: number, name: string, a: number, b = 0): number {
  return mixed(keptWords(seed, name), a, b);
}

/** The same as `keyed`, for many draws with one purpose, which is looked up only once. */
export function keyedDraws(seed: number, name: string): (a: number, b?: number) => number {
  const words = keptWords(seed, name);
  return (a, b = 0) => mixed(words, a, b);
}

/**
 * The streams for many similar things, as `Random.keyed` gives them. Only the latest may be in use, so that none is
 * allocated.
 */
export class KeyedRandom {
  readonly #words: Words;
  readonly #random = new Random(0, 0, 0);

  constructor(seed: number, name: string) {
    this.#words = keptWords(seed, name);
  }

  of(a: number, b = 0): Random {
    const [first, second, third] = this.#words;
    this.#random.begin(mixIn(mixIn(first, a), b), mixIn(mixIn(second, b), a), mixIn(mixIn(third, a), b));
    return this.#random;
  }
}

function mixed([first, second]: Words, a: number, b: number): number {
  const high = mixIn(mixIn(first, a), b) >>> 5;
  const low = mixIn(mixIn(second, b), a) >>> 6;
  return (high * 2 ** 26 + low + 0.5) * TO_53_BITS;
}

/** Hashes a whole number of up to 53 bits into `hash`. */
function mixIn(hash: number, value: number): number {
  const low = scramble(hash ^ (value | 0)) + 0x9e3779b9;
  return scramble(low ^ Math.floor(value / 2 ** 32));
}

type Words = readonly [number, number, number];

/** The initial words of a purpose: alea (Johannes Baagøe) seeded with its text, which takes 3 µs. */
function seedWords(purpose: string): Words {
  const alea = seedrandom.alea(purpose);
  return [alea.int32(), alea.int32(), alea.int32()];
}

const KEPT_MAX = 1_000;
const kept = new Map<string, Words>();

/** The same, cached for a purpose that is asked for repeatedly, since 3 µs are long compared with a draw. */
function keptWords(seed: number, name: string): Words {
  const purpose = `${seed}\u0000${name}`;
  const known = kept.get(purpose);
  if (known !== undefined) return known;
  if (kept.size === KEPT_MAX) kept.clear();
  const words = seedWords(purpose);
  kept.set(purpose, words);
  return words;
}

/** The seed of a replication. It is hashed, so that neighbouring scenario seeds share no replication. */
export function replicationSeed(seed: number, index: number): number {
  return Math.floor(keyed(seed, "replication", index) * Number.MAX_SAFE_INTEGER);
}

/** The seed for one type of day in a month, so that each type has its own random numbers. */
export function daySeed(seed: number, day: string): number {
  return Math.floor(keyed(seed, `day/${day}`, 0) * Number.MAX_SAFE_INTEGER);
}

/**
 * The seed for what a replication's servers draw, such as how long work takes, while its clients do the same. Draw 0 is
 * the replication itself; every other draw is another outcome for the same arrivals.
 */
export function serverSeed(replicationSeed: number, draw: number): number {
  if (draw === 0) return replicationSeed;
  return Math.floor(keyed(replicationSeed, "server", draw) * Number.MAX_SAFE_INTEGER);
}

/** Mixes 32 bits so that every input bit affects every output bit (the finalizer of MurmurHash3). */
export function scramble(bits: number): number {
  let h = bits;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** A 32-bit hash of a text; `lane` selects one of a family of hashes (FNV-1a with a mixed start and end). */
export function hashText(text: string, lane: number): number {
  let h = scramble(0x811c9dc5 + lane);
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return scramble(h ^ text.length);
}
