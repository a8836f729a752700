import seedrandom from "seedrandom";
import { describe, expect, test } from "vitest";
import { correlation, kolmogorovSmirnov, normalCdf } from "../../sim/statistics/index.js";
import { keyed, Random } from "../../workload/index.js";
import { chiSquareTest } from "../statistics/chi-square.js";
import { mean, significance, variance, z999 } from "./fixture.js";

const count = 200_000;
const drawn = (draw: () => number, times = count) => Array.from({ length: times }, draw);

describe("the generator", () => {
  test("gives PractRand's published numbers for sfc32 with seed 0", () => {
    // RNG_output sfc32 32 0000000000000000
    const published = [0x514676c3, 0x08a809df, 0x30349d2b, 0xfb52c520, 0x38802be1, 0x948279e6, 0xec4bf1d9, 0x7cb0a909];
    const random = new Random(0, 0, 0);
    expect(published.map(() => random.next() >>> 0)).toEqual(published);
  });

  test("fills 1,000 cells evenly", () => {
    const random = Random.stream(1, "cells");
    const cells = new Array<number>(1_000).fill(0);
    for (let i = 0; i < count; i++) cells[Math.floor(random.uniform() * 1_000)]++;
    const expected = cells.map(() => count / 1_000);
    expect(chiSquareTest(cells, expected).pValue).toBeGreaterThan(significance);
  });

  test("sets each of its 32 bits half of the time", () => {
    const random = Random.stream(1, "bits");
    const values = drawn(() => random.next());
    for (let bit = 0; bit < 32; bit++) {
      const share = mean(values.map((value) => (value >>> bit) & 1));
      expect(Math.abs(share - 0.5)).toBeLessThan((4.2 * 0.5) / Math.sqrt(count)); // 99.9 % over all 32 together
    }
  });
});

describe("draws", () => {
  test("a batch has the numbers of one draw after the other, tails included, and leaves the stream where they do", () => {
    const [batched, single] = [Random.stream(1, "batch"), Random.stream(1, "batch")];
    for (const size of [1, 0, 20_000, 256]) {
      const [exponentials, normals] = [new Float64Array(size), new Float64Array(size)];
      batched.exponentials(exponentials);
      batched.normals(normals);
      expect(exponentials).toEqual(exponentials.map(() => single.exponential()));
      expect(normals).toEqual(normals.map(() => single.normal()));
    }
    expect(batched.next()).toBe(single.next());
  });

  test("exponential() follows 1 − e^−x, its tail beyond the last layer included", () => {
    const random = Random.stream(2, "exponential");
    const values = drawn(() => random.exponential());
    expect(kolmogorovSmirnov(values, (x) => 1 - Math.exp(-x)).pValue).toBeGreaterThan(significance);
    const beyond = values.filter((x) => x > 7.69711747013105).length;
    const expected = count * Math.exp(-7.69711747013105);
    expect(Math.abs(beyond - expected)).toBeLessThan(z999 * Math.sqrt(expected));
  });

  test("normal() follows the normal distribution, its tails included", () => {
    const random = Random.stream(3, "normal");
    const values = drawn(() => random.normal(), 1_000_000);
    expect(kolmogorovSmirnov(values.slice(0, count), normalCdf).pValue).toBeGreaterThan(significance);
    const beyond = values.filter((x) => Math.abs(x) > 3.6541528853610088).length;
    const expected = 2e6 * normalCdf(-3.6541528853610088);
    expect(Math.abs(beyond - expected)).toBeLessThan(z999 * Math.sqrt(expected));
  });
});

describe("streams", () => {
  test("begin as seedrandom's alea of the seed and the names says", () => {
    const alea = seedrandom.alea("7\u0000steps\u0000chat\u00000");
    const [a, b, c] = [alea.int32(), alea.int32(), alea.int32()];
    const [stream, begun] = [Random.stream(7, "steps", "chat", 0), new Random(a, b, c)];
    expect(drawn(() => stream.next(), 100)).toEqual(drawn(() => begun.next(), 100));
  });

  test("follow Baagøe's alea as he published it, written out here", () => {
    const text = "1\u0000arrivals";
    const [alea, twin] = [seedrandom.alea(text), baagoe(text)];
    expect(drawn(() => alea.int32(), 100)).toEqual(drawn(() => (twin() * 2 ** 32) | 0, 100));
  });

  test("the same seed and names give the same numbers", () => {
    const [a, b] = [Random.stream(7, "steps", "chat", 0), Random.stream(7, "steps", "chat", 0)];
    expect(drawn(() => a.next(), 100)).toEqual(drawn(() => b.next(), 100));
  });

  test("neighbours in seed, name or index are unrelated", () => {
    const start = drawnFrom(Random.stream(1, "steps", 0));
    const neighbours = [
      Random.stream(2, "steps", 0),
      Random.stream(1, "step", 0),
      Random.stream(1, "steps", 1),
      Random.stream(1, "steps0"),
    ];
    for (const neighbour of neighbours) {
      expect(Math.abs(correlation(start, drawnFrom(neighbour)))).toBeLessThan(z999 / Math.sqrt(count));
    }
  });

  test("the first numbers of 20,000 consecutive seeds are as even as those of one stream", () => {
    const firsts = Array.from({ length: 20_000 }, (_, seed) => Random.stream(seed, "arrivals").uniform());
    expect(kolmogorovSmirnov(firsts, (x) => x).pValue).toBeGreaterThan(significance);
  });

  test("with keys differ by purpose and by each part of the key, and are the same for the same key", () => {
    const first = (...key: Parameters<typeof Random.keyed>) => Random.keyed(...key).uniform();
    const firsts = [
      first(1, "a", 1, 2),
      first(2, "a", 1, 2),
      first(1, "b", 1, 2),
      first(1, "a", 2, 1),
      first(1, "a", 1),
    ];
    expect(new Set([...firsts, first(1, "a", 1 + 2 ** 32, 2), Random.stream(1, "a").uniform()]).size).toBe(7);
    expect(first(1, "a", 1, 2)).toBe(firsts[0]);
    const many = Array.from({ length: 20_000 }, (_, number) => first(1, "sessions/chat", number));
    expect(kolmogorovSmirnov(many, (x) => x).pValue).toBeGreaterThan(significance);
    expect(Math.abs(correlation(many.slice(1), many.slice(0, -1)))).toBeLessThan(z999 / Math.sqrt(many.length));
  });

  const drawnFrom = (random: Random) => drawn(() => random.uniform());
});

describe("keyed draws", () => {
  test("are uniform over their keys and independent from one to the next", () => {
    const values = Array.from({ length: count }, (_, ordinal) => keyed(1, "retry", ordinal, 1));
    expect(kolmogorovSmirnov(values, (x) => x).pValue).toBeGreaterThan(significance);
    expect(Math.abs(correlation(values.slice(1), values.slice(0, -1)))).toBeLessThan(z999 / Math.sqrt(count));
    expect(variance(values)).toBeCloseTo(1 / 12, 3);
  });

  test("differ in each part of the key, and are the same for the same key", () => {
    const keys = [keyed(1, "a", 1, 2), keyed(2, "a", 1, 2), keyed(1, "b", 1, 2), keyed(1, "a", 2, 1), keyed(1, "a", 1)];
    expect(new Set([...keys, keyed(1, "a", 1 + 2 ** 32, 2)]).size).toBe(6);
    expect(keyed(1, "a", 1, 2)).toBe(keys[0]);
  });
});

/** Alea 0.9 with the hash Mash 0.9 (J. Baagøe, "Better random numbers for javascript", 2010), line by line. */
function baagoe(text: string): () => number {
  let n = 0xefc8249d;
  const mash = (data: string) => {
    for (const unit of data.split("")) {
      n += unit.charCodeAt(0);
      let h = 0.02519603282416938 * n;
      n = h >>> 0;
      h = (h - n) * n;
      n = h >>> 0;
      n += (h - n) * 2 ** 32;
    }
    return (n >>> 0) * 2 ** -32;
  };
  const states = [" ", " ", " "].map(mash).map((state) => {
    const hashed = state - mash(text);
    return hashed < 0 ? hashed + 1 : hashed;
  });
  let carry = 1;
  return () => {
    const t = 2091639 * states[0] + carry * 2 ** -32;
    carry = t | 0;
    states.splice(0, 3, states[1], states[2], t - carry);
    return states[2];
  };
}
