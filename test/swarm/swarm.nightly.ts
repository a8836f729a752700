import { test } from "vitest";
import { expectNoneIsOurBug } from "./mutated.js";
import { expectBooksAddUp, expectNothingLeft } from "./random.js";

test("5,000 mutated scenarios are refused with their problems, or run to an end; none is our bug", () => {
  expectNoneIsOurBug(5_000);
});

test("whatever is asked of it in 600 random scenarios, a run ends, its books add up, and it can be had again", () => {
  expectBooksAddUp(600);
});

test("eight hours after the last request nothing is left of any of 200 random scenarios", () => {
  expectNothingLeft(200);
});
