import { z } from "zod";
import { number } from "../../scenarios/language/index.js";
import type { Random } from "../random.js";
import { type Distribution, defineDistribution } from "./distribution.js";

/** One of several distributions, chosen anew for every draw: a cache that mostly hits, for example. */
export const mixture = defineDistribution({
  kind: "mixture",
  about: "One of several distributions for every draw, chosen by weight.",
  shape: (_unit, any) =>
    z.strictObject({
      parts: z
        .array(
          z.strictObject({
            weight: number({ min: 0 }).describe("How often this part is drawn, relative to the weights of the others."),
            of: z.lazy(any).describe("The distribution of this part."),
          }),
        )
        .min(1)
        .max(255)
        .refine((parts) => parts.some(({ weight }) => weight > 0), { message: "at least one weight above 0" })
        .describe("The distributions, one of which is chosen for each draw."),
    }),
  create: ({ parts }, { create }) => {
    const total = parts.reduce((sum, { weight }) => sum + weight, 0);
    const shares = parts.map(({ weight }) => weight / total);
    const components = parts.map(({ of }) => create(of));
    const mean = expectation(shares, components, (component) => component.mean);
    const square = expectation(shares, components, ({ mean, variance }) => variance + mean * mean);
    const choose = chooser(shares);
    return {
      mean,
      variance: square - mean * mean,
      fill: (into, random) => {
        const choices = Uint8Array.from(into, () => choose(random));
        for (const [index, component] of components.entries()) fillChosen(into, choices, index, component, random);
      },
    };
  },
});

function expectation(
  shares: readonly number[],
  components: readonly Distribution[],
  measure: (component: Distribution) => number,
): number {
  return components.reduce((sum, component, i) => sum + shares[i] * measure(component), 0);
}

/** Draws an index with these probabilities. */
function chooser(shares: readonly number[]): (random: Random) => number {
  let sum = 0;
  const limits = shares.map((share) => (sum += share));
  const last = shares.findLastIndex((share) => share > 0);
  return (random) => {
    const uniform = random.uniform();
    const chosen = limits.findIndex((limit) => uniform < limit);
    return chosen < 0 ? last : chosen; // rounding may leave the sum of shares a little below one
  };
}

/** Writes draws of a component to the places that chose it. */
function fillChosen(
  into: Int32Array,
  choices: Uint8Array,
  index: number,
  component: Distribution,
  random: Random,
): void {
  const draws = new Int32Array(choices.reduce((count, choice) => count + (choice === index ? 1 : 0), 0));
  component.fill(draws, random);
  let next = 0;
  for (let i = 0; i < into.length; i++) if (choices[i] === index) into[i] = draws[next++];
}
