import { describe, expect, test } from "vitest";
import { z } from "zod";
import { arrivalKinds, arrivalsShape, createArrivals, followsCurve } from "../../workload/arrivals/index.js";
import { integral } from "../../workload/curves/index.js";
import { segmentsOf } from "../../workload/curves/segments.js";
import { Random } from "../../workload/index.js";
import { allOf, tablesOf } from "../workload/fixture.js";

/** A spelling of every kind; a new kind is tested by a line here. */
const examples: Readonly<Record<string, object>> = {
  poisson: {},
  even: {},
  bursty: { dispersion: 3, timeScale: "5s" },
  trace: { file: "times.csv", column: "at", atEnd: "repeat" },
};

const horizon = { from: -60e6, to: 1_200e6 };
const rates = segmentsOf(
  [
    [-60e6, 20],
    [100e6, 0],
    [400e6, 3.3],
    [400.000001e6, 90],
  ],
  horizon,
);
const times = Array.from({ length: 5_000 }, (_, i) => ((i * i) % 977) / 1e3 + i / 10).sort((a, b) => a - b);
const tables = tablesOf({ "times.csv": `at\n${times.join("\n")}\n` });

describe.each(arrivalKinds.map(({ kind }) => ({ kind })))("$kind", ({ kind }) => {
  const config = arrivalsShape.parse({ kind, ...examples[kind] });
  const create = () => {
    const stream = (purpose: string) => Random.stream(11, "arrivals", purpose);
    return createArrivals(config, { rates, horizon, tables, stream });
  };
  const all = allOf(create());

  test("comes in order, in whole microseconds, within the horizon", () => {
    expect(all.length).toBeGreaterThan(1_000);
    expect(all.every((time, i) => i === 0 || time >= all[i - 1])).toBe(true);
    expect(all.every((time) => Number.isInteger(time) && time >= horizon.from && time < horizon.to)).toBe(true);
  });

  test("comes at the rate that it states, and not where that is zero", () => {
    const { rates } = create();
    const expected = integral(rates, horizon.from, horizon.to);
    expect(Math.abs(all.length - expected)).toBeLessThan(3.29 * Math.sqrt(3 * expected));
    expect(all.filter((time) => time > 100e6 && time < 400e6).length > 0).toBe(!followsCurve(config));
  });

  test("has nothing more to give after its end", () => {
    const arrivals = create();
    const batch = new Float64Array(all.length + 10);
    expect(arrivals.fill(batch)).toBe(all.length);
    expect(arrivals.fill(batch)).toBe(0);
  });

  test("is the same in batches of any size", () => {
    const arrivals = create();
    const one = new Float64Array(1);
    const singly = all.map(() => {
      arrivals.fill(one);
      return one[0];
    });
    expect(singly).toEqual(all);
  });

  test("is written back as it was read", () => {
    expect(z.decode(arrivalsShape, z.encode(arrivalsShape, config))).toEqual(config);
  });
});

test("every kind has an example here and one sentence about it", () => {
  expect(Object.keys(examples).sort()).toEqual(arrivalKinds.map(({ kind }) => kind).sort());
  expect(arrivalKinds.every(({ about }) => about.endsWith("."))).toBe(true);
});
