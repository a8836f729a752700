import { afterAll, expect, test } from "vitest";
import { Laboratory } from "../../sim/experiments/laboratory.js";
import { optimize } from "../../sim/experiments/optimize.js";
import { parseAxis } from "../../sim/experiments/search-space.js";
import type { OptimizationOutcome } from "../../sim/outcome/optimized.js";
import { sim } from "../cli/sim.js";
import { bruteForce, chatbotHour, isGoodChoice, Replay } from "./chatbot-hour.js";

const brute = bruteForce();
/** Fixed before any of them was run. */
const seeds = Array.from({ length: 10 }, (_, at) => 111 + at);

const searched: { readonly seed: number; readonly isGood: boolean; readonly spent: number; readonly chosen: string }[] =
  [];

afterAll(() => console.table(searched));

/** Searches one by one, so that what each has found is told as it ends. */
test.each(seeds)("a search with seed %i takes at most 1,600 replications", (seed) => {
  const vary = brute.axes.flatMap(({ path, values }) => ["--vary", `${path}=${values.join(",")}`]);
  const call = ["optimize", chatbotHour, "--seed", `${seed}`, "--budget", "1600", "--format", "json", "--quiet"];
  const found = JSON.parse(sim([...call, ...vary]).stdout) as OptimizationOutcome;
  const { spent, best } = found;
  const told = { seed, isGood: isGoodChoice(brute, found), spent, chosen: best?.values.join(" · ") ?? "none" };
  console.log(told);
  searched.push(told);
  expect(spent).toBeLessThanOrEqual(1_600);
});

test("nine of these ten searches choose what holds by brute force, and costs at most a hundredth more than the best", () => {
  expect(searched.filter(({ isGood }) => isGood).length).toBeGreaterThanOrEqual(9);
});

test("what is kept of brute force is what is simulated", () => {
  const axes = brute.axes.map(({ path, values }) => parseAxis(`${path}=${values[0]}`));
  const vary = axes.flatMap(({ path, values }) => ["--vary", `${path}=${values[0]}`]);
  const call = ["sweep", chatbotHour, "--replications", "40", "--format", "json", "--quiet", ...vary];
  const [{ cost }] = (
    JSON.parse(sim(call).stdout) as { points: readonly { cost: { perMonthUsd: { value: number } } }[] }
  ).points;
  expect(cost.perMonthUsd.value).toBeCloseTo(brute.points[0].cost, 6);
});

test("in nine of ten shuffled orders of the kept runs the choice holds, and costs at most a hundredth more than the best", async () => {
  let good = 0;
  for (let seed = 301; seed <= 310; seed++) {
    const laboratory = new Laboratory(new Replay(brute, seed), null);
    const { axes, points } = brute;
    const asked = { confidence: 0.95, indifference: 0.01, version: "0", most: 60, budget: 1_600 };
    const found = await optimize({ ...asked, axes, points, laboratory });
    if (isGoodChoice(brute, found!)) good++;
  }
  expect(good).toBeGreaterThanOrEqual(9);
});
