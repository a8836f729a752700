import { expect, test } from "vitest";
import { optimize, sweep } from "../../sim/library/index.js";
import { fleet, once, otherwise } from "./spot-or-two.js";

test("a sweep and a search say that another combination would be chosen", async () => {
  const vary = { variant: ["four", "two"] };
  const free = fleet.with({ set: ["objectives=[]"] });
  const chosen = { subject: "cost of four against two", verdict: "more", atEnd: "less", ...otherwise };
  const swept = await sweep(free, { vary, ...once() });
  expect(swept.unknowns!.verdicts).toEqual([chosen]);
  const found = await optimize(free, { vary, ...once(), budget: 40 });
  expect([found.best!.values, found.unknowns!.verdicts]).toEqual([["two"], [chosen]]);
});
