import { expect, test } from "vitest";
import { comparisonReporters } from "../../reports/comparison/index.js";
import { pageOf } from "../../reports/html/index.js";
import { sweepReporters } from "../../reports/sweep/index.js";
import { compare, sweep } from "../../sim/library/index.js";
import { wordsOfPage } from "../reports/html-words.js";
import { fleet, once, otherwise } from "./spot-or-two.js";

test("a comparison says that who is cheaper, and what holds, is otherwise where Spot is 70 % off", async () => {
  const compared = await compare({ four: fleet, two: fleet.with({ variant: "two" }) }, once());
  const { unknowns } = compared;
  expect(unknowns!.verdicts).toEqual([
    { subject: "cost of two against four", verdict: "less", atEnd: "more", ...otherwise },
    { subject: "four: cost total <= $0.021", verdict: "missed", atEnd: "met", ...otherwise },
  ]);
  // Both have the parameters of a task; that of Spot moves the one that has any.
  expect(unknowns!.replications).toBe(10);
  expect(unknowns!.simulated % 10).toBe(0);
  const words = "cost of two against four: more, not less, where markets.m.discount is 70 %";
  for (const format of ["text", "markdown"])
    expect(comparisonReporters.find((each) => each.format === format)!.print(compared, { color: false })).toContain(
      words,
    );
  expect(wordsOfPage(pageOf(compared, [], ""))).toContain(words);
});

test("what was not examined is said in a line, with the option that does it", async () => {
  const swept = await sweep(fleet, { vary: { variant: ["four", "two"] }, ...once(), sensitivity: false });
  expect(swept).not.toHaveProperty("unknowns");
  const words = "whether a verdict depends on parameters that no public source tells; --sensitivity";
  for (const format of ["text", "markdown"])
    expect(sweepReporters.find((each) => each.format === format)!.print(swept, { color: false })).toContain(words);
});
