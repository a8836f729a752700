import fc from "fast-check";
import { expect, test } from "vitest";
import { reporters, seriesCsv } from "../../reports/index.js";
import type { Outcome } from "../../sim/outcome/outcome.js";
import { night } from "./fixture.js";

const { seed, replications, replicationsAsked, clock, prices } = night;
const whatWasRun = { seed, replications, replicationsAsked, clock, prices };

const oddNumber = fc.oneof(
  fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, 1e-300, 1e21, -1, 0.999999999, 1, 99.95, 999.6),
  fc.double(),
);

/** The fixture with any of its results odd, and any of its estimates without a value or an interval. */
function odd(value: unknown, draw: fc.GeneratorValue): unknown {
  const isChanged = draw(fc.nat, { max: 4 }) === 0;
  if (typeof value === "number") return isChanged ? draw(() => oddNumber) : value;
  if (Array.isArray(value))
    return value.length === 600 ? value.slice(0, draw(fc.nat, { max: 5 })) : value.map((one) => odd(one, draw));
  if (typeof value !== "object" || value === null) return value;
  if ("predictedRange" in value && isChanged) return { value: null, low: null, high: null, predictedRange: null };
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, odd(part, draw)]));
}

test("whatever its numbers are, an outcome can be printed, and the page stays a page", () => {
  fc.assert(
    fc.property(fc.gen(), (draw) => {
      const outcome = { ...(odd(night, draw) as Outcome), ...whatWasRun };
      for (const reporter of reporters) expect(reporter.print(outcome, { color: false })).toMatch(/\n$/);
      const page = reporters[0].print(outcome, { color: false });
      expect(page).not.toMatch(/NaN|undefined|Infinity/);
      expect(seriesCsv(outcome)).not.toContain("NaN");
    }),
    { seed: 1, numRuns: 300 },
  );
});
