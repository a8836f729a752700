import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ratio } from "../../scenarios/language/index.js";
import { observedDiscount } from "../../sim/cost/price-book.js";
import { shippedBook } from "./shipped.js";

const { book } = shippedBook;

describe("what Fargate Spot was seen to take off", () => {
  test.each(book.regions())("is 62 to 70 %% in %s, dated", (region) => {
    const seen = observedDiscount(book, region)!;
    expect(seen.discount).toBeGreaterThanOrEqual(0.6196);
    expect(seen.discount).toBeLessThanOrEqual(0.7);
    expect(z.encode(ratio(), seen.discount)).toMatch(/^(6[12]|68|69|70)(\.\d\d?)? %$/);
    expect(seen).toMatchObject({ region, asOf: "2026-09-29", least: 0.6196, most: 0.7 });
  });

  // Two prices of one page, each over an on-demand price of eleven months before: had one of these moved, they would differ.
  test.each(book.regions())("is the same for memory as for vCPU in %s", (region) => {
    const price = (service: string, component: string) => book.find(region, service, component)!.usd;
    const memory = 1 - price("Fargate Spot", "Linux/x86 memory (observed)") / price("Fargate", "Linux/x86 memory");
    expect(memory).toBeCloseTo(observedDiscount(book, region)!.discount, 4);
  });

  test("is not known of a region without a Spot price", () => {
    expect(observedDiscount(book, "me-south-1")).toBeNull();
  });
});
