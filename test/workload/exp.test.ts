import { expect, test } from "vitest";
import { exp, log } from "../../workload/index.js";

/** The largest relative error of `exp` from −`most` to `most`. */
function errorUpTo(most: number, step: number): number {
  let worst = 0;
  for (let x = -most; x <= most; x += step) worst = Math.max(worst, Math.abs(exp(x) / Math.exp(x) - 1));
  return worst;
}

test("exp agrees with Math.exp within 3e-15 up to 20, and within 1e-13 over its whole range", () => {
  expect(errorUpTo(20, 0.0007)).toBeLessThan(3e-15);
  expect(errorUpTo(708, 0.31)).toBeLessThan(1e-13);
});

test("exp is exact where the exact value is a double", () => {
  expect(exp(0)).toBe(1);
});

test("log agrees with Math.log within 1e-15 of the larger of 1 and the result", () => {
  let worst = 0;
  for (let x = 1e-9; x < 1e12; x *= 1.003) {
    worst = Math.max(worst, Math.abs(log(x) - Math.log(x)) / Math.max(1, Math.abs(Math.log(x))));
  }
  expect(worst).toBeLessThan(1e-15);
});
