import { expect, test } from "vitest";
import { compareRuns } from "../../sim/outcome/comparison.js";
import { judgeGate, parseGate } from "../../sim/outcome/gate.js";
import { parseReference } from "../../sim/outcome/reading.js";
import { runsOf } from "./fixtures.js";

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

test("a share is held by its own interval: what rises by 5 % in every pair has risen by 5 %, however the pairs scatter", () => {
  const fleet = (hours: readonly number[]) => runsOf(hours.map((each) => ({ tasks: { hours: each } })));
  const hours = [10, 30, 70, 130];
  const [compared] = compareRuns(fleet(hours), fleet(hours.map((each) => 1.05 * each)), [
    parseReference("orchestrator.taskHours").reading,
  ]);
  const judged = (text: string) => judgeGate(parseGate(`orchestrator.taskHours ${text}`), compared);
  expect(judged("> +4 %")).toMatchObject({ verdict: "tripped", seen: expect.closeTo(0.05, 9) });
  expect(judged("> +6 %").verdict).toBe("passed");
  // The difference itself, 3 h on average, is ± 4.2 h: 3.182446 × 2.646 ÷ 2.
  expect(compared.interval!.high - compared.difference!).toBeCloseTo((3.182446 * 2.6458) / 2, 3);
  expect(judged("> +2h").verdict).toBe("undecided");
});
