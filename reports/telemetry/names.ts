import { aspects } from "../../sim/facts/aspects/index.js";
import { serviceMetrics } from "../../sim/facts/service-metrics.js";
import type { MetricUnit } from "../../sim/facts/units.js";
import { costMetrics, costSubject } from "../../sim/outcome/reading.js";

/** A unit as others have it: base units, so that a value is multiplied by `factor`. */
export interface BaseUnit {
  readonly factor: number;
  /** Unit in UCUM, as OpenTelemetry writes it; text in braces is an annotation. */
  readonly ucum: string;
  /** Suffix of the Prometheus name; empty without a unit. */
  readonly suffix: string;
}

const baseUnits: Readonly<Record<MetricUnit, BaseUnit>> = {
  ms: { factor: 1e-3, ucum: "s", suffix: "seconds" },
  s: { factor: 1, ucum: "s", suffix: "seconds" },
  min: { factor: 60, ucum: "s", suffix: "seconds" },
  h: { factor: 3_600, ucum: "s", suffix: "seconds" },
  USD: { factor: 1, ucum: "{USD}", suffix: "usd" },
  ratio: { factor: 1, ucum: "1", suffix: "ratio" },
  "1/day": { factor: 1, ucum: "1/d", suffix: "per_day" },
  count: { factor: 1, ucum: "{count}", suffix: "" },
};

/** A value in its base unit, without the last digit, in which a factor of 0.001 leaves its own error. */
export function inBaseUnit(value: number, { factor }: BaseUnit): number {
  return factor === 1 ? value : Number((value * factor).toPrecision(15));
}

/** What a count is of, where the end of its name tells. A GB of Lambda's bill has 1,024 MB. */
const countedUnits: readonly (readonly [end: RegExp, unit: BaseUnit])[] = [
  [/hours$/i, baseUnits.h],
  [/GbSeconds$/, { factor: 2 ** 30, ucum: "By.s", suffix: "byte_seconds" }],
];

/** A number's name to a metrics store: what its family is called, and the labels that tell it from the rest of the family. */
export interface FamilyName {
  /** Name with dots and without unit, as OpenTelemetry has it: "fleetcast.latency". */
  readonly name: string;
  readonly unit: BaseUnit;
  readonly about: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Places whose last or middle word is a name that only the run knows, and the label that it becomes. */
const keyed: readonly (readonly [place: RegExp, label: string])[] = [
  [/^(?<name>.*By)\.(?<key>[^.]+)$/, "cause"],
  [/^(?<name>measured\.ends)\.(?<key>.+)$/, "end"],
  [/^(?<name>measured\.statuses)\.(?<key>.+)$/, "status"],
  [/^(?<name>measured\.counters)\.(?<key>.+)$/, "counter"],
  [/^(?<name>audit)\.(?<key>.+)$/, "check"],
  [/^(?<name>cost\.runs\.flows)\.(?<key>.+)\.(?<rest>[^.]+)$/, "flow"],
  ...aspects
    .flatMap(({ tallies = [] }) => tallies)
    .map(({ field }) => [new RegExp(`^(?<name>${field.replaceAll(".", "\\.")})\\.(?<key>.+)$`), "name"] as const),
];

const abouts: ReadonlyMap<string, string> = new Map([
  ...costMetrics.map(({ field, about }) => [`${costSubject}.${field}`, about] as const),
  ...serviceMetrics.map(({ field, about }) => [field, about] as const),
]);

/** The family of a number by its dotted place in outcome.json. */
export function familyOf(field: string, unit: MetricUnit): FamilyName {
  for (const [place, label] of keyed) {
    const { name, key, rest } = place.exec(field)?.groups ?? {};
    if (key === undefined) continue;
    const whole = rest === undefined ? name : `${name}.${rest}`;
    return { ...plain(whole, unit, `${whole} in outcome.json, by ${label}.`), labels: { [label]: key } };
  }
  const [, name, digits] = /^(.*)\.p(\d+)$/.exec(field) ?? [];
  if (digits === undefined) return plain(field, unit, abouts.get(field) ?? `${field} in outcome.json.`);
  const about = `${name} in outcome.json: what a share of all stays within.`;
  return { ...plain(name, unit, about), labels: { percentile: percentileOf(digits) } };
}

/** "999" is 99.9. The label is not called quantile, which Prometheus keeps for summaries. */
function percentileOf(digits: string): string {
  return digits.replace(/^(\d\d)(\d+)$/, "$1.$2");
}

function plain(field: string, unit: MetricUnit, about: string): FamilyName {
  const counted = unit === "count" ? countedUnits.find(([end]) => end.test(field))?.[1] : undefined;
  const base = counted ?? baseUnits[unit];
  return { name: `fleetcast.${dotted(field, base)}`, unit: base, about, labels: {} };
}

/** Units that the end of a name tells. */
const toldUnits = /(?<=[a-z\d])(Ms|S|Usd|Hours|GbSeconds|Minutes|PerDay|Share|Rate)$|^(hours|minutes)$/;

/** Words with underscores, without the unit that the end of a word may tell: "scaling.lagS.mean" is scaling.lag.mean. */
function dotted(field: string, { suffix }: BaseUnit): string {
  const words = field.split(".").map((word) =>
    word
      .replace(suffix === "" ? "" : toldUnits, "")
      .replace(/(?<=[a-z\d])(?=[A-Z])/g, "_")
      .toLowerCase()
      .replace(/[^a-z\d]+/g, "_"),
  );
  return words.filter((word) => word !== "").join(".");
}

/** The name of a family in Prometheus, as OpenTelemetry's rules for it have it: underscores, and the unit at the end. */
export function prometheusName({ name, unit: { suffix } }: Pick<FamilyName, "name" | "unit">): string {
  const words = name.replaceAll(".", "_");
  return suffix === "" || words.includes(`_${suffix}`) ? words : `${words}_${suffix}`;
}
