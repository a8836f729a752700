import { expect, test } from "vitest";
import { exp, log } from "../../workload/index.js";

const relative = (value: number, expected: number) => Math.abs(value / expected - 1);

test("exp agrees with Math.exp within 3e-15 up to 20, and within 1e-13 over its whole range", () => {
  for (let x = -20; x <= 20; x += 0.0007) expect(relative(exp(x), Math.exp(x))).toBeLessThan(3e-15);
  for (let x = -708; x <= 708; x += 0.31) expect(relative(exp(x), Math.exp(x))).toBeLessThan(1e-13);
});

test("exp is exact where the value is", () => {
  expect(exp(0)).toBe(1);
});

test("log agrees with Math.log within 1e-15 of the larger of 1 and the result", () => {
  for (let x = 1e-9; x < 1e12; x *= 1.003) {
    expect(Math.abs(log(x) - Math.log(x))).toBeLessThan(1e-15 * Math.max(1, Math.abs(Math.log(x))));
  }
});
