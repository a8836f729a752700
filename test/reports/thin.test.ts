import { expect, test } from "vitest";
import { fitted } from "../../reports/charts/thin.js";

test("thinned charts keep each peak and the outline of each band, and small ones stay as they are", () => {
  const minutes = Array.from({ length: 50_000 }, (_, minute) => minute);
  const line = {
    ...{ name: "p99", as: "line" as const },
    points: minutes.map((minute) => [minute, minute === 31_313 ? 9_000 : minute % 7] as const),
    band: minutes.map((minute) => [minute, minute === 40_000 ? -1 : 2, minute === 41_234 ? 77 : 5] as const),
  };
  const chart = { kind: "time" as const, title: "", about: "", unit: "ms" as const, perSecond: false, startMs: 0 };
  const whole = { ...chart, lines: [line], limits: [], marks: [] };
  const [thin] = fitted([whole]);
  const [{ points, band }] = (thin as typeof whole).lines;
  expect(points.length + 1.5 * band.length).toBeLessThanOrEqual(40_000);
  expect(points).toContainEqual([31_313, 9_000]);
  expect(points.filter(([minute]) => line.points[minute][1] !== points.find(([at]) => at === minute)![1])).toEqual([]);
  expect(Math.min(...band.map(([, low]) => low))).toBe(-1);
  expect(Math.max(...band.map(([, , high]) => high))).toBe(77);
  const small = { ...whole, lines: [{ ...line, points: line.points.slice(0, 10), band: [] }] };
  expect(fitted([small])).toEqual([small]);
});
