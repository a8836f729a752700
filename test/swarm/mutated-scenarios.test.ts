import { join } from "node:path";
import { expect, test } from "vitest";
import { parse, parseDocument } from "yaml";
import { emptyFolder } from "../cli/sim.js";
import { expectNoneIsOurBug, runs, scenario } from "./mutated.js";

test("300 mutated scenarios are refused with their problems, or run to an end; none is our bug", () => {
  expectNoneIsOurBug(300);
});

test("whichever key or element of a scenario is left out, it is refused with its problems or runs to an end", () => {
  const path = join(emptyFolder(), "fleet.yaml");
  const ran = placesIn(parse(scenario)).filter((place) => {
    const document = parseDocument(scenario);
    document.deleteIn(place);
    return runs(path, document.toString());
  });
  expect(ran.length).toBeGreaterThan(40);
});

function placesIn(value: unknown): (string | number)[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) => {
    const step = Array.isArray(value) ? Number(key) : key;
    return [[step], ...placesIn(below).map((place) => [step, ...place])];
  });
}
