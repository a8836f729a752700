import { type Estimate, type Estimates, estimated } from "../sim/facts/estimates.js";
import type { MetricUnit } from "../sim/facts/units.js";
import { type Saving, shareOf } from "../sim/outcome/ladder.js";
import type { Measured } from "../sim/outcome/measured.js";
import type { Outcome } from "../sim/outcome/outcome.js";
import { unitOf } from "./units.js";

/** One number of an outcome with its name, unit and interval; `service` is empty for numbers of the whole fleet. */
export interface Reading {
  readonly service: string;
  readonly name: string;
  readonly unit: MetricUnit;
  readonly estimate: Estimate;
}

/** Every number of the services and of the cost, in the order of `outcome.json`; bill lines and series apart. */
export function readings({ services, cost, measured }: Outcome): readonly Reading[] {
  return [...ownReadings(services, cost), ...(measured === undefined ? [] : observedReadings(measured))];
}

function ownReadings(services: Outcome["services"], cost: Partial<Outcome["cost"]>): readonly Reading[] {
  const { lines: _lines, ...costs } = cost;
  return [
    ...Object.entries(services).flatMap(([service, { series: _series, demands = {}, ...rest }]) => [
      ...leaves(service, "", rest),
      ...Object.entries(demands).flatMap(([demand, own]) => leaves(`${service}/${demand}`, "", own)),
    ]),
    ...leaves("", "cost", costs),
  ];
}

/** The same of every type of a month's days, each number behind "calendar" and the name of the type. */
export function dayReadings({ calendar, measured }: Outcome): readonly Reading[] {
  if (calendar === undefined || measured !== undefined) return [];
  return calendar.types.flatMap(({ name: day, services, cost }) =>
    ownReadings(services, cost).map(({ name, ...reading }) => ({ ...reading, name: `calendar.${day}.${name}` })),
  );
}

/** Numbers of a ladder's techniques. */
export function ladderReadings({ ladder }: Outcome): readonly Reading[] {
  if (ladder === undefined) return [];
  const { cost, rungs, together, addedUp, overlap } = ladder;
  const saved = (name: string, saving: Saving): readonly Reading[] => [
    { service: "", name: `ladder.${name}`, unit: "USD", estimate: saving.usd },
    { service: "", name: `ladder.${name}Share`, unit: "ratio", estimate: shareOf(saving) },
  ];
  return [
    { service: "", name: "ladder.cost", unit: "USD", estimate: cost },
    ...rungs.flatMap((rung): readonly Reading[] => [
      ...saved(`${rung.technique}.alone`, rung.alone),
      ...saved(`${rung.technique}.added`, rung.added),
      ...saved(`${rung.technique}.leftOut`, rung.leftOut),
      ...saved(`${rung.technique}.upTo`, rung.upTo),
      { service: "", name: `ladder.${rung.technique}.cost`, unit: "USD", estimate: rung.cost },
    ]),
    ...saved("together", together),
    ...saved("addedUp", addedUp),
    ...saved("overlap", overlap),
  ];
}

/** Numbers that only a measured outcome has, except histograms. */
function observedReadings({ services, audit }: Measured): readonly Reading[] {
  return [
    ...Object.entries(services).flatMap(([service, { histograms: _histograms, ...rest }]) =>
      leaves(service, "measured", rest),
    ),
    ...audit.checks.map(
      ({ name, unit, value }): Reading => ({
        ...{ service: "", name: `audit.${name}`, unit: unit === "p" ? "ratio" : unit },
        estimate: { value, low: null, high: null, predictedRange: null },
      }),
    ),
  ];
}

function leaves(service: string, name: string, value: unknown): readonly Reading[] {
  const estimate = asEstimate(value);
  if (estimate !== null) return [{ service, name, unit: unitOf(name), estimate }];
  if (typeof value !== "object" || value === null) return [];
  if ("estimates" in value) {
    const { estimates, ...told } = value;
    return leaves(service, name, estimated(told, estimates as Estimates));
  }
  return Object.entries(value).flatMap(([key, part]) => leaves(service, name === "" ? key : `${name}.${key}`, part));
}

function asEstimate(value: unknown): Estimate | null {
  if (typeof value === "number") return { value, low: null, high: null, predictedRange: null };
  return typeof value === "object" && value !== null && "predictedRange" in value ? (value as Estimate) : null;
}
