import { expect, type TestContext } from "vitest";
import { calibrate, isWithin, quantiles, type Trial, trial } from "../../bench/accuracy/trial.js";

/** Runs in which the generator was the limit measured nothing; with so many of them the machine is too busy to tell. */
const invalidMax = 4;

/** Holds that of so many runs at 80 % of eight vCPUs enough are predicted within the bands, and without queues none is. */
export function expectWithinBands(
  { runs, enough }: { readonly runs: number; readonly enough: number },
  context: TestContext,
): void {
  const latency = calibrate(1000);
  const valid: Readonly<Record<string, Trial>>[] = [];
  let invalid = 0;
  for (let seed = 1; valid.length < runs && invalid <= invalidMax && !isDecided(); seed++) {
    const found = trial("80-percent", seed, latency);
    if (found === null) invalid++;
    else valid.push(found);
  }
  if (invalid > invalidMax) context.skip("this machine is too busy: the generator was the limit again and again");
  for (const quantile of quantiles) {
    const errors = valid.map((found) => found[quantile].error);
    const hits = errors.filter((error) => isWithin(quantile, error)).length;
    expect(hits, `${quantile} of the same arrivals was off by ${errors.join(", ")}`).toBeGreaterThanOrEqual(enough);
    const blind = valid.filter((found) => isWithin(quantile, found[quantile].queueBlindError)).length;
    expect(blind, `runs whose ${quantile} the steps alone predict`).toBe(0);
  }

  /** Whether further runs could not change the verdict. */
  function isDecided(): boolean {
    const hits = quantiles.map((name) => valid.filter((found) => isWithin(name, found[name].error)).length);
    return hits.every((hit) => hit >= enough) || hits.some((hit) => valid.length - hit > runs - enough);
  }
}
