import { test } from "vitest";
import { expectWithinBands } from "./bands.js";

test("at 80 % of eight vCPUs a run is predicted within the bands, in the second one at the latest", (context) => {
  expectWithinBands({ runs: 2, enough: 1 }, context);
}, 600_000);
