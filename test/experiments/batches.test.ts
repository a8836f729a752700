import fc from "fast-check";
import { expect, test } from "vitest";
import { Batches } from "../../sim/experiments/batches.js";

test("one job a batch until it is known how long they take, then as many as take fifty milliseconds, and one again at the end", () => {
  const batches = new Batches(100, 2);
  const lengths: number[] = [];
  for (let places = batches.next(); places.length > 0; places = batches.next()) {
    lengths.push(places.length);
    batches.end(places, places.length, 5 * places.length);
  }
  expect(lengths.slice(0, 3)).toEqual([1, 10, 10]);
  expect(lengths.at(-1)).toBe(1);
  expect(lengths).toEqual([lengths[0], ...lengths.slice(1).sort((a, b) => b - a)]);
});

test("jobs that take longer than a message may are handed over one by one, and those that came together with one are", () => {
  const batches = new Batches(100, 1);
  batches.end(batches.next(), 1, 1);
  const many = batches.next();
  expect(many.length).toBeGreaterThan(1);
  batches.end(many, 1, 60);
  expect(many.slice(1).map(() => batches.next())).toEqual(many.slice(1).map((place) => [place]));
  expect(batches.next()).toHaveLength(1);
});

test("whatever becomes of batches, every job is done once, and those that were lost together are tried alone", () => {
  const fate = fc.record({
    isLost: fc.boolean(),
    done: fc.nat(),
    tookMs: fc.double({ min: 0, max: 200, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.nat(60), fc.integer({ min: 1, max: 4 }), fc.infiniteStream(fate), (jobs, threads, fates) => {
      const batches = new Batches(jobs, threads);
      const done: number[] = [];
      const lost = new Set<number>();
      for (let places = batches.next(); places.length > 0; places = batches.next()) {
        const { isLost, ...ended } = fates.next().value!;
        if (places.some((place) => lost.has(place))) expect(places).toHaveLength(1);
        if (isLost && places.length > 1) {
          batches.lose(places);
          for (const place of places) lost.add(place);
          continue;
        }
        const count = 1 + (ended.done % places.length);
        batches.end(places, count, ended.tookMs);
        done.push(...places.slice(0, count));
      }
      expect(done.sort((a, b) => a - b)).toEqual(Array.from({ length: jobs }, (_, place) => place));
    }),
    { seed: 1, numRuns: 200 },
  );
});
