import { expect, test } from "vitest";
import { parseGate } from "../../sim/outcome/gate.js";

test("a gate takes its sign and all digits of its size", () => {
  const changes = ["> 50 %", "> +50 %", "< -50 %", "< −50 %", ">= 5 %"].map((text) => parseGate(`cost.total ${text}`));
  expect(changes.map(({ change, comparison }) => [comparison, change])).toEqual([
    [">", 0.5],
    [">", 0.5],
    ["<", -0.5],
    ["<", -0.5],
    [">=", 0.05],
  ]);
  expect([parseGate("web.p99 > 200ms").change, parseGate("cost.total > $15").change]).toEqual([200, 15]);
});
