import { test } from "vitest";
import { expectBooksAddUp, expectNothingLeft } from "./random.js";

test("whatever is asked of it, a run ends, its books add up, and it can be had again", () => {
  expectBooksAddUp(40);
});

test("eight hours after the last request nothing is left of any", () => {
  expectNothingLeft(12);
});
