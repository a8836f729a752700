import { money, withInterval } from "../../sim/facts/estimates.js";
import { counted } from "../../sim/facts/numbers.js";
import {
  type EndEffect,
  type EndOutcome,
  ends,
  flipsOf,
  type PredictedNumber,
  type SensitivityOutcome,
  type UnknownOutcome,
} from "../../sim/outcome/sensitivity.js";
import { differenceWords } from "../comparison/words.js";
import { formatOf } from "../units.js";

/** The method, in a sentence. */
export function methodWords({ unknowns, replications }: SensitivityOutcome): string {
  return (
    `${counted(unknowns.length, "parameter")} that no public source tells ${unknowns.length === 1 ? "was" : "were"} moved to both ends of what is plausible, one at a time: ` +
    `${counted(replications, "replication")} at each end, with the random numbers of the prediction. An asterisk marks what chance does not explain, at 5 % for all of them together.`
  );
}

/** "cost a month, $1,982 ± 41", "web p99, 2.41 s (2.38–2.44 s)" */
export function numberWords({ name, field, unit, estimate }: PredictedNumber): string {
  const value = unit === "USD" ? money(estimate) : withInterval(estimate, formatOf(field, unit));
  return `${nameWords(name)}, ${value}`;
}

/** "cost a month", "web p99" */
export function nameWords(name: string): string {
  return name.replace("cost perMonth", "cost a month").replace("cost total", "cost of a run");
}

/** "+$120 ± 14 *", of a number; "+$3 (one pair)" where there is no interval. */
export function effectWords(effect: EndEffect, { estimate }: PredictedNumber): string {
  if (effect.difference === 0) return "0";
  const bounds = effect.interval === null && effect.difference !== null ? " (one pair)" : "";
  return `${differenceWords(effect, Math.abs(estimate.value ?? 0))}${bounds}${effect.isBeyondChance ? " *" : ""}`;
}

/** Parameters that move one number, the largest effect first; those without any effect are left out. */
export function moversOf({ unknowns }: SensitivityOutcome, place: number): readonly UnknownOutcome[] {
  const size = (unknown: UnknownOutcome) =>
    Math.max(...ends.map((end) => Math.abs(unknown[end].effects[place]?.difference ?? 0)));
  return unknowns.filter((unknown) => size(unknown) > 0).toSorted((a, b) => size(b) - size(a));
}

/** "target missed where services.web.launch.boot is lognormal, median 30s", of each verdict that an end decides otherwise. */
export function flipWords({ unknowns }: SensitivityOutcome, objective: string): readonly string[] {
  return unknowns.flatMap((unknown) =>
    ends.flatMap((end) => {
      const { verdicts, value } = unknown[end];
      return verdicts
        .filter((flip) => flip.objective === objective)
        .map(
          ({ atEnd, isBeyondChance }) =>
            `${atEnd} where ${unknown.path} is ${value}${isBeyondChance ? "" : ", which may be chance"}`,
        );
    }),
  );
}

/** Whether verdicts depend on what nobody knows. */
export function dependenceWords({ objectives, unknowns }: SensitivityOutcome): string {
  if (objectives.length === 0) return "No objectives are stated.";
  const flipped = new Set(unknowns.flatMap(flipsOf).map(({ objective }) => objective));
  if (flipped.size === 0) return "No verdict is decided otherwise anywhere at the ends of these ranges.";
  return `${counted(flipped.size, "verdict")} ${flipped.size === 1 ? "depends" : "depend"} on what nobody knows: ${[...flipped].map((objective) => `'${objective}'`).join(", ")}.`;
}

/** "5 % to 50 % (20 % as predicted)"; "none" is a key that the scenario has not. */
export function rangeWords({ value, low, high }: UnknownOutcome): string {
  const ranges = `${low.value} to ${high.value}`;
  const usual = value === "none" ? "left out in the prediction" : `${value} as predicted`;
  return low.isAsPredicted || high.isAsPredicted ? ranges : `${ranges} (${usual})`;
}

/** Ends that could not be simulated, with the reason. */
export function refusedWords({ unknowns }: SensitivityOutcome): readonly string[] {
  return unknowns.flatMap(({ path, low, high }) =>
    [low, high]
      .filter((end): end is EndOutcome & { readonly refused: string } => end.refused !== null)
      .map(({ value, refused }) => `${path} was not moved to ${value}: ${refused}`),
  );
}

/** Parameters that leave every number exactly as it is. */
export function idleWords({ unknowns }: SensitivityOutcome): readonly string[] {
  return unknowns
    .filter(({ low, high }) => [...low.effects, ...high.effects].every(({ difference }) => difference === 0))
    .filter(({ low, high }) => low.refused === null && high.refused === null)
    .map(({ path }) => path);
}
