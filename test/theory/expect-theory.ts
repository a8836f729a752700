import { expect } from "vitest";
import type { Mean } from "./station.js";

/** The theory lies in the measured interval, and the interval is narrower than `precision` to both sides of its mean. */
export function expectTheory(measured: Mean, theory: number, precision: number): void {
  expect(measured.low).toBeLessThanOrEqual(theory);
  expect(measured.high).toBeGreaterThanOrEqual(theory);
  expect(measured.precision).toBeLessThan(precision);
}
