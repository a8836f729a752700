import { test } from "vitest";
import { expectWithinBands } from "./bands.js";

test("at 80 % of eight vCPUs four of five runs are predicted within the bands, and without queues none is", (context) => {
  expectWithinBands({ runs: 5, enough: 4 }, context);
});
